package org.guidedpolicy.trajopt;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.cost.CostDerivatives;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.Controller;
import org.guidedpolicy.rollout.ControllerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Control with a receding horizon: every few steps the trajectory of the next H steps is optimized
 * from the state that is reported, starting from what remains of the last plan; in between, the
 * plan's feedback acts ([GPS13] Sec. 4, [TET]).
 *
 * <pre>
 * ControllerFactory mpc = ModelPredictiveController.factory(problem, MpcOptions.defaults());
 * Trajectory episode = RolloutCollector.inTurn(environment, mpc, 1, seed).get(0);
 * </pre>
 *
 * <p>The environment's state must be the model's. A call of {@link #act} that plans takes as long
 * as its iterations do; on a robot, {@link OptimizerOptions#maxSeconds} bounds it, and results then
 * depend on the machine. Step 0 begins a new episode. Used by one thread.
 */
public final class ModelPredictiveController implements Controller {
  private static final Logger log = LoggerFactory.getLogger(ModelPredictiveController.class);

  private final TrajectoryProblem problem;
  private final MpcOptions options;
  private final RandomGenerator random;
  private final TrajectoryOptimizer first;
  private final TrajectoryOptimizer later;

  /** Empty before the first plan of an episode. */
  private Optional<Plan> plan = Optional.empty();

  private int planStart;

  /**
   * @param problem model, cost and limits
   * @param pool shares the work of an expansion among its threads
   * @param random draws the actions that an episode's first plan starts from
   */
  public ModelPredictiveController(
      TrajectoryProblem problem, MpcOptions options, WorkPool pool, RandomGenerator random) {
    this.problem = problem;
    this.options = options;
    this.random = random;
    first = optimizer(options.firstIterations(), pool);
    later = optimizer(options.iterations(), pool);
  }

  private TrajectoryOptimizer optimizer(int iterations, WorkPool pool) {
    return new TrajectoryOptimizer(options.optimizer().with(o -> o.iterations = iterations), pool);
  }

  /** A controller for each episode, which plans in the episode's thread. */
  public static ControllerFactory factory(TrajectoryProblem problem, MpcOptions options) {
    return factory(problem, options, WorkPool.of(1));
  }

  /**
   * A controller for each episode.
   *
   * @param pool shares the work of an expansion among its threads
   */
  public static ControllerFactory factory(
      TrajectoryProblem problem, MpcOptions options, WorkPool pool) {
    return (first, random) -> new ModelPredictiveController(problem, options, pool, random);
  }

  /**
   * @throws IllegalArgumentException if the state has not the model's dX entries, or the episode is
   *     over
   * @throws TrajectoryException if no trajectory from this state can be optimized
   */
  @Override
  public void act(int t, TimeStep now, double[] actionOut) {
    double[] x = now.state();
    Require.length(
        "the environment's state", x.length, problem.model().stateDimension(), "the model's dX");
    if (options.episode() > 0 && t >= options.episode()) {
      throw new IllegalArgumentException(
          "step " + t + " is beyond the episode of " + options.episode() + " steps (episode)");
    }
    if (t == 0) {
      plan = Optional.empty();
    }
    if (plan.isEmpty() || t < planStart || t >= planStart + options.replanEvery()) {
      plan = Optional.of(planFrom(t, x));
      planStart = t;
    }
    plan.get().act(t - planStart, x, actionOut);
  }

  /** The plan in force, from the step that it was made at; empty before the first. */
  public Optional<Plan> plan() {
    return plan;
  }

  private Plan planFrom(int t, double[] x) {
    int T = options.episode();
    int horizon = T == 0 ? options.horizon() : Math.min(options.horizon(), T - t);
    TrajectoryProblem here = T == 0 ? problem : problem.withCost(new Later(problem.cost(), t, T));
    int passed = t - planStart;
    if (plan.isPresent() && passed > 0 && passed < plan.get().horizon()) {
      try {
        return later.solve(here, x, plan.get().from(passed, horizon)).plan();
      } catch (TrajectoryException e) {
        log.warn(
            "At step {} the last plan cannot be followed any more; planning anew: {}",
            t,
            e.getMessage());
      }
    }
    return first.solve(here, x, noise(horizon)).plan();
  }

  private double[] noise(int horizon) {
    double[] actions = new double[horizon * problem.model().actionDimension()];
    for (int i = 0; i < actions.length; i++) {
      actions[i] = options.startNoise() * random.nextGaussian();
    }
    return actions;
  }

  /** An episode's cost as a plan sees it that begins at a later step. */
  private record Later(CostFunction cost, int start, int episode) implements CostFunction {
    @Override
    public double value(int t, int horizon, double[] x, double[] u) {
      return cost.value(start + t, episode, x, u);
    }

    @Override
    public void addDerivatives(int t, int horizon, double[] x, double[] u, CostDerivatives out) {
      cost.addDerivatives(start + t, episode, x, u, out);
    }

    @Override
    public CostFunction withPartialDerivatives() {
      return new Later(cost.withPartialDerivatives(), start, episode);
    }
  }
}
