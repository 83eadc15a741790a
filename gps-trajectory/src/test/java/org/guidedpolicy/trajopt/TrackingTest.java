package org.guidedpolicy.trajopt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.guidedpolicy.cost.CostDerivatives;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.FiniteDifferenceCost;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.Test;

class TrackingTest {
  private final Trajectory path =
      new Trajectory(2, new double[] {1, 2, 3, 4, 5, 6}, new double[] {-1, 3}, new double[2]);
  private final Tracking tracking = Tracking.of(path, new double[] {10, 0.5}, new double[] {0.1});

  @Test
  void leavingThePathCostsTheWeightedSquares() {
    double[] x = {3.5, 4};
    double[] u = {2};
    assertEquals(10 * 0.25 + 0.1, tracking.value(1, 2, x, u), 1e-15);
    assertEquals(tracking.value(1, 2, x, u), tracking.value(7, 9, x, u), "beyond the path");
    assertEquals(0, tracking.value(0, 2, path.state(0), path.action(0)));
  }

  @Test
  void derivativesAreThoseOfTheValue() {
    double[] x = {0.2, -0.7};
    double[] u = {0.9};
    CostFunction differenced = FiniteDifferenceCost.of(tracking, 1e-4);
    for (int t = 0; t < 3; t++) {
      var exact = new CostDerivatives(2, 1);
      var expected = new CostDerivatives(2, 1);
      tracking.addDerivatives(t, 2, x, u, exact);
      differenced.addDerivatives(t, 2, x, u, expected);
      assertEquals(expected.value(), exact.value());
      for (int i = 0; i < 3; i++) {
        assertEquals(expected.gradient(i), exact.gradient(i), 1e-6);
        for (int j = 0; j < 3; j++) {
          assertEquals(expected.hessian(i, j), exact.hessian(i, j), 1e-4);
        }
      }
    }
  }

  @Test
  void weightsOfActionsFollowTheirDeviation() {
    assertArrayEquals(new double[] {2}, Tracking.actionDeviations(path), 1e-15);
    assertArrayEquals(new double[] {1 / (2 * 0.25)}, Tracking.actionWeights(path, 0.25), 1e-15);
    var still = new Trajectory(2, new double[3], new double[2], new double[2]);
    var e = assertThrows(IllegalArgumentException.class, () -> Tracking.actionWeights(still, 0.4));
    assertTrue(e.getMessage().contains("action 0 is constant"), e::getMessage);
  }

  @Test
  void weightsThatDoNotFitAreRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> Tracking.of(path, new double[3], new double[1]));
    assertThrows(
        IllegalArgumentException.class,
        () -> Tracking.of(path, new double[] {-1, 0}, new double[1]));
  }
}
