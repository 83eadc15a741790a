package org.guidedpolicy.mixture;

/**
 * Log densities of a block of points under one Gaussian. Points stand in columns, so that every
 * inner loop runs over the points of a block.
 */
final class BlockDensity {
  /** Points in a block: what a component's solve touches stays in the nearest cache. */
  static final int BLOCK = 32;

  private BlockDensity() {}

  static int blocks(int n) {
    return (n + BLOCK - 1) / BLOCK;
  }

  static int size(int block, int n) {
    return Math.min(BLOCK, n - block * BLOCK);
  }

  /**
   * Copies a block of points into columns; a block that is not full repeats its last point.
   *
   * @param points n x d, row-major
   * @param out receives d x BLOCK
   */
  static void transpose(double[] points, int n, int d, int block, double[] out, int offset) {
    for (int p = 0; p < BLOCK; p++) {
      int row = Math.min(block * BLOCK + p, n - 1) * d;
      for (int j = 0; j < d; j++) {
        out[offset + j * BLOCK + p] = points[row + j];
      }
    }
  }

  /**
   * q_p = |L^{-1} (x_p - mu)|^2 for the points of a block.
   *
   * @param x d x BLOCK
   * @param L lower Cholesky factor of the covariance, d x d, row-major, from an offset
   * @param y workspace, d x BLOCK
   * @param row workspace, BLOCK
   * @param q receives BLOCK squared distances
   */
  static void squaredDistances(
      double[] x,
      int xOffset,
      int d,
      double[] mu,
      int muOffset,
      double[] L,
      int LOffset,
      double[] y,
      double[] row,
      double[] q) {
    java.util.Arrays.fill(q, 0, BLOCK, 0.0);
    for (int i = 0; i < d; i++) {
      int Li = LOffset + i * d;
      int xi = xOffset + i * BLOCK;
      double m = mu[muOffset + i];
      for (int p = 0; p < BLOCK; p++) {
        row[p] = x[xi + p] - m;
      }
      // y_i = (x_i - mu_i - sum_{j<i} L_ij y_j) / L_ii
      int j = 0;
      for (; j + 3 < i; j += 4) {
        subtractFour(L, Li + j, y, j * BLOCK, row);
      }
      for (; j < i; j++) {
        subtractOne(L[Li + j], y, j * BLOCK, row);
      }
      double inverse = 1.0 / L[Li + i];
      int yi = i * BLOCK;
      for (int p = 0; p < BLOCK; p++) {
        double v = row[p] * inverse;
        y[yi + p] = v;
        q[p] += v * v;
      }
    }
  }

  private static void subtractFour(double[] L, int l, double[] y, int from, double[] row) {
    double a = L[l];
    double b = L[l + 1];
    double c = L[l + 2];
    double e = L[l + 3];
    for (int p = 0; p < BLOCK; p++) {
      row[p] -=
          a * y[from + p]
              + b * y[from + BLOCK + p]
              + c * y[from + 2 * BLOCK + p]
              + e * y[from + 3 * BLOCK + p];
    }
  }

  private static void subtractOne(double a, double[] y, int from, double[] row) {
    for (int p = 0; p < BLOCK; p++) {
      row[p] -= a * y[from + p];
    }
  }
}
