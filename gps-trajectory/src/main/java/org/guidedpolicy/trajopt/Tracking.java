package org.guidedpolicy.trajopt;

import java.util.Arrays;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.cost.CostDerivatives;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.rollout.Trajectory;

/**
 * The cost of leaving a trajectory, a demonstration or a solution ([GPS13] Sec. 4.1),
 *
 * <pre>
 * sum_i wx_i (x_i - xhat_ti)^2 + sum_j wu_j (u_j - uhat_tj)^2.
 * </pre>
 *
 * <p>Beyond the trajectory's last action its last state and action count. Derivatives are exact.
 * Immutable and thread-safe.
 */
public final class Tracking implements CostFunction {
  private final Trajectory trajectory;
  private final double[] stateWeights;
  private final double[] actionWeights;

  private Tracking(Trajectory trajectory, double[] stateWeights, double[] actionWeights) {
    this.trajectory = trajectory;
    this.stateWeights = stateWeights;
    this.actionWeights = actionWeights;
  }

  /**
   * @param trajectory to be followed
   * @param stateWeights wx, dX entries, not negative
   * @param actionWeights wu, dU entries, not negative
   */
  public static Tracking of(Trajectory trajectory, double[] stateWeights, double[] actionWeights) {
    Require.length(
        "stateWeights", stateWeights.length, trajectory.stateDimension(), "the trajectory's dX");
    Require.length(
        "actionWeights", actionWeights.length, trajectory.actionDimension(), "the trajectory's dU");
    requireNotNegative("stateWeights", stateWeights);
    requireNotNegative("actionWeights", actionWeights);
    return new Tracking(trajectory, stateWeights.clone(), actionWeights.clone());
  }

  private static void requireNotNegative(String name, double[] weights) {
    for (int i = 0; i < weights.length; i++) {
      Require.notNegative(name + "[" + i + "]", weights[i]);
    }
  }

  /** The weights of [GPS13]: 0.05 for every entry of state and action, in their units. */
  public static Tracking published(Trajectory trajectory) {
    return of(
        trajectory,
        filled(trajectory.stateDimension(), 0.05),
        filled(trajectory.actionDimension(), 0.05));
  }

  private static double[] filled(int length, double value) {
    double[] values = new double[length];
    Arrays.fill(values, value);
    return values;
  }

  /**
   * Weights of the actions that do not depend on their unit, wu_j = 1 / (2 (kappa s_j)^2) for the
   * standard deviation s_j of action j over the trajectory: alone, they allow an exploration of
   * kappa s_j.
   *
   * @param kappa about 0.4
   * @throws IllegalArgumentException if an action never changes, and so has no scale
   */
  public static double[] actionWeights(Trajectory trajectory, double kappa) {
    Require.positive("kappa", kappa);
    double[] weights = actionDeviations(trajectory);
    for (int j = 0; j < weights.length; j++) {
      if (!(weights[j] > 0)) {
        throw new IllegalArgumentException(
            "action " + j + " is constant along the trajectory; give its weight by hand");
      }
      weights[j] = 1 / (2 * kappa * kappa * weights[j] * weights[j]);
    }
    return weights;
  }

  /** s_j, the standard deviation of each action over the trajectory, dU entries. */
  public static double[] actionDeviations(Trajectory trajectory) {
    int T = trajectory.horizon();
    double[] deviations = new double[trajectory.actionDimension()];
    for (int j = 0; j < deviations.length; j++) {
      double mean = 0;
      for (int t = 0; t < T; t++) {
        mean += trajectory.action(t, j) / T;
      }
      double variance = 0;
      for (int t = 0; t < T; t++) {
        double d = trajectory.action(t, j) - mean;
        variance += d * d / T;
      }
      deviations[j] = Math.sqrt(variance);
    }
    return deviations;
  }

  /** What is followed. */
  public Trajectory trajectory() {
    return trajectory;
  }

  /** wx, dX entries. */
  public double[] stateWeights() {
    return stateWeights.clone();
  }

  /** wu, dU entries. */
  public double[] actionWeights() {
    return actionWeights.clone();
  }

  /** The same with other weights of the actions, dU entries. */
  public Tracking withActionWeights(double... weights) {
    return of(trajectory, stateWeights, weights);
  }

  @Override
  public double value(int t, int horizon, double[] x, double[] u) {
    requireFits(x, u);
    int at = Math.min(t, trajectory.horizon() - 1);
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      double d = x[i] - trajectory.state(at, i);
      sum += stateWeights[i] * d * d;
    }
    for (int j = 0; j < u.length; j++) {
      double d = u[j] - trajectory.action(at, j);
      sum += actionWeights[j] * d * d;
    }
    return sum;
  }

  @Override
  public void addDerivatives(int t, int horizon, double[] x, double[] u, CostDerivatives out) {
    out.addValue(value(t, horizon, x, u));
    int at = Math.min(t, trajectory.horizon() - 1);
    for (int i = 0; i < x.length; i++) {
      out.addGradient(i, 2 * stateWeights[i] * (x[i] - trajectory.state(at, i)));
      out.addHessian(i, i, 2 * stateWeights[i]);
    }
    for (int j = 0; j < u.length; j++) {
      int z = x.length + j;
      out.addGradient(z, 2 * actionWeights[j] * (u[j] - trajectory.action(at, j)));
      out.addHessian(z, z, 2 * actionWeights[j]);
    }
  }

  private void requireFits(double[] x, double[] u) {
    Require.length("the state", x.length, stateWeights.length, "the trajectory's dX");
    Require.length("the action", u.length, actionWeights.length, "the trajectory's dU");
  }

  @Override
  public String toString() {
    return "Tracking[of "
        + trajectory
        + ", stateWeights="
        + Arrays.toString(stateWeights)
        + ", actionWeights="
        + Arrays.toString(actionWeights)
        + "]";
  }
}
