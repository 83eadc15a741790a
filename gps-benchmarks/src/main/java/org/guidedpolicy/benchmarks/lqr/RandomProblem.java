package org.guidedpolicy.benchmarks.lqr;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.guidedpolicy.lqr.Gaussian;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.lqr.LinearGaussianDynamics;
import org.guidedpolicy.lqr.QuadraticCost;

/**
 * A KL-constrained problem with stable random dynamics, a convex cost and a noisy reference; the
 * same for the same sizes and seed.
 */
public record RandomProblem(
    LinearGaussianDynamics dynamics,
    Gaussian initial,
    QuadraticCost cost,
    LinearGaussianController reference) {

  public static RandomProblem of(int T, int dX, int dU, long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    int dZ = dX + dU;
    double[] fxu = normals(random, (T - 1) * dX * dZ, 0.2 / Math.sqrt(dX));
    for (int t = 0; t < T - 1; t++) {
      for (int i = 0; i < dX; i++) {
        fxu[(t * dX + i) * dZ + i] += 0.9;
      }
    }
    return new RandomProblem(
        LinearGaussianDynamics.of(
            T,
            dX,
            dU,
            fxu,
            normals(random, (T - 1) * dX, 0.01),
            covariances(random, T - 1, dX, 1e-3)),
        Gaussian.of(normals(random, dX, 1), covariances(random, 1, dX, 1e-2)),
        QuadraticCost.of(
            T,
            dX,
            dU,
            normals(random, T, 1),
            normals(random, T * dZ, 1),
            covariances(random, T, dZ, 1)),
        LinearGaussianController.of(
            T,
            dX,
            dU,
            normals(random, T * dU * dX, 0.1),
            normals(random, T * dU, 0.1),
            covariances(random, T, dU, 1)));
  }

  private static double[] normals(RandomGenerator random, int count, double scale) {
    return random.doubles(count).map(ignored -> scale * random.nextGaussian()).toArray();
  }

  /** scale (1/n W W^T + 1/10 I) for random W of n x n. */
  private static double[] covariances(RandomGenerator random, int count, int n, double scale) {
    double[] result = new double[count * n * n];
    for (int start = 0; start < result.length; start += n * n) {
      double[] W = normals(random, n * n, 1);
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          double sum = i == j ? 0.1 : 0;
          for (int k = 0; k < n; k++) {
            sum += W[i * n + k] * W[j * n + k] / n;
          }
          result[start + i * n + j] = scale * sum;
        }
      }
    }
    return result;
  }
}
