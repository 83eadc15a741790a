package org.guidedpolicy.mixture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.guidedpolicy.mixture.GaussianMixtureFitter.Fit;
import org.guidedpolicy.mixture.GaussianMixtureFitter.Options;
import org.guidedpolicy.parallel.WorkPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GaussianMixtureFitterTest {
  private static final double FLOOR = 1e-6;

  private final WorkPool pool = WorkPool.of(1);

  @AfterEach
  void closePool() {
    pool.close();
  }

  /**
   * An M-step with a floor e on the covariances maximizes the expected log-likelihood less e/2
   * sum_k N_k tr(S_k^-1), which bounds what the likelihood can lose; without that term it cannot
   * fall.
   */
  @Test
  void logLikelihoodNeverDecreasesOverManyRandomDataSets() {
    for (int seed = 0; seed < 500; seed++) {
      RandomGenerator random = new SplittableRandom(seed);
      int d = random.nextInt(1, 6);
      int n = random.nextInt(10, 80);
      int K = random.nextInt(1, 5);
      double[] points = seed % 3 == 0 ? degenerate(n, d, random) : clustered(n, d, random);
      var em = new ExpectationMaximization(points, n, d, K, FLOOR, pool);
      em.start(random.ints(n, 0, K).toArray());
      double before = em.expectation();
      for (int iteration = 0; iteration < 15; iteration++) {
        double[] old = em.covariance.clone();
        em.maximization();
        double bound = 0;
        for (int k = 0; k < K; k++) {
          bound +=
              0.5
                  * FLOOR
                  * n
                  * em.mass[k]
                  * (traceOfInverse(em.covariance, k, d) - traceOfInverse(old, k, d));
        }
        double after = em.expectation();
        assertTrue(
            after - before >= Math.min(bound, 0.0) - 1e-9 * (Math.abs(before) + n),
            "seed " + seed + ", iteration " + iteration + ": " + before + " to " + after);
        before = after;
      }
    }
  }

  @Test
  void threeClustersOfPointsAreFound() {
    RandomGenerator random = new SplittableRandom(5);
    double[][] centres = {{-10, 0}, {0, 10}, {10, -5}};
    int n = 3000;
    double[] points = new double[2 * n];
    for (int p = 0; p < n; p++) {
      points[2 * p] = centres[p % 3][0] + random.nextGaussian();
      points[2 * p + 1] = centres[p % 3][1] + 2 * random.nextGaussian();
    }
    Fit fit =
        new GaussianMixtureFitter(Options.of(3, 10))
            .fit(points, n, 2, Optional.empty(), random, pool);
    for (double[] centre : centres) {
      boolean found = false;
      for (int k = 0; k < 3; k++) {
        double[] mean = fit.mixture().mean(k);
        found |= Math.hypot(mean[0] - centre[0], mean[1] - centre[1]) < 0.3;
      }
      assertTrue(found, "centre " + Arrays.toString(centre));
    }
    assertEquals(1.0 / 3.0, fit.mixture().mass(0), 1e-3);
    assertEquals(1.0, fit.mixture().covariance(0)[0], 0.15);
    assertEquals(4.0, fit.mixture().covariance(0)[3], 0.6);
    assertEquals(
        fit.mixture().logLikelihood(points, n),
        fit.logLikelihoods().get(fit.iterations()),
        1e-9 * n);
  }

  @Test
  void degenerateDataGiveFiniteMixturesThatFollowTheUnits() {
    for (int seed = 0; seed < 20; seed++) {
      int n = 60;
      int d = 6;
      double[] points = degenerate(n, d, new SplittableRandom(seed));
      Fit metres = fit(points, n, d, seed);
      assertFinite(metres.mixture());
      for (double unit : new double[] {1e-3, 1e3}) {
        Fit other = fit(Arrays.stream(points).map(x -> unit * x).toArray(), n, d, seed);
        assertScaled(metres.mixture(), other.mixture(), unitsOf(d, unit));
      }
      double[] mixed = {1e3, 1.0, 1e-3, 1e3, 1.0, 1e-3};
      double[] converted = points.clone();
      for (int i = 0; i < converted.length; i++) {
        converted[i] *= mixed[i % d];
      }
      assertScaled(metres.mixture(), fit(converted, n, d, seed).mixture(), mixed);
    }
  }

  @Test
  void tinyDataSetsGiveFiniteMixtures() {
    for (int n = 1; n <= 6; n++) {
      double[] points = new SplittableRandom(n).doubles(n * 3L, -1, 1).toArray();
      Fit fit = fit(points, n, 3, 1);
      assertEquals(Math.min(n, 2), fit.mixture().components());
      assertFinite(fit.mixture());
    }
    assertFinite(fit(new double[30], 10, 3, 1).mixture());
  }

  @Test
  void theFitIsTheSameForAnyNumberOfThreads() {
    int n = 700;
    double[] points = clustered(n, 5, new SplittableRandom(2));
    Fit one = fit(points, n, 5, 4);
    for (int threads : new int[] {2, 4}) {
      try (WorkPool several = WorkPool.of(threads)) {
        Fit other =
            new GaussianMixtureFitter(Options.of(8, 20))
                .fit(points, n, 5, Optional.empty(), new SplittableRandom(4), several);
        assertEquals(one.logLikelihoods(), other.logLikelihoods());
        assertArrayEquals(one.mixture().covariances(), other.mixture().covariances());
        assertArrayEquals(one.mixture().means(), other.mixture().means());
      }
    }
  }

  @Test
  void aWarmStartGoesOnWhereTheLastFitEnded() {
    int n = 700;
    double[] points = clustered(n, 5, new SplittableRandom(2));
    Fit cold = fit(points, n, 5, 4);
    Fit warm =
        new GaussianMixtureFitter(Options.of(8, 20))
            .fit(points, n, 5, Optional.of(cold.mixture()), new SplittableRandom(9), pool);
    double end = cold.logLikelihoods().get(cold.iterations());
    assertEquals(end, warm.logLikelihoods().get(0), 1e-3 * Math.abs(end));
    assertTrue(warm.iterations() < cold.iterations());

    Fit more =
        new GaussianMixtureFitter(Options.of(10, 20))
            .fit(points, n, 5, Optional.of(cold.mixture()), new SplittableRandom(9), pool);
    assertEquals(10, more.mixture().components());
  }

  @Test
  void aComponentThatLostItsPointsIsReseeded() {
    int n = 400;
    double[] points = clustered(n, 2, new SplittableRandom(3));
    GaussianMixture lost =
        GaussianMixture.of(
            2,
            new double[] {0.5, 0.5},
            new double[] {0, 0, 1e4, 1e4},
            new double[] {20, 0, 0, 20, 1, 0, 0, 1});
    Fit fit =
        new GaussianMixtureFitter(Options.of(2, 20))
            .fit(points, n, 2, Optional.of(lost), new SplittableRandom(1), pool);
    assertTrue(fit.reseeded() >= 1);
    assertTrue(fit.mixture().mass(0) * n >= 1.0);
    assertTrue(fit.mixture().mass(1) * n >= 1.0);
  }

  @Test
  void theNumberOfComponentsFollowsTheNumberOfPoints() {
    Options options = Options.of(50, 40);
    assertEquals(50, options.components(4000));
    assertEquals(24, options.components(999));
    assertEquals(2, options.components(41));
    assertEquals(1, options.components(1));
  }

  @Test
  void aPointThatIsNotFiniteIsNamed() {
    var exception =
        assertThrows(
            IllegalArgumentException.class, () -> fit(new double[] {0, 1, 2, Double.NaN}, 2, 2, 1));
    assertTrue(exception.getMessage().contains("entry 1 of point 1"), exception.getMessage());
  }

  private Fit fit(double[] points, int n, int d, int seed) {
    return new GaussianMixtureFitter(Options.of(8, 20))
        .fit(points, n, d, Optional.empty(), new SplittableRandom(seed), pool);
  }

  private static double[] clustered(int n, int d, RandomGenerator random) {
    double[] centres = random.doubles(4L * d, -5, 5).toArray();
    double[] points = new double[n * d];
    for (int p = 0; p < n; p++) {
      int centre = random.nextInt(4);
      for (int j = 0; j < d; j++) {
        points[p * d + j] = centres[centre * d + j] + (1 + j) * random.nextGaussian();
      }
    }
    return points;
  }

  /** A constant, a zero and a collinear dimension where there is room, and every point twice. */
  private static double[] degenerate(int n, int d, RandomGenerator random) {
    double[] points = clustered(n, d, random);
    for (int p = 0; p < n; p++) {
      int row = p * d;
      if (p % 2 == 1) {
        System.arraycopy(points, row - d, points, row, d);
      }
      if (d > 1) {
        points[row + 1] = 0.7;
      }
      if (d > 2) {
        points[row + 2] = 0.0;
      }
      if (d > 4) {
        points[row + 4] = 2 * points[row] - points[row + 3];
      }
    }
    return points;
  }

  private static double traceOfInverse(double[] covariances, int k, int d) {
    DMatrixRMaj S =
        new DMatrixRMaj(d, d, true, Arrays.copyOfRange(covariances, k * d * d, (k + 1) * d * d));
    DMatrixRMaj inverse = new DMatrixRMaj(d, d);
    CommonOps_DDRM.invert(S, inverse);
    return CommonOps_DDRM.trace(inverse);
  }

  private static double[] unitsOf(int d, double unit) {
    double[] units = new double[d];
    Arrays.fill(units, unit);
    return units;
  }

  private static void assertFinite(GaussianMixture mixture) {
    assertTrue(Arrays.stream(mixture.means()).allMatch(Double::isFinite));
    assertTrue(Arrays.stream(mixture.covariances()).allMatch(Double::isFinite));
    assertEquals(1.0, Arrays.stream(mixture.masses()).sum(), 1e-12);
  }

  /** A dimension that is zero throughout has no scale, so its own variance is left out. */
  private static void assertScaled(GaussianMixture a, GaussianMixture b, double[] units) {
    int d = a.dimension();
    for (int k = 0; k < a.components(); k++) {
      assertEquals(a.mass(k), b.mass(k), 1e-6);
      for (int i = 0; i < d; i++) {
        double deviation = Math.sqrt(a.covariance(k)[i * d + i]);
        assertEquals(a.mean(k)[i], b.mean(k)[i] / units[i], 1e-6 * (deviation + 1e-9), "mean");
        for (int j = 0; j < d; j++) {
          if (i == 2 || j == 2) {
            continue;
          }
          double other = Math.sqrt(a.covariance(k)[j * d + j]);
          assertEquals(
              a.covariance(k)[i * d + j],
              b.covariance(k)[i * d + j] / units[i] / units[j],
              1e-6 * deviation * other,
              "covariance " + i + ", " + j);
        }
      }
    }
  }
}
