package org.guidedpolicy.lqr;

/**
 * Dense kernels on blocks of flat row-major arrays. The inner loops run along rows, four rows at a
 * time, which is the form the just-in-time compiler turns into vector instructions; sums are taken
 * in a fixed order, so results do not depend on how the code was compiled.
 */
final class Rows {
  private Rows() {}

  /**
   * out += alpha A B for a block A of rows x inner, B of inner x columns.
   *
   * @param aRow distance in {@code a} between rows of A
   * @param aColumn distance in {@code a} between columns of A; swap both for a transposed block
   * @param upper only entries (i, j) with j >= i
   */
  static void addProduct(
      int rows,
      int inner,
      int columns,
      boolean upper,
      double alpha,
      double[] a,
      int aStart,
      int aRow,
      int aColumn,
      double[] b,
      int bStart,
      int bRow,
      double[] out,
      int outStart,
      int outRow) {
    for (int i = 0; i < rows; i++) {
      int skip = upper ? i : 0;
      int o = outStart + i * outRow + skip;
      int length = columns - skip;
      int ai = aStart + i * aRow;
      int bk = bStart + skip;
      int k = 0;
      for (; k + 3 < inner; k += 4) {
        double a0 = alpha * a[ai];
        double a1 = alpha * a[ai + aColumn];
        double a2 = alpha * a[ai + 2 * aColumn];
        double a3 = alpha * a[ai + 3 * aColumn];
        addFour(out, o, length, b, bk, bRow, a0, a1, a2, a3);
        ai += 4 * aColumn;
        bk += 4 * bRow;
      }
      for (; k < inner; k++) {
        addOne(out, o, length, b, bk, alpha * a[ai]);
        ai += aColumn;
        bk += bRow;
      }
    }
  }

  private static void addFour(
      double[] out,
      int o,
      int length,
      double[] b,
      int b0,
      int stride,
      double a0,
      double a1,
      double a2,
      double a3) {
    int b1 = b0 + stride;
    int b2 = b1 + stride;
    int b3 = b2 + stride;
    for (int j = 0; j < length; j++) {
      out[o + j] += (a0 * b[b0 + j] + a1 * b[b1 + j]) + (a2 * b[b2 + j] + a3 * b[b3 + j]);
    }
  }

  /** out[o..] += a b[p..], length entries. */
  static void addOne(double[] out, int o, int length, double[] b, int p, double a) {
    for (int j = 0; j < length; j++) {
      out[o + j] += a * b[p + j];
    }
  }

  /** Copies the strict upper triangle of an n x n block onto the lower one. */
  static void mirrorUpper(double[] a, int start, int row, int n) {
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        a[start + j * row + i] = a[start + i * row + j];
      }
    }
  }

  static double dot(double[] a, int aStart, double[] b, int bStart, int length) {
    double sum = 0;
    for (int j = 0; j < length; j++) {
      sum += a[aStart + j] * b[bStart + j];
    }
    return sum;
  }
}
