package org.guidedpolicy.lqr;

import java.util.Locale;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;

/** Cholesky factors of small symmetric blocks of flat row-major arrays. */
final class Cholesky {

  /**
   * A pivot this much smaller than its diagonal entry holds nothing but rounding errors: the block
   * counts as not positive definite.
   */
  static final double RELATIVE_PIVOT = 1e-15;

  private Cholesky() {}

  /**
   * Lower factor L with L L^T = A, row-major, the strict upper triangle zero.
   *
   * @return false if A is not (numerically) positive definite or not finite
   */
  static boolean lower(double[] a, int aStart, int n, double[] out, int outStart) {
    for (int i = 0; i < n; i++) {
      int rowI = outStart + i * n;
      for (int j = 0; j < i; j++) {
        int rowJ = outStart + j * n;
        double sum = a[aStart + i * n + j] - Rows.dot(out, rowI, out, rowJ, j);
        out[rowI + j] = sum / out[rowJ + j];
        out[rowJ + i] = 0;
      }
      double diagonal = a[aStart + i * n + i];
      double pivot = diagonal - Rows.dot(out, rowI, out, rowI, i);
      if (!isPositive(pivot, diagonal)) {
        return false;
      }
      out[rowI + i] = Math.sqrt(pivot);
    }
    return true;
  }

  /** Whether a pivot is positive beyond rounding errors, and finite. */
  static boolean isPositive(double pivot, double diagonal) {
    return pivot > RELATIVE_PIVOT * diagonal && pivot <= Double.MAX_VALUE && pivot > 0;
  }

  static LqrException notPositiveDefinite(String name, double[] a, int start, int n) {
    return new LqrException(
        String.format(
            Locale.ROOT,
            "%s is not positive definite: smallest eigenvalue %.3g; add a small multiple of the"
                + " identity to it",
            name,
            smallestEigenvalue(a, start, n)));
  }

  /** log |A| from the lower factor of A. */
  static double logDeterminant(double[] lower, int start, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += Math.log(lower[start + i * n + i]);
    }
    return 2 * sum;
  }

  /** B := L^{-1} B for row-major B of n x columns. */
  static void solveLower(double[] lower, int n, double[] b, int columns) {
    for (int i = 0; i < n; i++) {
      int row = i * columns;
      for (int k = 0; k < i; k++) {
        double l = lower[i * n + k];
        for (int j = 0; j < columns; j++) {
          b[row + j] -= l * b[k * columns + j];
        }
      }
      double diagonal = lower[i * n + i];
      for (int j = 0; j < columns; j++) {
        b[row + j] /= diagonal;
      }
    }
  }

  /**
   * What to tell about a block that has no factor: its smallest eigenvalue, negative infinity if it
   * is not finite. Allocates.
   */
  static double smallestEigenvalue(double[] a, int start, int n) {
    var matrix = new DMatrixRMaj(n, n);
    System.arraycopy(a, start, matrix.data, 0, n * n);
    return smallestEigenvalue(matrix);
  }

  /** The smallest eigenvalue of a symmetric matrix, negative infinity if it is not finite. */
  static double smallestEigenvalue(DMatrixRMaj matrix) {
    if (MatrixFeatures_DDRM.hasUncountable(matrix)) {
      return Double.NEGATIVE_INFINITY;
    }
    int n = matrix.numRows;
    var eigen = DecompositionFactory_DDRM.eig(n, false, true);
    eigen.decompose(matrix);
    double smallest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      smallest = Math.min(smallest, eigen.getEigenvalue(i).getReal());
    }
    return smallest;
  }
}
