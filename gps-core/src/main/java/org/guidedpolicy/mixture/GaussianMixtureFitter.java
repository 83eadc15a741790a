package org.guidedpolicy.mixture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.parallel.WorkPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fits a {@link GaussianMixture} by expectation maximization, on standardized coordinates that are
 * mapped back afterwards, so that a change of units changes nothing but the units.
 *
 * <p>It continues from the mixture of an earlier fit when that has the same number of components,
 * and starts from k-means++ otherwise. A component that loses its points is re-seeded inside the
 * heaviest one. Immutable and thread-safe.
 */
public final class GaussianMixtureFitter {
  private static final Logger LOG = LoggerFactory.getLogger(GaussianMixtureFitter.class);

  /** Lloyd's iterations of the k-means start. */
  private static final int START_ITERATIONS = 20;

  private final Options options;

  /** Fits with these options. */
  public GaussianMixtureFitter(Options options) {
    this.options = options;
  }

  /**
   * @param maxComponents greatest number of components, at least 1
   * @param minPointsPerComponent points each component should have on average, at least 1
   * @param maxIterations limit of EM iterations, at least 1
   * @param tolerance stop when |change of log-likelihood| is below tolerance |log-likelihood|, both
   *     of the standardized points; at least 0
   * @param floor added to the diagonal of each standardized covariance, positive
   */
  public record Options(
      int maxComponents,
      int minPointsPerComponent,
      int maxIterations,
      double tolerance,
      double floor) {

    /**
     * @throws IllegalArgumentException naming the option, its value and what is allowed
     */
    public Options {
      Require.atLeast("maxComponents", maxComponents, 1);
      Require.atLeast("minPointsPerComponent", minPointsPerComponent, 1);
      Require.atLeast("maxIterations", maxIterations, 1);
      Require.notNegative("tolerance", tolerance);
      Require.positive("floor", floor);
    }

    private Options(Draft d) {
      this(d.maxComponents, d.minPointsPerComponent, d.maxIterations, d.tolerance, d.floor);
    }

    /** At most 100 iterations, tolerance 1e-5, floor 1e-6. */
    public static Options of(int maxComponents, int minPointsPerComponent) {
      return new Options(new Draft(maxComponents, minPointsPerComponent));
    }

    /** These options with some changed: {@code options.with(o -> o.maxIterations = 10)}. */
    public Options with(Consumer<Draft> change) {
      Draft draft = new Draft(maxComponents, minPointsPerComponent);
      draft.maxIterations = maxIterations;
      draft.tolerance = tolerance;
      draft.floor = floor;
      change.accept(draft);
      return new Options(draft);
    }

    /** max(2, min(maxComponents, floor(n / minPointsPerComponent))), but no more than n. */
    public int components(int n) {
      return Math.min(n, Math.max(2, Math.min(maxComponents, n / minPointsPerComponent)));
    }

    /** Options that are being changed; checked together at the end. One thread. */
    public static final class Draft {
      public int maxComponents;
      public int minPointsPerComponent; // on average
      public int maxIterations = 100; // limit of EM
      public double tolerance = 1e-5; // relative change of the log-likelihood that ends EM
      public double floor = 1e-6; // added to the diagonal of each standardized covariance

      private Draft(int maxComponents, int minPointsPerComponent) {
        this.maxComponents = maxComponents;
        this.minPointsPerComponent = minPointsPerComponent;
      }
    }
  }

  /**
   * @param mixture the fitted mixture
   * @param points how many points it was fitted to
   * @param iterations EM iterations
   * @param logLikelihoods of the points under the mixture before each iteration, and at the end
   * @param reseeded how often a component had lost its mass and was re-seeded
   */
  public record Fit(
      GaussianMixture mixture,
      int points,
      int iterations,
      List<Double> logLikelihoods,
      int reseeded) {

    public Fit {
      logLikelihoods = List.copyOf(logLikelihoods);
    }

    /** This fit as the prior of regressions. */
    public MixturePrior prior(double strength) {
      return new MixturePrior(mixture, points, strength);
    }
  }

