package org.guidedpolicy.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RewardCostTest {
  private static final double[] X = {0.4, -0.7};
  private static final double[] U = {0.2};

  /** exp(-x0^2) - u0^2, with derivatives of its own. */
  private static final RewardFunction EXACT =
      new RewardFunction() {
        @Override
        public double value(int t, int horizon, double[] x, double[] u) {
          return Math.exp(-x[0] * x[0]) - u[0] * u[0];
        }

        @Override
        public void addDerivatives(
            int t, int horizon, double[] x, double[] u, CostDerivatives out) {
          double bell = Math.exp(-x[0] * x[0]);
          out.addValue(value(t, horizon, x, u));
          out.addGradient(0, -2 * x[0] * bell);
          out.addHessian(0, 0, (4 * x[0] * x[0] - 2) * bell);
          out.addGradient(2, -2 * u[0]);
          out.addHessian(2, 2, -2);
        }

        @Override
        public String toString() {
          return "bell";
        }
      };

  @Test
  void aRewardIsMinimisedAsItsNegativeWithExactDerivatives() {
    ExactDerivatives.check(CostFunction.reward(EXACT), X, U, 1e-3, 1e-9);
    ExactDerivatives.check(
        CostFunction.reward(EXACT).times(3).ramped(CostRamp.linear()), X, U, 1e-3, 1e-9);
    assertEquals(-EXACT.value(0, 1, X, U), CostFunction.reward(EXACT).value(0, 1, X, U));
  }

  @Test
  void aLambdasDerivativesAreThoseOfFiniteDifferences() {
    CostDerivatives exact = ExactDerivatives.of(CostFunction.reward(EXACT), X, U);
    CostDerivatives numeric = ExactDerivatives.of(CostFunction.reward(EXACT::value), X, U);
    for (int i = 0; i < 3; i++) {
      assertEquals(exact.gradient(i), numeric.gradient(i), 1e-8);
      assertEquals(exact.hessian(i, i), numeric.hessian(i, i), 1e-6);
    }
  }

  @Test
  void itSaysThatItMinimises() {
    String name = CostFunction.reward(EXACT).toString();
    assertTrue(name.startsWith("minimises minus the reward bell"), name);
  }
}
