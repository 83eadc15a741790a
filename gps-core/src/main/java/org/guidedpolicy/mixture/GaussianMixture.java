package org.guidedpolicy.mixture;

import java.util.Arrays;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.parallel.WorkPool;

/**
 * A mixture of K Gaussians with full covariances in d dimensions. Immutable and thread-safe.
 *
 * <p>Densities are worked out in blocks of points with one Cholesky factor for each component:
 * about n K d^2 floating-point operations.
 */
public final class GaussianMixture {
  private final int K;
  private final int d;
  final double[] mass;
  final double[] mean;
  final double[] covariance;
  final Factors factors;

  private GaussianMixture(int d, double[] mass, double[] mean, double[] covariance) {
    this.K = mass.length;
    this.d = d;
    this.mass = mass;
    this.mean = mean;
    this.covariance = covariance;
    this.factors = new Factors(K, d);
    for (int k = 0; k < K; k++) {
      if (!factors.set(k, mass, mean, covariance)) {
        throw new IllegalArgumentException(
            "the covariance of component "
                + k
                + " is not positive definite; add a small multiple of the identity to it");
      }
    }
  }

  /**
   * @param dimension d
   * @param mass K entries, at least 0, with sum 1
   * @param means K x d, row-major
   * @param covariances K x d x d, row-major, each symmetric positive definite
   * @throws IllegalArgumentException if a length does not fit, the masses are no distribution, or a
   *     covariance is not positive definite
   */
  public static GaussianMixture of(
      int dimension, double[] mass, double[] means, double[] covariances) {
    if (dimension < 1 || mass.length < 1) {
      throw new IllegalArgumentException(
          "a mixture needs a dimension and a component, has "
              + dimension
              + " dimensions and "
              + mass.length
              + " components");
    }
    Require.length("means", means, (long) mass.length * dimension);
    Require.length("covariances", covariances, (long) mass.length * dimension * dimension);
    double sum = 0.0;
    for (double m : mass) {
      sum += m;
      if (!(m >= 0.0)) {
        throw new IllegalArgumentException("mass " + m + " is not a probability");
      }
    }
    if (!(Math.abs(sum - 1.0) < 1e-6)) {
      throw new IllegalArgumentException("the masses' sum is " + sum + ", expected 1");
    }
    return new GaussianMixture(dimension, mass.clone(), means.clone(), covariances.clone());
  }

  /** K. */
  public int components() {
    return K;
  }

  /** d. */
  public int dimension() {
    return d;
  }

  /** Probability of component k. */
  public double mass(int k) {
    return mass[k];
  }

  /** A copy of the mean of component k, d entries. */
  public double[] mean(int k) {
    return Arrays.copyOfRange(mean, k * d, (k + 1) * d);
  }

  /** A copy of the covariance of component k, d x d, row-major. */
  public double[] covariance(int k) {
    return Arrays.copyOfRange(covariance, k * d * d, (k + 1) * d * d);
  }

  /** A copy of all masses, K entries. */
  public double[] masses() {
    return mass.clone();
  }

  /** A copy of all means, K x d, row-major. */
  public double[] means() {
    return mean.clone();
  }

  /** A copy of all covariances, K x d x d, row-major. */
  public double[] covariances() {
    return covariance.clone();
  }

  /**
   * log mass_k + log N(x_p; mean_k, covariance_k).
   *
   * @param points n x d, row-major
   * @param n how many points
   * @return n x K, row-major
   */
  public double[] logJoint(double[] points, int n) {
    requirePoints(points, n);
    double[] result = new double[n * K];
    var density = new BlockDensity(factors);
    for (int block = 0; block < BlockDensity.blocks(n); block++) {
      density.logJoint(points, n, block);
      copyBlock(density, block, n, result);
    }
    return result;
  }

  /**
   * The probability that a point comes from a component, for each point and component.
   *
   * @param points n x d, row-major
   * @param n how many points
   * @param pool threads; the result does not depend on how many
   * @return n x K, row-major; rows sum to 1, and shares below 1e-19 may be given as 0
   */
  public double[] responsibilities(double[] points, int n, WorkPool pool) {
    requirePoints(points, n);
    double[] result = new double[n * K];
    pool.forEach(
        BlockDensity.blocks(n),
        () -> new BlockDensity(factors),
        (density, block) -> {
          density.responsibilities(points, n, block);
          copyBlock(density, block, n, result);
        });
    return result;
  }

  /** Sum over the points of the log density. */
  public double logLikelihood(double[] points, int n) {
    requirePoints(points, n);
    var density = new BlockDensity(factors);
    double[] logDensity = new double[n];
    for (int block = 0; block < BlockDensity.blocks(n); block++) {
      density.responsibilities(points, n, block);
      System.arraycopy(
          density.logDensity,
          0,
          logDensity,
          block * BlockDensity.BLOCK,
          BlockDensity.size(block, n));
    }
    return BlockDensity.sum(logDensity, n);
  }

  private void copyBlock(BlockDensity density, int block, int n, double[] out) {
    int first = block * BlockDensity.BLOCK;
    for (int p = 0; p < BlockDensity.size(block, n); p++) {
      for (int k = 0; k < K; k++) {
        out[(first + p) * K + k] = density.joint[k * BlockDensity.BLOCK + p];
      }
    }
  }

  private void requirePoints(double[] points, int n) {
    if (n < 0 || points.length < n * d) {
      throw new IllegalArgumentException(
          "points has " + points.length + " entries, expected " + n + " points of " + d);
    }
  }
}
