package org.guidedpolicy.cost;

import java.util.Arrays;
import org.guidedpolicy.argument.Require;

/** The effort 1/2 sum_i w_i u_i^2. Immutable and thread-safe. */
public final class ActionCost implements CostFunction {
  /** One weight for every entry, or a single one for all. */
  private final double[] weights;

  private ActionCost(double[] weights) {
    this.weights = weights;
  }

  /**
   * @param weights one for all entries of the action, or dU of them; not negative
   */
  public static ActionCost quadratic(double... weights) {
    if (weights.length == 0) {
      throw new IllegalArgumentException("weights has 0 entries, expected 1 or dU");
    }
    for (int i = 0; i < weights.length; i++) {
      Require.notNegative("weights[" + i + "]", weights[i]);
    }
    return new ActionCost(weights.clone());
  }

  @Override
  public double value(int t, int horizon, double[] x, double[] u) {
    requireFits(u.length);
    double sum = 0;
    for (int i = 0; i < u.length; i++) {
      sum += weight(i) * u[i] * u[i];
    }
    return 0.5 * sum;
  }

  @Override
  public void addDerivatives(int t, int horizon, double[] x, double[] u, CostDerivatives out) {
    out.addValue(value(t, horizon, x, u));
    for (int i = 0; i < u.length; i++) {
      int z = x.length + i;
      out.addGradient(z, weight(i) * u[i]);
      out.addHessian(z, z, weight(i));
    }
  }

  @Override
  public String toString() {
    return "ActionCost[weights=" + Arrays.toString(weights) + "]";
  }

  private double weight(int i) {
    return weights.length == 1 ? weights[0] : weights[i];
  }

  private void requireFits(int dU) {
    if (weights.length != 1) {
      Require.length("ActionCost weights", weights.length, dU, "the action's dimension");
    }
  }
}
