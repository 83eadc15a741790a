package org.guidedpolicy.trajopt;

import org.guidedpolicy.argument.Require;
import org.guidedpolicy.parallel.WorkPool;

/**
 * Iterative LQR, and differential dynamic programming where second derivatives of the dynamics
 * count: finds actions of least cost for a known model, from one start ([GPS13] Sec. 4, [TET]).
 *
 * <p>Each iteration expands dynamics and cost around the trajectory, finds a better one by a
 * regularized backward pass and a line search over its step length, and adapts the regularization.
 * The cost never rises; what is returned is never worse than the start. A local optimum is found,
 * so the start matters: zeros where the way down is smooth, noise where zeros are a stationary
 * point, a rough demonstration for gaits.
 *
 * <pre>
 * var problem = TrajectoryProblem.of(model, cost).withActionLimits(lower, upper);
 * Plan plan = new TrajectoryOptimizer(OptimizerOptions.defaults()).solve(problem, x0, T).plan();
 * </pre>
 *
 * <p>Immutable; thread-safe. Results are equal bit by bit for any number of threads, unless a time
 * limit ends them.
 */
public final class TrajectoryOptimizer {
  private final OptimizerOptions options;
  private final WorkPool pool;

  /** Optimizes in the calling thread. */
  public TrajectoryOptimizer(OptimizerOptions options) {
    this(options, WorkPool.of(1));
  }

  /**
   * @param pool shares the expansion's steps among its threads
   */
  public TrajectoryOptimizer(OptimizerOptions options, WorkPool pool) {
    this.options = options;
    this.pool = pool;
  }

  /**
   * Optimizes from actions of 0, or the limits nearest to it.
   *
   * @param x0 start, dX entries
   * @param horizon T
   * @throws TrajectoryException as the other methods do
   */
  public OptimizationResult solve(TrajectoryProblem problem, double[] x0, int horizon) {
    Require.atLeast("horizon", horizon, 1);
    return solve(problem, x0, new double[horizon * problem.model().actionDimension()]);
  }

  /**
   * Optimizes from given actions.
   *
   * @param x0 start, dX entries
   * @param actions T x dU, row-major; clipped to the problem's limits
   * @throws TrajectoryException if the trajectory of these actions diverges, or the cost has no
   *     least action at some step, however much is regularized
   * @throws org.guidedpolicy.lqr.LqrException if a derivative is not finite
   */
  public OptimizationResult solve(TrajectoryProblem problem, double[] x0, double[] actions) {
    int dU = problem.model().actionDimension();
    if (actions.length == 0 || actions.length % dU != 0) {
      throw new IllegalArgumentException(
          "actions has " + actions.length + " entries, expected a multiple of dU = " + dU);
    }
    Require.finite("actions", actions);
    return optimization(problem, x0, actions.length / dU)
        .run(x0, (t, x, out) -> System.arraycopy(actions, t * dU, out, 0, dU));
  }

  /**
   * Optimizes from the trajectory that a plan's feedback makes from x_0: a warm start.
   *
   * @param x0 start, dX entries, near the plan's
   * @param plan of this problem's dimensions; T is its horizon
   * @throws TrajectoryException as above
   */
  public OptimizationResult solve(TrajectoryProblem problem, double[] x0, Plan plan) {
    Require.length(
        "actions of the plan",
        plan.actionDimension(),
        problem.model().actionDimension(),
        "the model's dU");
    return optimization(problem, x0, plan.horizon()).run(x0, plan::act);
  }

  private Optimization optimization(TrajectoryProblem problem, double[] x0, int horizon) {
    Require.length("x0", x0.length, problem.model().stateDimension(), "the model's dX");
    Require.finite("x0", x0);
    return new Optimization(problem, options, pool, horizon);
  }
}
