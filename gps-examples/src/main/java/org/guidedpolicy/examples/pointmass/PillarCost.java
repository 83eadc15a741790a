package org.guidedpolicy.examples.pointmass;

import org.guidedpolicy.cost.CostDerivatives;
import org.guidedpolicy.cost.CostFunction;

/**
 * weight/2 max(0, margin - clearance)^2: nothing at a distance, a steep slope near a pillar and
 * inside it. The Hessian given is the Gauss-Newton one, weight n n^T with n the direction away from
 * the pillar: positive semidefinite; the true one also has a negative curvature sideways.
 *
 * @param pillar to stay away from
 * @param margin wanted between the point and the pillar's surface, m
 * @param weight per m^2
 */
record PillarCost(Pillar pillar, double margin, double weight) implements CostFunction {

  @Override
  public double value(int t, int horizon, double[] x, double[] u) {
    double depth = depth(x);
    return 0.5 * weight * depth * depth;
  }

  private double depth(double[] x) {
    return Math.max(0, margin - pillar.clearance(x[0], x[1]));
  }

  @Override
  public void addDerivatives(int t, int horizon, double[] x, double[] u, CostDerivatives out) {
    double depth = depth(x);
    if (depth == 0) {
      return;
    }
    double dx = x[0] - pillar.x();
    double dy = x[1] - pillar.y();
    double distance = Math.max(1e-12, Math.hypot(dx, dy));
    double[] n = {dx / distance, dy / distance};
    out.addValue(0.5 * weight * depth * depth);
    for (int i = 0; i < 2; i++) {
      out.addGradient(i, -weight * depth * n[i]);
      for (int j = 0; j < 2; j++) {
        out.addHessian(i, j, weight * n[i] * n[j]);
      }
    }
  }
}
