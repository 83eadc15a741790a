package org.guidedpolicy.lqr;

import java.util.random.RandomGenerator;

/** Problems whose matrices have entries and eigenvalues spread over many powers of ten. */
final class IllConditioned {
  private IllConditioned() {}

  /**
   * @param digits condition numbers are about 10^digits
   */
  static Problem problem(RandomGenerator random, double digits) {
    int T = random.nextInt(1, 12);
    int dX = random.nextInt(1, 7);
    int dU = random.nextInt(1, 4);
    int dZ = dX + dU;
    double[] fxu = RandomProblems.normals(random, (T - 1) * dX * dZ, 0.5);
    for (int i = 0; i < fxu.length; i++) {
      fxu[i] *= Math.pow(10, random.nextDouble(-digits, digits) / 8);
    }
    double[] hessian = symmetric(random, T, dZ, digits);
    if (random.nextBoolean()) {
      for (int i = 0; i < T * dZ; i++) {
        hessian[i * dZ + i % dZ] -= 0.1;
      }
    }
    return new Problem(
        LinearGaussianDynamics.of(
            T,
            dX,
            dU,
            fxu,
            RandomProblems.normals(random, (T - 1) * dX, 1),
            symmetric(random, T - 1, dX, digits)),
        Gaussian.of(RandomProblems.normals(random, dX, 1), symmetric(random, 1, dX, digits)),
        QuadraticCost.of(
            T,
            dX,
            dU,
            RandomProblems.normals(random, T, 1),
            RandomProblems.normals(random, T * dZ, 1),
            hessian),
        LinearGaussianController.of(
            T,
            dX,
            dU,
            RandomProblems.normals(random, T * dU * dX, 1),
            RandomProblems.normals(random, T * dU, 1),
            symmetric(random, T, dU, digits)));
  }

  /** W D W^T with D from 1 down to 10^-digits and random W. */
  private static double[] symmetric(RandomGenerator random, int count, int n, double digits) {
    double[] result = new double[count * n * n];
    for (int start = 0; start < result.length; start += n * n) {
      double[] W = RandomProblems.normals(random, n * n, 1 / Math.sqrt(n));
      for (int k = 0; k < n; k++) {
        double d = Math.pow(10, -digits * k / Math.max(1, n - 1));
        for (int i = 0; i < n; i++) {
          for (int j = 0; j < n; j++) {
            result[start + i * n + j] += d * W[i * n + k] * W[j * n + k];
          }
        }
      }
    }
    return result;
  }
}
