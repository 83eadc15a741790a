package org.guidedpolicy.rollout;

import java.util.random.RandomGenerator;

/**
 * The lower triangular factor L of a covariance L L^T, which may be singular: a direction without
 * variance gets no noise. Immutable and thread-safe.
 */
final class NoiseFactor {
  /** A pivot below this fraction of its variance counts as 0. */
  private static final double SINGULAR = 1e-14;

  private final int n;
  private final double[] L;

  private NoiseFactor(int n, double[] L) {
    this.n = n;
    this.L = L;
  }

  /**
   * @param covariance n x n, row-major, symmetric positive semidefinite
   * @throws IllegalArgumentException if it is indefinite or not finite
   */
  static NoiseFactor of(double[] covariance, int n) {
    double[] L = new double[n * n];
    for (int j = 0; j < n; j++) {
      double variance = covariance[j * n + j];
      double pivot = remainder(covariance, L, n, j, j);
      double tolerance = SINGULAR * n * variance;
      if (!(variance >= 0) || !(pivot >= -tolerance) || !Double.isFinite(pivot)) {
        throw new IllegalArgumentException(
            "the covariance of the action is not positive semidefinite: entry "
                + j
                + " has variance "
                + variance
                + " and pivot "
                + pivot
                + "; check the controller's covariance");
      }
      if (pivot <= tolerance) {
        continue;
      }
      double diagonal = Math.sqrt(pivot);
      L[j * n + j] = diagonal;
      for (int i = j + 1; i < n; i++) {
        L[i * n + j] = remainder(covariance, L, n, i, j) / diagonal;
      }
    }
    return new NoiseFactor(n, L);
  }

  /** covariance(i,j) minus the sum of L(i,k) L(j,k) over the columns k before j. */
  private static double remainder(double[] covariance, double[] L, int n, int i, int j) {
    double sum = covariance[i * n + j];
    for (int k = 0; k < j; k++) {
      sum -= L[i * n + k] * L[j * n + k];
    }
    return sum;
  }

  /** out += L eps, eps standard normal. Draws n numbers, whatever L is. */
  void addSample(RandomGenerator random, double[] out) {
    for (int k = 0; k < n; k++) {
      double eps = random.nextGaussian();
      for (int i = k; i < n; i++) {
        out[i] += L[i * n + k] * eps;
      }
    }
  }
}
