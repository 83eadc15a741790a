package org.guidedpolicy.examples.locomotion;

import org.guidedpolicy.argument.Require;
import org.guidedpolicy.cost.CostDerivatives;
import org.guidedpolicy.cost.CostFunction;

/**
 * The cost of a gait (Levine, Koltun: Guided Policy Search, ICML 2013, Sec. 6),
 *
 * <pre>
 * w_u |u|^2 + w_v (v - v*)^2 + w_h (z - z*)^2,
 * </pre>
 *
 * for the forward velocity v and the height z of the root, with actions clipped to what the motors
 * do: a robot that has fallen is not the more expensive, the more a controller shouts. Derivatives
 * are exact. Immutable and thread-safe.
 */
public final class GaitCost implements CostFunction {
  private final double effort;
  private final Goal velocity;
  private final Goal height;
  private final double[] maxAction;

  /**
   * An entry of the state that is to be at a value.
   *
   * @param entry of the state
   * @param weight of the squared difference
   * @param target value
   */
  public record Goal(int entry, double weight, double target) {
    /**
     * @throws IllegalArgumentException unless the entry and the weight are not negative, all finite
     */
    public Goal {
      Require.atLeast("entry", entry, 0);
      Require.notNegative("weight", weight);
      Require.finite("target", target);
    }
  }

  /**
   * @param effort w_u
   * @param velocity of the root, forward, m/s
   * @param height of the root, m
   * @param maxAction what each motor does at most to either side, dU entries
   */
  public GaitCost(double effort, Goal velocity, Goal height, double... maxAction) {
    this.effort = Require.notNegative("effort", effort);
    this.velocity = velocity;
    this.height = height;
    this.maxAction = maxAction.clone();
  }

  @Override
  public double value(int t, int horizon, double[] x, double[] u) {
    Require.length("the action", u.length, maxAction.length, "the motors");
    double squares = 0;
    for (int j = 0; j < u.length; j++) {
      double torque = Math.max(-maxAction[j], Math.min(maxAction[j], u[j]));
      squares += torque * torque;
    }
    return effort * squares + value(velocity, x) + value(height, x);
  }

  private static double value(Goal goal, double[] x) {
    double d = x[goal.entry] - goal.target;
    return goal.weight * d * d;
  }

  @Override
  public void addDerivatives(int t, int horizon, double[] x, double[] u, CostDerivatives out) {
    out.addValue(value(t, horizon, x, u));
    for (int j = 0; j < u.length; j++) {
      if (Math.abs(u[j]) <= maxAction[j]) {
        out.addGradient(x.length + j, 2 * effort * u[j]);
        out.addHessian(x.length + j, x.length + j, 2 * effort);
      }
    }
    addDerivatives(velocity, x, out);
    addDerivatives(height, x, out);
  }

  private static void addDerivatives(Goal goal, double[] x, CostDerivatives out) {
    out.addGradient(goal.entry, 2 * goal.weight * (x[goal.entry] - goal.target));
    out.addHessian(goal.entry, goal.entry, 2 * goal.weight);
  }

  @Override
  public String toString() {
    return "GaitCost[effort=" + effort + ", velocity=" + velocity + ", height=" + height + "]";
  }
}
