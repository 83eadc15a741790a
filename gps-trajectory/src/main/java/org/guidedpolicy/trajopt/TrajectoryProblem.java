package org.guidedpolicy.trajopt;

import java.util.Arrays;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.dynamics.Model;
import org.guidedpolicy.environment.EnvironmentSpec;

/**
 * What is to be optimized: over the actions u_0 .. u_T-1 of a trajectory that starts at x_0,
 *
 * <pre>
 * min sum over t of c(t, x_t, u_t)   subject to   x_t+1 = f(x_t, u_t),   lower &lt;= u_t &lt;= upper.
 * </pre>
 *
 * <p>Start and horizon come with each call of {@link TrajectoryOptimizer}. The last action leads to
 * a state without a cost; a cost of the end belongs to step T-1. Immutable; thread-safe as its
 * model and its cost are.
 */
public final class TrajectoryProblem {
  private final Model model;
  private final CostFunction cost;
  private final double[] lower;
  private final double[] upper;

  private TrajectoryProblem(Model model, CostFunction cost, double[] lower, double[] upper) {
    this.model = model;
    this.cost = cost;
    this.lower = lower;
    this.upper = upper;
  }

  /**
   * A problem whose actions have no limits.
   *
   * @param model f, with dX and dU
   * @param cost c; each entry of the action must have one, or some step has no best action
   */
  public static TrajectoryProblem of(Model model, CostFunction cost) {
    double[] lower = new double[model.actionDimension()];
    double[] upper = new double[model.actionDimension()];
    Arrays.fill(lower, Double.NEGATIVE_INFINITY);
    Arrays.fill(upper, Double.POSITIVE_INFINITY);
    return new TrajectoryProblem(model, cost, lower, upper);
  }

  /**
   * The same problem with limits of the action.
   *
   * @param lower smallest actions, dU entries; may be -infinity
   * @param upper greatest actions, dU entries; may be +infinity
   */
  public TrajectoryProblem withActionLimits(double[] lower, double[] upper) {
    int dU = model.actionDimension();
    Require.length("lower", lower.length, dU, "the model's dU");
    Require.length("upper", upper.length, dU, "the model's dU");
    for (int a = 0; a < dU; a++) {
      if (!(lower[a] < upper[a])) {
        throw new IllegalArgumentException(
            "the lower limit of action " + a + " is " + lower[a] + ", the upper " + upper[a]);
      }
    }
    return new TrajectoryProblem(model, cost, lower.clone(), upper.clone());
  }

  /** The same problem with the limits of an environment's actions. */
  public TrajectoryProblem withActionLimits(EnvironmentSpec spec) {
    return withActionLimits(spec.actionLower(), spec.actionUpper());
  }

  /** The same problem with another cost. */
  public TrajectoryProblem withCost(CostFunction other) {
    return new TrajectoryProblem(model, other, lower, upper);
  }

  /** f. */
  public Model model() {
    return model;
  }

  /** c. */
  public CostFunction cost() {
    return cost;
  }

  /** Smallest actions, dU entries; may be -infinity. */
  public double[] actionLower() {
    return lower.clone();
  }

  /** Greatest actions, dU entries; may be +infinity. */
  public double[] actionUpper() {
    return upper.clone();
  }

  double clip(int a, double u) {
    return Math.max(lower[a], Math.min(upper[a], u));
  }

  double lower(int a) {
    return lower[a];
  }

  double upper(int a) {
    return upper[a];
  }
}
