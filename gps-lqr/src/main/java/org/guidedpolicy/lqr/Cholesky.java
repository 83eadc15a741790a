package org.guidedpolicy.lqr;

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
}
