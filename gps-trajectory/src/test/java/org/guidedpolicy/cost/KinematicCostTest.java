package org.guidedpolicy.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** A planar arm of two links of length 1: state (q0, q1, tip x, tip y, target x), one action. */
class KinematicCostTest {
  private static final int[] POINTS = {2, 3};
  private static final int[] JOINTS = {0, 1};

  private static double[] state(double q0, double q1, double target) {
    double x = Math.cos(q0) + Math.cos(q0 + q1);
    double y = Math.sin(q0) + Math.sin(q0 + q1);
    return new double[] {q0, q1, x, y, target};
  }

  private static void jacobian(double[] x, double[] J) {
    J[0] = -Math.sin(x[0]) - Math.sin(x[0] + x[1]);
    J[1] = -Math.sin(x[0] + x[1]);
    J[2] = Math.cos(x[0]) + Math.cos(x[0] + x[1]);
    J[3] = Math.cos(x[0] + x[1]);
  }

  private static final CostFunction TIP =
      CostFunction.sum(
          DistanceCost.linear(new double[][] {{0, 0, 1, 0, -1}, {0, 0.3, 0, 1, 0}}, 0.1, -0.2)
              .l1(0.7)
              .l2(2)
              .alpha(0.1),
          ActionCost.quadratic(3));

  private static CostDerivatives derivatives(CostFunction cost, double[] x) {
    var out = new CostDerivatives(5, 1);
    cost.addDerivatives(4, 10, x, new double[] {2}, out);
    return out;
  }

  @Test
  void theGradientIsThatAlongTheArmsMotion() {
    CostFunction cost = KinematicCost.of(TIP, POINTS, JOINTS, KinematicCostTest::jacobian);
    double[] at = {0.4, -1.1, 0.6};
    CostDerivatives d = derivatives(cost, state(at[0], at[1], at[2]));
    int[] entries = {0, 1, 4};
    for (int i = 0; i < 3; i++) {
      double h = 1e-6;
      double[] plus = at.clone();
      double[] minus = at.clone();
      plus[i] += h;
      minus[i] -= h;
      double slope = (value(cost, plus) - value(cost, minus)) / (2 * h);
      assertEquals(slope, d.gradient(entries[i]), 1e-8);
    }
    assertEquals(0, d.gradient(2));
    assertEquals(0, d.gradient(3));
    assertEquals(6, d.gradient(5), 1e-15);
    assertEquals(TIP.value(4, 10, state(0.4, -1.1, 0.6), new double[] {2}), d.value(), 1e-15);
  }

  private static double value(CostFunction cost, double[] q) {
    return cost.value(4, 10, state(q[0], q[1], q[2]), new double[] {2});
  }

  /** With f linearized at the sample, the Hessian is exact. */
  @Test
  void theHessianIsThatOfTheLinearizedMotion() {
    CostFunction cost = KinematicCost.of(TIP, POINTS, JOINTS, KinematicCostTest::jacobian);
    double[] x = state(0.4, -1.1, 0.6);
    double[] J = new double[4];
    jacobian(x, J);
    CostFunction linearized =
        (t, T, z, u) -> {
          double[] moved = z.clone();
          moved[2] = x[2] + J[0] * (z[0] - x[0]) + J[1] * (z[1] - x[1]);
          moved[3] = x[3] + J[2] * (z[0] - x[0]) + J[3] * (z[1] - x[1]);
          return TIP.value(t, T, moved, u);
        };
    CostDerivatives d = derivatives(cost, x);
    CostDerivatives expected = derivatives(linearized, x);
    for (int i = 0; i < 6; i++) {
      for (int j = 0; j < 6; j++) {
        assertEquals(expected.hessian(i, j), d.hessian(i, j), 1e-5, i + "," + j);
      }
    }
  }

  @Test
  void weightsAndRampsScaleIt() {
    CostFunction cost = KinematicCost.of(TIP, POINTS, JOINTS, KinematicCostTest::jacobian);
    double[] x = state(0.4, -1.1, 0.6);
    CostDerivatives once = derivatives(cost, x);
    CostDerivatives scaled = derivatives(cost.times(3).ramped(CostRamp.linear()), x);
    assertEquals(1.5 * once.value(), scaled.value(), 1e-12);
    assertEquals(1.5 * once.gradient(0), scaled.gradient(0), 1e-12);
    assertEquals(1.5 * once.hessian(0, 1), scaled.hessian(0, 1), 1e-12);
  }

  @Test
  void anEntryCannotBePointAndJoint() {
    assertThrows(
        IllegalArgumentException.class,
        () -> KinematicCost.of(TIP, new int[] {1, 2}, JOINTS, KinematicCostTest::jacobian));
  }
}
