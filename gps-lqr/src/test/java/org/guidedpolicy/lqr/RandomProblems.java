package org.guidedpolicy.lqr;

import java.util.random.RandomGenerator;

/** Problems of moderate condition with random entries, different at every step. */
final class RandomProblems {
  private RandomProblems() {}

  static Problem convex(RandomGenerator random, int T, int dX, int dU) {
    return of(random, T, dX, dU, 0);
  }

  /**
   * @param shift subtracted from the diagonal of the cost's Hessians, whose eigenvalues are about
   *     0.1 to 4
   */
  static Problem of(RandomGenerator random, int T, int dX, int dU, double shift) {
    int dZ = dX + dU;
    double[] hessian = covariances(random, T, dZ);
    for (int t = 0; t < T; t++) {
      for (int i = 0; i < dZ; i++) {
        hessian[(t * dZ + i) * dZ + i] -= shift;
      }
    }
    return new Problem(
        dynamics(random, T, dX, dU),
        Gaussian.of(normals(random, dX, 1), covariances(random, 1, dX)),
        QuadraticCost.of(T, dX, dU, normals(random, T, 1), normals(random, T * dZ, 1), hessian),
        controller(random, T, dX, dU));
  }

  static LinearGaussianDynamics dynamics(RandomGenerator random, int T, int dX, int dU) {
    int dZ = dX + dU;
    double[] fxu = normals(random, (T - 1) * dX * dZ, 0.7 / Math.sqrt(dZ));
    double[] fc = normals(random, (T - 1) * dX, 0.3);
    return LinearGaussianDynamics.of(T, dX, dU, fxu, fc, covariances(random, T - 1, dX));
  }

  static LinearGaussianController controller(RandomGenerator random, int T, int dX, int dU) {
    double[] K = normals(random, T * dU * dX, 0.5);
    double[] k = normals(random, T * dU, 1);
    return LinearGaussianController.of(T, dX, dU, K, k, covariances(random, T, dU));
  }

  static double[] normals(RandomGenerator random, int count, double scale) {
    double[] result = new double[count];
    for (int i = 0; i < count; i++) {
      result[i] = scale * random.nextGaussian();
    }
    return result;
  }

  /** Matrices W W^T / n + 1/10 I. */
  static double[] covariances(RandomGenerator random, int count, int n) {
    double[] result = new double[count * n * n];
    for (int start = 0; start < result.length; start += n * n) {
      double[] W = normals(random, n * n, 1);
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          double sum = i == j ? 0.1 : 0;
          for (int k = 0; k < n; k++) {
            sum += W[i * n + k] * W[j * n + k] / n;
          }
          result[start + i * n + j] = sum;
        }
      }
    }
    return result;
  }
}