  /**
   * Fits a mixture.
   *
   * @param points n x d, row-major
   * @param n how many points, at least 1
   * @param d entries of a point, at least 1
   * @param warmStart an earlier mixture of such points
   * @param random chooses the k-means start and the places of re-seeded components
   * @param pool threads; the result does not depend on how many
   * @throws IllegalArgumentException if a length does not fit or an entry is not finite
   */
  public Fit fit(
      double[] points,
      int n,
      int d,
      Optional<GaussianMixture> warmStart,
      RandomGenerator random,
      WorkPool pool) {
    requireFinite(points, n, d);
    int K = options.components(n);
    Standardization coordinates = Standardization.of(points, n, d);
    double[] z = coordinates.standardized(points, n);
    var em = new ExpectationMaximization(z, n, d, K, options.floor(), pool);
    Optional<GaussianMixture> usable =
        warmStart.filter(m -> m.components() == K && m.dimension() == d);
    if (usable.isPresent()) {
      startFrom(usable.get(), coordinates, em);
    } else {
      em.start(KMeans.assignStandardized(z, n, d, K, START_ITERATIONS, random, pool));
    }
    return iterate(em, coordinates, n, random);
  }

  private Fit iterate(
      ExpectationMaximization em, Standardization coordinates, int n, RandomGenerator random) {
    List<Double> history = new ArrayList<>();
    double shift = n * coordinates.logScale();
    double last = em.expectation();
    history.add(last - shift);
    int reseeded = 0;
    int iteration = 0;
    boolean converged = false;
    while (iteration < options.maxIterations() && !converged) {
      em.maximization();
      int dead = iteration + 1 < options.maxIterations() ? em.reseed(random) : 0;
      double now = em.expectation();
      history.add(now - shift);
      converged = dead == 0 && Math.abs(now - last) < options.tolerance() * Math.abs(now);
      reseeded += dead;
      last = now;
      iteration++;
    }
    LOG.debug(
        "mixture of {} components on {} points: {} iterations, log-likelihood {}, {} re-seeded",
        em.mass.length,
        n,
        iteration,
        last - shift,
        reseeded);
    return new Fit(mapBack(em, coordinates), n, iteration, history, reseeded);
  }

  private void startFrom(
      GaussianMixture mixture, Standardization coordinates, ExpectationMaximization em) {
    int d = mixture.dimension();
    double[] mean = mixture.means();
    double[] covariance = mixture.covariances();
    for (int k = 0; k < mixture.components(); k++) {
      for (int i = 0; i < d; i++) {
        double scale = coordinates.scale(i);
        mean[k * d + i] = (mean[k * d + i] - coordinates.centre(i)) / scale;
        for (int j = 0; j < d; j++) {
          covariance[(k * d + i) * d + j] /= scale * coordinates.scale(j);
        }
        covariance[(k * d + i) * d + i] += options.floor();
      }
    }
    em.start(mixture.mass, mean, covariance);
  }

  private static GaussianMixture mapBack(ExpectationMaximization em, Standardization coordinates) {
    int d = coordinates.dimension();
    double[] mean = em.mean.clone();
    double[] covariance = em.covariance.clone();
    for (int k = 0; k < em.mass.length; k++) {
      for (int i = 0; i < d; i++) {
        double scale = coordinates.scale(i);
        mean[k * d + i] = mean[k * d + i] * scale + coordinates.centre(i);
        for (int j = 0; j < d; j++) {
          covariance[(k * d + i) * d + j] *= scale * coordinates.scale(j);
        }
      }
    }
    return GaussianMixture.of(d, em.mass, mean, covariance);
  }

  private static void requireFinite(double[] points, int n, int d) {
    if (n < 1 || d < 1 || points.length < n * d) {
      throw new IllegalArgumentException(
          "points has " + points.length + " entries, expected " + n + " points of " + d);
    }
    for (int i = 0; i < n * d; i++) {
      if (!Double.isFinite(points[i])) {
        throw new IllegalArgumentException(
            "entry " + i % d + " of point " + i / d + " is " + points[i] + "; drop such points");
      }
    }
  }
}
