package org.guidedpolicy.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class FiniteDifferenceCostTest {
  private static final double[] X = {0.7, -250, 0};
  private static final double[] U = {1.3};

  /** Value, gradient and Hessian of exp(x0 u0) + 1e-4 x1^3 x2 + sin(x2) + t. */
  private static double value(double[] x, double[] u, int t) {
    return Math.exp(x[0] * u[0]) + 1e-4 * x[1] * x[1] * x[1] * x[2] + Math.sin(x[2]) + t;
  }

  @Test
  void aLambdasDerivativesAreThoseOfTheFormula() {
    CostFunction cost = (t, horizon, x, u) -> value(x, u, t);
    CostDerivatives out = new CostDerivatives(3, 1);
    cost.addDerivatives(4, 10, X, U, out);

    double e = Math.exp(X[0] * U[0]);
    double x1 = X[1];
    double[] gradient = {U[0] * e, 0, 1e-4 * x1 * x1 * x1 + 1, X[0] * e};
    double[][] hessian = {
      {U[0] * U[0] * e, 0, 0, (1 + X[0] * U[0]) * e},
      {0, 0, 3e-4 * x1 * x1, 0},
      {0, 3e-4 * x1 * x1, 0, 0},
      {(1 + X[0] * U[0]) * e, 0, 0, X[0] * X[0] * e}
    };
    assertEquals(value(X, U, 4), out.value());
    for (int i = 0; i < 4; i++) {
      assertEquals(gradient[i], out.gradient(i), 1e-7 * Math.max(1, Math.abs(gradient[i])));
      for (int j = 0; j < 4; j++) {
        double scale = Math.max(1, Math.abs(hessian[i][j]));
        assertEquals(hessian[i][j], out.hessian(i, j), 1e-5 * scale, i + "," + j);
        assertEquals(out.hessian(j, i), out.hessian(i, j));
      }
    }
  }

  @Test
  void quadraticsAreExactForAnyStep() {
    CostFunction quadratic = (t, T, x, u) -> 2 * x[0] * x[0] - 3 * x[0] * u[0] + u[0] + 5;
    CostDerivatives out = new CostDerivatives(1, 1);
    FiniteDifferenceCost.of(quadratic, 0.1)
        .addDerivatives(0, 1, new double[] {2}, new double[] {-1}, out);
    assertEquals(18, out.value());
    assertEquals(11, out.gradient(0), 1e-10);
    assertEquals(-5, out.gradient(1), 1e-10);
    assertEquals(4, out.hessian(0, 0), 1e-10);
    assertEquals(-3, out.hessian(0, 1), 1e-10);
    assertEquals(0, out.hessian(1, 1), 1e-10);
  }

  @Test
  void theErrorOfTheHessianFallsWithTheSquareOfTheStep() {
    CostFunction cost = (t, T, x, u) -> Math.sin(x[0]) * Math.exp(u[0]);
    double exact = Math.cos(0.4) * Math.exp(0.3);
    double coarse = Math.abs(crossSecond(cost, 0.04) - exact);
    double fine = Math.abs(crossSecond(cost, 0.02) - exact);
    assertEquals(4, coarse / fine, 0.1);
  }

  private static double crossSecond(CostFunction cost, double step) {
    CostDerivatives out = new CostDerivatives(1, 1);
    FiniteDifferenceCost.of(cost, step)
        .addDerivatives(0, 1, new double[] {0.4}, new double[] {0.3}, out);
    return out.hessian(0, 1);
  }

  @Test
  void scalesKeepStepsSmallInSmallUnits() {
    // A cost that turns within micrometres, in metres.
    CostFunction cost = (t, T, x, u) -> Math.cos(1e6 * x[0]);
    CostDerivatives out = new CostDerivatives(1, 1);
    FiniteDifferenceCost.of(cost, 1e-4)
        .scales(1e-6, 1)
        .addDerivatives(0, 1, new double[] {0.5e-6}, new double[1], out);
    assertEquals(-1e6 * Math.sin(0.5), out.gradient(0), 1e-1);
    assertEquals(-1e12 * Math.cos(0.5), out.hessian(0, 0), 1e6);
    assertEquals(
        "scales has 1 entries, expected 2 (state and action entries)",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    FiniteDifferenceCost.of(cost, 1e-4)
                        .scales(1)
                        .addDerivatives(0, 1, new double[1], new double[1], out))
            .getMessage());
  }

  @Test
  void argumentsAreLeftAsTheyWere() {
    double[] x = X.clone();
    double[] u = U.clone();
    CostFunction cost = (t, horizon, xx, uu) -> value(xx, uu, t);
    cost.addDerivatives(0, 1, x, u, new CostDerivatives(3, 1));
    assertEquals(X[1], x[1]);
    assertEquals(U[0], u[0]);
  }

  @Test
  void aStepOfZeroIsRefused() {
    assertEquals(
        "relativeStep must be finite and positive, is 0.0",
        assertThrows(
                IllegalArgumentException.class, () -> FiniteDifferenceCost.of((t, T, x, u) -> 0, 0))
            .getMessage());
  }
}
