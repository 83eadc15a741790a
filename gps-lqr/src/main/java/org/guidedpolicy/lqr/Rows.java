package org.guidedpolicy.lqr;

/**
 * Kernels on matrices held as one array per row. All rows of an operation share their column index,
 * and the inner loops run along rows: the form that the just-in-time compiler turns into vector
 * instructions (it does not for slices of one flat array), at about twice the speed of the
 * alternatives. Sums are taken in a fixed order, so results do not depend on how the code was
 * compiled.
 */
final class Rows {
  private Rows() {}

  /** {@code out_j += sum_k a_k b_kj} for j in from .. to-1; a_k is {@code a[start + k]}. */
  static void addCombination(
      double[] out, int from, int to, int count, double[] a, int start, double[][] b) {
    int k = 0;
    for (; k + 3 < count; k += 4) {
      int s = start + k;
      addFour(
          out, from, to, a[s], b[k], a[s + 1], b[k + 1], a[s + 2], b[k + 2], a[s + 3], b[k + 3]);
    }
    if (k + 1 < count) {
      addTwo(out, from, to, a[start + k], b[k], a[start + k + 1], b[k + 1]);
      k += 2;
    }
    if (k < count) {
      addOne(out, from, to, a[start + k], b[k]);
    }
  }

  /** {@code out_j += factor sum_k a_ki b_kj} for j in from .. to-1: column i of a. */
  static void addColumnCombination(
      double[] out, int from, int to, int count, double factor, double[][] a, int i, double[][] b) {
    int k = 0;
    for (; k + 3 < count; k += 4) {
      double a0 = factor * a[k][i];
      double a1 = factor * a[k + 1][i];
      double a2 = factor * a[k + 2][i];
      double a3 = factor * a[k + 3][i];
      addFour(out, from, to, a0, b[k], a1, b[k + 1], a2, b[k + 2], a3, b[k + 3]);
    }
    if (k + 1 < count) {
      addTwo(out, from, to, factor * a[k][i], b[k], factor * a[k + 1][i], b[k + 1]);
      k += 2;
    }
    if (k < count) {
      addOne(out, from, to, factor * a[k][i], b[k]);
    }
  }

  private static void addFour(
      double[] out,
      int from,
      int to,
      double a0,
      double[] b0,
      double a1,
      double[] b1,
      double a2,
      double[] b2,
      double a3,
      double[] b3) {
    for (int j = from; j < to; j++) {
      out[j] += (a0 * b0[j] + a1 * b1[j]) + (a2 * b2[j] + a3 * b3[j]);
    }
  }

  private static void addTwo(
      double[] out, int from, int to, double a0, double[] b0, double a1, double[] b1) {
    for (int j = from; j < to; j++) {
      out[j] += a0 * b0[j] + a1 * b1[j];
    }
  }

  /** {@code out_j += a b_j} for j in from .. to-1. */
  static void addOne(double[] out, int from, int to, double a, double[] b) {
    for (int j = from; j < to; j++) {
      out[j] += a * b[j];
    }
  }

  /** {@code out_j = a b_j} for j in from .. to-1. */
  static void setScaled(double[] out, int from, int to, double a, double[] b) {
    for (int j = from; j < to; j++) {
      out[j] = a * b[j];
    }
  }

  /** {@code out_j *= a} for j in from .. to-1. */
  static void scale(double[] out, int from, int to, double a) {
    for (int j = from; j < to; j++) {
      out[j] *= a;
    }
  }

  /**
   * Copies the upper triangle of the square block of rows and columns start..end-1 to the lower.
   */
  static void mirrorUpper(double[][] a, int start, int end) {
    for (int i = start; i < end; i++) {
      double[] row = a[i];
      for (int j = i + 1; j < end; j++) {
        a[j][i] = row[j];
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
