package org.guidedpolicy.lqr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.ejml.simple.SimpleMatrix;
import org.junit.jupiter.api.Test;

class ValuesTest {
  private static final int T = 3;
  private static final int X = 2;
  private static final int U = 1;
  private final Problem problem = RandomProblems.convex(new SplittableRandom(51), T, X, U);

  @Test
  void changesToArgumentsAndResultsDoNotReachTheValue() {
    double[] K = new double[T * U * X];
    var controller = LinearGaussianController.of(T, X, U, K, new double[T], new double[] {1, 1, 1});
    K[0] = 5;
    controller.gain(0).set(0, 0, 7);
    controller.offset(1)[0] = 7;
    controller.covariance(2).set(0, 0, 7);
    assertEquals(0, controller.gain(0).get(0, 0));
    assertEquals(0, controller.offset(1)[0]);
    assertEquals(1, controller.covariance(2).get(0, 0));

    problem.initial().mean()[0] = Double.NaN;
    problem.initial().covariance().set(0, 0, Double.NaN);
    problem.dynamics().jacobian(1).set(0, 0, Double.NaN);
    problem.dynamics().offset(1)[0] = Double.NaN;
    problem.dynamics().covariance(1).set(0, 0, Double.NaN);
    problem.cost().gradient(2)[0] = Double.NaN;
    problem.cost().hessian(2).set(0, 0, Double.NaN);
    assertTrue(Double.isFinite(problem.solve(1).kl()));
  }

  @Test
  void accessorsReadTheirStep() {
    double[] fxu = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    double[] F = {1, 0, 0, 1, 2, 0, 0, 2};
    var dynamics = LinearGaussianDynamics.of(T, X, U, fxu, new double[] {0, 1, 2, 3}, F);
    assertArrayEquals(new double[] {6, 7, 8, 9, 10, 11}, dynamics.jacobian(1).data);
    assertArrayEquals(new double[] {2, 3}, dynamics.offset(1));
    assertEquals(2, dynamics.covariance(1).get(1, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> dynamics.jacobian(2));
    assertThrows(IndexOutOfBoundsException.class, () -> dynamics.jacobian(-1));
  }

  @Test
  void onlyTheSymmetricPartIsKept() {
    double[] skewed = {1, 0.5, 0.1, 1};
    double[] symmetric = {1, 0.3, 0.3, 1};
    assertArrayEquals(symmetric, Gaussian.of(new double[2], skewed).covariance().data, 1e-15);
    var cost = QuadraticCost.of(1, 1, 1, new double[1], new double[2], skewed);
    assertArrayEquals(symmetric, cost.hessian(0).data, 1e-15);
    var controller = LinearGaussianController.of(1, 1, 2, new double[2], new double[2], skewed);
    assertArrayEquals(symmetric, controller.covariance(0).data, 1e-15);
    var dynamics = LinearGaussianDynamics.of(2, 2, 1, new double[6], new double[2], skewed);
    assertArrayEquals(symmetric, dynamics.covariance(0).data, 1e-15);
  }

  @Test
  void theCholeskyFactorIsLowerAndMultipliesToTheCovariance() {
    var c = RandomProblems.controller(new SplittableRandom(52), 4, 3, 4);
    for (int t = 0; t < 4; t++) {
      var L = new SimpleMatrix(4, 4, true, c.covarianceCholesky(t));
      for (int i = 0; i < 4; i++) {
        assertTrue(L.get(i, i) > 0);
        for (int j = i + 1; j < 4; j++) {
          assertEquals(0, L.get(i, j));
        }
      }
      double[] product = L.mult(L.transpose()).getDDRM().data;
      assertArrayEquals(c.covariance(t).data, product, 1e-14);
    }
  }

  @Test
  void theMeanActionIsTheGainTimesTheStatePlusTheOffset() {
    var c = RandomProblems.controller(new SplittableRandom(53), 4, 3, 2);
    double[] x = {1, -2, 3};
    double[] out = new double[2];
    for (int t = 0; t < 4; t++) {
      c.mean(t, x, out);
      double[] expected = c.offset(t);
      for (int a = 0; a < 2; a++) {
        for (int j = 0; j < 3; j++) {
          expected[a] += c.gain(t).get(a, j) * x[j];
        }
      }
      assertArrayEquals(expected, out, 1e-14);
    }
  }

  @Test
  void lengthsThatDoNotFitAreNamed() {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> LinearGaussianDynamics.of(T, X, U, new double[11], new double[4], new double[8]));
    assertEquals("fxu has 11 entries, expected 12", e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Gaussian.of(new double[2], new double[3]));
    e =
        assertThrows(
            IllegalArgumentException.class,
            () -> QuadraticCost.of(0, X, U, new double[0], new double[0], new double[0]));
    assertEquals("horizon must be at least 1, is 0", e.getMessage());
  }

  @Test
  void oneBadEntryAnywhereIsFound() {
    for (int n = 1; n < 20; n++) {
      for (int i = 0; i < n; i++) {
        double[] values = new double[n];
        Arrays.fill(values, 1e308);
        assertTrue(Shapes.isFinite(values));
        values[i] = Double.NaN;
        assertEquals(false, Shapes.isFinite(values));
        values[i] = Double.NEGATIVE_INFINITY;
        assertEquals(false, Shapes.isFinite(values));
      }
    }
  }
}
