package org.guidedpolicy.examples.locomotion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.guidedpolicy.cost.CostDerivatives;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.FiniteDifferenceCost;
import org.guidedpolicy.examples.locomotion.GaitCost.Goal;
import org.junit.jupiter.api.Test;

class GaitCostTest {
  private final GaitCost cost = new GaitCost(0.1, new Goal(2, 3, 1), new Goal(1, 10, 0.5), 2, 4);

  @Test
  void effortCountsAsFarAsTheMotorsGo() {
    double[] x = {7, 0.5, 1};
    assertEquals(0.1 * (4 + 9), cost.value(0, 5, x, new double[] {-100, 3}), 1e-15);
    assertEquals(
        3 * 0.25 + 10 * 0.04, cost.value(0, 5, new double[] {0, 0.7, 1.5}, new double[2]), 1e-14);
  }

  @Test
  void derivativesAreThoseOfTheValue() {
    double[] x = {0.3, 0.9, -0.4};
    for (double u : new double[] {0.7, 5}) {
      var exact = new CostDerivatives(3, 2);
      var expected = new CostDerivatives(3, 2);
      CostFunction differenced = FiniteDifferenceCost.of(cost, 1e-4);
      cost.addDerivatives(0, 5, x, new double[] {u, 1}, exact);
      differenced.addDerivatives(0, 5, x, new double[] {u, 1}, expected);
      assertEquals(expected.value(), exact.value());
      for (int i = 0; i < 5; i++) {
        assertEquals(expected.gradient(i), exact.gradient(i), 1e-6);
        for (int j = 0; j < 5; j++) {
          assertEquals(expected.hessian(i, j), exact.hessian(i, j), 1e-4);
        }
      }
    }
  }

  @Test
  void anActionOfAnotherSizeIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> cost.value(0, 5, new double[3], new double[3]));
  }
}
