package org.guidedpolicy.mixture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.guidedpolicy.parallel.WorkPool;
import org.junit.jupiter.api.Test;

class GaussianMixtureTest {
  private final RandomGenerator random = new SplittableRandom(7);

  @Test
  void jointDensityEqualsTheFormulaWithInverseAndDeterminant() {
    for (int d = 1; d <= 13; d++) {
      int K = 3;
      int n = 2 * BlockDensity.BLOCK + 5;
      GaussianMixture mixture = mixture(K, d, 1.0);
      double[] points = random.doubles((long) n * d, -2, 2).toArray();
      double[] actual = mixture.logJoint(points, n);
      for (int p = 0; p < n; p++) {
        for (int k = 0; k < K; k++) {
          double expected = logJoint(mixture, k, Arrays.copyOfRange(points, p * d, (p + 1) * d));
          assertEquals(expected, actual[p * K + k], 1e-9 * Math.abs(expected) + 1e-9);
        }
      }
    }
  }

  @Test
  void componentsLeftEarlyChangeNoResponsibility() {
    for (double spread : new double[] {0.1, 3.0, 30.0}) {
      int d = 17;
      int K = 12;
      int n = 300;
      GaussianMixture mixture = mixture(K, d, spread);
      double[] points = new double[n * d];
      for (int p = 0; p < n; p++) {
        double[] mean = mixture.mean(p / 40 % K);
        for (int j = 0; j < d; j++) {
          points[p * d + j] = mean[j] + random.nextGaussian();
        }
      }
      double[] expected = mixture.logJoint(points, n);
      double logLikelihood = 0;
      for (int p = 0; p < n; p++) {
        double[] row = Arrays.copyOfRange(expected, p * K, (p + 1) * K);
        double largest = Arrays.stream(row).max().orElseThrow();
        double sum = Arrays.stream(row).map(v -> Math.exp(v - largest)).sum();
        logLikelihood += largest + Math.log(sum);
        for (int k = 0; k < K; k++) {
          expected[p * K + k] = Math.exp(row[k] - largest) / sum;
        }
      }
      try (WorkPool pool = WorkPool.of(1)) {
        assertArrayEquals(expected, mixture.responsibilities(points, n, pool), 1e-14);
      }
      assertEquals(
          logLikelihood, mixture.logLikelihood(points, n), 1e-12 * Math.abs(logLikelihood));
    }
  }

  /** In the block, others decide how long a point is solved for; it must not show, to the bit. */
  @Test
  void aPointsSharesDoNotDependOnItsNeighbours() {
    for (double spread : new double[] {0.1, 1.0, 3.0, 30.0}) {
      int d = 17;
      int K = 12;
      int n = BlockDensity.BLOCK + 190;
      GaussianMixture mixture = mixture(K, d, spread);
      double[] points = new double[n * d];
      double[] reversed = new double[n * d];
      for (int p = 0; p < n; p++) {
        double[] mean = mixture.mean(p * p % K);
        for (int j = 0; j < d; j++) {
          points[p * d + j] = mean[j] + 1.5 * random.nextGaussian();
          reversed[(n - 1 - p) * d + j] = points[p * d + j];
        }
      }
      double[] shares = withThreads(1, pool -> mixture.responsibilities(points, n, pool));
      double[] other = withThreads(1, pool -> mixture.responsibilities(reversed, n, pool));
      for (int p = 0; p < n; p++) {
        assertArrayEquals(
            Arrays.copyOfRange(shares, p * K, (p + 1) * K),
            Arrays.copyOfRange(other, (n - 1 - p) * K, (n - p) * K));
      }
    }
  }

  @Test
  void aWrongGuessOfTheLikeliestComponentChangesNothing() {
    int d = 17;
    int K = 12;
    int n = BlockDensity.BLOCK;
    GaussianMixture mixture = mixture(K, d, 2.0);
    double[] points = random.doubles((long) n * d, -5, 5).toArray();
    int[] numbers = new int[n];
    Arrays.setAll(numbers, p -> p);
    var density = new BlockDensity(mixture.factors);
    density.responsibilities(points, n, 0);
    double[] expected = density.joint.clone();
    int[] homes = density.home.clone();
    int[] guesses = random.ints(n, 0, K).toArray();
    density.responsibilities(points, numbers, 0, n, guesses);
    assertArrayEquals(expected, density.joint);
    assertArrayEquals(homes, density.home);
  }

  @Test
  void responsibilitiesAreTheSameForAnyNumberOfThreads() {
    GaussianMixture mixture = mixture(5, 9, 2.0);
    int n = 4 * BlockDensity.BLOCK - 30;
    double[] points = random.doubles(n * 9, -3, 3).toArray();
    double[] one = withThreads(1, pool -> mixture.responsibilities(points, n, pool));
    assertArrayEquals(one, withThreads(2, pool -> mixture.responsibilities(points, n, pool)));
    assertArrayEquals(one, withThreads(4, pool -> mixture.responsibilities(points, n, pool)));
  }

  @Test
  void aMixtureThatIsNoneIsRefused() {
    double[] one = {1.0};
    assertThrows(
        IllegalArgumentException.class, () -> GaussianMixture.of(1, one, one, new double[2]));
    assertThrows(
        IllegalArgumentException.class, () -> GaussianMixture.of(1, new double[] {0.7}, one, one));
    var exception =
        assertThrows(
            IllegalArgumentException.class,
            () -> GaussianMixture.of(1, one, one, new double[] {-1.0}));
    assertTrue(exception.getMessage().contains("component 0"));
  }

  static double[] withThreads(
      int threads, java.util.function.Function<WorkPool, double[]> computation) {
    try (WorkPool pool = WorkPool.of(threads)) {
      return computation.apply(pool);
    }
  }

  private GaussianMixture mixture(int K, int d, double spread) {
    double[] mass = random.doubles(K, 0.1, 1).toArray();
    double sum = Arrays.stream(mass).sum();
    double[] covariance = new double[K * d * d];
    for (int k = 0; k < K; k++) {
      mass[k] /= sum;
      double[] A = random.doubles((long) d * d, -1, 1).toArray();
      for (int i = 0; i < d; i++) {
        for (int j = 0; j < d; j++) {
          double value = i == j ? 0.3 : 0.0;
          for (int l = 0; l < d; l++) {
            value += A[i * d + l] * A[j * d + l] / d;
          }
          covariance[(k * d + i) * d + j] = value;
        }
      }
    }
    return GaussianMixture.of(
        d, mass, random.doubles((long) K * d, -spread, spread).toArray(), covariance);
  }

  private static double logJoint(GaussianMixture mixture, int k, double[] x) {
    int d = x.length;
    DMatrixRMaj S = new DMatrixRMaj(d, d, true, mixture.covariance(k));
    DMatrixRMaj inverse = new DMatrixRMaj(d, d);
    CommonOps_DDRM.invert(S, inverse);
    double distance = 0;
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        distance += (x[i] - mixture.mean(k)[i]) * inverse.get(i, j) * (x[j] - mixture.mean(k)[j]);
      }
    }
    return Math.log(mixture.mass(k))
        - 0.5 * (d * Math.log(2 * Math.PI) + Math.log(CommonOps_DDRM.det(S)) + distance);
  }
}
