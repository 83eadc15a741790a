package org.guidedpolicy.gps;

import java.util.List;
import org.guidedpolicy.lqr.QuadraticCost;

/** The mean of quadratic costs: of their constants, gradients and Hessians. */
public final class CostAverage {
  private CostAverage() {}

  /**
   * @param costs at least one, of equal shapes
   */
  public static QuadraticCost of(List<QuadraticCost> costs) {
    QuadraticCost like = costs.get(0);
    int T = like.horizon();
    int dZ = like.stateDimension() + like.actionDimension();
    double[] constant = new double[T];
    double[] gradient = new double[T * dZ];
    double[] hessian = new double[T * dZ * dZ];
    for (QuadraticCost cost : costs) {
      for (int t = 0; t < T; t++) {
        constant[t] += cost.constant(t) / costs.size();
        add(cost.gradient(t), gradient, t * dZ, costs.size());
        add(cost.hessian(t).data, hessian, t * dZ * dZ, costs.size());
      }
    }
    return QuadraticCost.of(
        T, like.stateDimension(), like.actionDimension(), constant, gradient, hessian);
  }

  private static void add(double[] values, double[] sum, int offset, int count) {
    for (int i = 0; i < values.length; i++) {
      sum[offset + i] += values[i] / count;
    }
  }
}
