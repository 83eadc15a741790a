package org.guidedpolicy.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;

/**
 * Compares a cost's derivatives with differences of fourth order: of its value, of its gradient.
 */
final class ExactDerivatives {
  private static final int T = 10;
  private static final int STEP = 4;

  private ExactDerivatives() {}

  static CostDerivatives of(CostFunction cost, double[] x, double[] u) {
    CostDerivatives out = new CostDerivatives(x.length, u.length);
    cost.addDerivatives(STEP, T, x, u, out);
    return out;
  }

  /**
   * @param h step of the differences, within which the cost must be smooth
   */
  static void check(CostFunction cost, double[] x, double[] u, double h, double tolerance) {
    CostDerivatives exact = of(cost, x, u);
    int dZ = x.length + u.length;
    double value = cost.value(STEP, T, x, u);
    assertEquals(value, exact.value(), 1e-13 * Math.max(1, Math.abs(value)), "value");
    double[] gradient = new double[dZ];
    double[] hessian = new double[dZ * dZ];
    for (int i = 0; i < dZ; i++) {
      int moved = i;
      gradient[i] =
          slope(
              s -> cost.value(STEP, T, shifted(x, moved, s, 0), shifted(u, moved, s, x.length)), h);
      for (int j = 0; j < dZ; j++) {
        int by = j;
        hessian[i * dZ + j] =
            slope(
                s -> of(cost, shifted(x, moved, s, 0), shifted(u, moved, s, x.length)).gradient(by),
                h);
      }
    }
    double g = Math.max(1, largest(gradient));
    double H = Math.max(1, largest(hessian));
    for (int i = 0; i < dZ; i++) {
      assertEquals(gradient[i], exact.gradient(i), tolerance * g, "gradient " + i);
      for (int j = 0; j < dZ; j++) {
        String which = "Hessian " + i + ", " + j;
        assertEquals(hessian[i * dZ + j], exact.hessian(i, j), tolerance * H, which);
      }
    }
  }

  private static double[] shifted(double[] z, int i, double s, int first) {
    double[] result = z.clone();
    if (i >= first && i < first + z.length) {
      result[i - first] += s;
    }
    return result;
  }

  private static double slope(DoubleUnaryOperator f, double h) {
    double near = f.applyAsDouble(h) - f.applyAsDouble(-h);
    double far = f.applyAsDouble(2 * h) - f.applyAsDouble(-2 * h);
    return (8 * near - far) / (12 * h);
  }

  private static double largest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElse(0);
  }

  /** That the Hessian is symmetric and has no negative eigenvalue, but for rounding. */
  static void assertPositive(CostFunction cost, double[] x, double[] u) {
    CostDerivatives at = of(cost, x, u);
    DMatrixRMaj H = new DMatrixRMaj(at.dZ, at.dZ);
    for (int i = 0; i < at.dZ; i++) {
      for (int j = 0; j < at.dZ; j++) {
        H.set(i, j, at.hessian(i, j));
        assertEquals(at.hessian(j, i), at.hessian(i, j), 1e-12 * (1 + Math.abs(H.get(i, j))));
      }
    }
    double scale = Math.max(1e-300, largest(H.data));
    var eigen = DecompositionFactory_DDRM.eig(at.dZ, false, true);
    assertTrue(eigen.decompose(H));
    for (int i = 0; i < at.dZ; i++) {
      double value = eigen.getEigenvalue(i).getReal();
      assertTrue(value >= -1e-12 * scale, "eigenvalue " + value);
    }
  }
}
