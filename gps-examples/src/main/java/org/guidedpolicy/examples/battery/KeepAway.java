package org.guidedpolicy.examples.battery;

import org.guidedpolicy.cost.CostDerivatives;
import org.guidedpolicy.cost.CostFunction;

/**
 * weight/2 max(0, distance - d)^2, d from state entries 0 and 1 to a fixed point. The Hessian given
 * is the Gauss-Newton one, positive semidefinite.
 *
 * @param x of the point, m
 * @param y of the point, m
 * @param distance from which on there is no cost, m
 * @param weight per m^2
 */
record KeepAway(double x, double y, double distance, double weight) implements CostFunction {

  @Override
  public double value(int t, int horizon, double[] state, double[] u) {
    double depth = Math.max(0, distance - Math.hypot(state[0] - x, state[1] - y));
    return 0.5 * weight * depth * depth;
  }

  @Override
  public void addDerivatives(int t, int horizon, double[] state, double[] u, CostDerivatives out) {
    double dx = state[0] - x;
    double dy = state[1] - y;
    double d = Math.max(1e-9, Math.hypot(dx, dy));
    double depth = distance - d;
    if (depth <= 0) {
      return;
    }
    double[] n = {dx / d, dy / d};
    out.addValue(0.5 * weight * depth * depth);
    for (int i = 0; i < 2; i++) {
      out.addGradient(i, -weight * depth * n[i]);
      for (int j = 0; j < 2; j++) {
        out.addHessian(i, j, weight * n[i] * n[j]);
      }
    }
  }
}
