package org.guidedpolicy.trajopt;

import java.util.Arrays;
import java.util.Objects;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.rollout.ControllerFactory;
import org.guidedpolicy.rollout.Trajectory;

/**
 * A trajectory x_0, u_0, .., u_T-1, x_T with feedback around it, u = u_t + K_t (x - x_t), within
 * limits of the action. Immutable and thread-safe; accessors return copies.
 */
public final class Plan {
  private final int T;
  private final int dX;
  private final int dU;
  private final double[] states;
  private final double[] actions;
  private final double[] gains;
  private final double[] costs;
  private final double[] lower;
  private final double[] upper;

  /** Takes the arrays as they are; the caller keeps no reference to them. */
  Plan(
      int dX,
      int dU,
      double[] states,
      double[] actions,
      double[] gains,
      double[] costs,
      double[] lower,
      double[] upper) {
    this.T = costs.length;
    this.dX = dX;
    this.dU = dU;
    this.states = states;
    this.actions = actions;
    this.gains = gains;
    this.costs = costs;
    this.lower = lower;
    this.upper = upper;
  }

  /** T, the number of actions. */
  public int horizon() {
    return T;
  }

  /** dX. */
  public int stateDimension() {
    return dX;
  }

  /** dU. */
  public int actionDimension() {
    return dU;
  }

  /** The state at step t = 0 .. T, dX entries. */
  public double[] state(int t) {
    Objects.checkIndex(t, T + 1);
    return Arrays.copyOfRange(states, t * dX, (t + 1) * dX);
  }

  /** The action at step t = 0 .. T-1, dU entries. */
  public double[] action(int t) {
    Objects.checkIndex(t, T);
    return Arrays.copyOfRange(actions, t * dU, (t + 1) * dU);
  }

  /** All actions, T x dU, row-major. */
  public double[] actions() {
    return actions.clone();
  }

  /**
   * K at step t, dU x dX, row-major: of the last backward pass, which the trajectory itself came
   * from or whose steps no longer improved it. 0 before any.
   */
  public double[] gain(int t) {
    Objects.checkIndex(t, T);
    return Arrays.copyOfRange(gains, t * dU * dX, (t + 1) * dU * dX);
  }

  /** The cost of step t. */
  public double cost(int t) {
    Objects.checkIndex(t, T);
    return costs[t];
  }

  /** J, the sum of all steps' costs. */
  public double cost() {
    return sum(costs);
  }

  static double sum(double[] costs) {
    double sum = 0;
    for (double cost : costs) {
      sum += cost;
    }
    return sum;
  }

  /**
   * The action u_t + K_t (x - x_t), clipped to the limits.
   *
   * @param t 0 .. T-1
   * @param x dX entries
   * @param out receives dU entries
   */
  public void act(int t, double[] x, double[] out) {
    Objects.checkIndex(t, T);
    Require.length("x", x.length, dX, "the plan's dX");
    for (int a = 0; a < dU; a++) {
      double u = actions[t * dU + a];
      int row = (t * dU + a) * dX;
      for (int i = 0; i < dX; i++) {
        u += gains[row + i] * (x[i] - states[t * dX + i]);
      }
      out[a] = Math.max(lower[a], Math.min(upper[a], u));
    }
  }

  /** Controllers that follow this plan with its feedback, from states of its dX entries. */
  public ControllerFactory controllers() {
    return (first, random) -> (t, now, out) -> act(t, now.state(), out);
  }

  /** The planned trajectory; observations are the states. */
  public Trajectory trajectory() {
    return new Trajectory(T, states, actions, Arrays.copyOf(states, T * dX));
  }

  /**
   * The plan from step n on, for warm starts: where steps are missing at the end, actions are 0 or
   * the limit nearest to it, without feedback.
   *
   * @param n 0 .. T
   * @param horizon T of the new plan
   */
  public Plan from(int n, int horizon) {
    Objects.checkFromToIndex(0, n, T);
    Require.atLeast("horizon", horizon, 1);
    double[] laterActions = new double[horizon * dU];
    for (int i = 0; i < laterActions.length; i++) {
      laterActions[i] = Math.max(lower[i % dU], Math.min(upper[i % dU], 0));
    }
    int kept = Math.min(T - n, horizon);
    double[] laterStates = new double[(horizon + 1) * dX];
    double[] laterGains = new double[horizon * dU * dX];
    double[] laterCosts = new double[horizon];
    System.arraycopy(states, n * dX, laterStates, 0, (kept + 1) * dX);
    System.arraycopy(actions, n * dU, laterActions, 0, kept * dU);
    System.arraycopy(gains, n * dU * dX, laterGains, 0, kept * dU * dX);
    System.arraycopy(costs, n, laterCosts, 0, kept);
    return new Plan(dX, dU, laterStates, laterActions, laterGains, laterCosts, lower, upper);
  }

  @Override
  public String toString() {
    return "Plan[horizon=" + T + ", dX=" + dX + ", dU=" + dU + ", cost=" + cost() + "]";
  }
}
