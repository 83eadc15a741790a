package org.guidedpolicy.mixture;

import java.util.Arrays;
import org.guidedpolicy.parallel.WorkPool;

/**
 * A mixture of K Gaussians with full covariances in d dimensions. Immutable and thread-safe.
 *
 * <p>Densities are worked out in blocks of points with one Cholesky factor for each component:
 * about n K d^2 floating-point operations.
 */
public final class GaussianMixture {
  private static final double LOG_TWO_PI = Math.log(2.0 * Math.PI);

  private final int K;
  private final int d;
  final double[] mass;
  final double[] mean;
  final double[] covariance;
  private final double[] factor;
  private final double[] logScale;

  private GaussianMixture(int d, double[] mass, double[] mean, double[] covariance) {
    this.K = mass.length;
    this.d = d;
    this.mass = mass;
    this.mean = mean;
    this.covariance = covariance;
    this.factor = new double[K * d * d];
    this.logScale = new double[K];
    Cholesky cholesky = new Cholesky(d);
    for (int k = 0; k < K; k++) {
      double logDeterminant = cholesky.factor(covariance, k * d * d, factor);
      if (Double.isNaN(logDeterminant)) {
        throw new IllegalArgumentException(
            "the covariance of component " + k + " is not positive definite");
      }
      logScale[k] = logScale(mass[k], logDeterminant, d);
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
    requireLength("means", means, mass.length * dimension);
    requireLength("covariances", covariances, mass.length * dimension * dimension);
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
    Workspace w = new Workspace(d);
    for (int block = 0; block < BlockDensity.blocks(n); block++) {
      logJointOfBlock(points, n, block, w, result);
    }
    return result;
  }

  /**
   * The probability that a point comes from a component, for each point and component.
   *
   * @param points n x d, row-major
   * @param n how many points
   * @param pool threads; the result does not depend on how many
   * @return n x K, row-major; rows sum to 1
   */
  public double[] responsibilities(double[] points, int n, WorkPool pool) {
    requirePoints(points, n);
    double[] result = new double[n * K];
    pool.forEach(
        BlockDensity.blocks(n),
        block -> {
          logJointOfBlock(points, n, block, new Workspace(d), result);
          int first = block * BlockDensity.BLOCK;
          for (int p = first; p < first + BlockDensity.size(block, n); p++) {
            normalize(result, p * K);
          }
        });
    return result;
  }

  /** Sum over the points of the log density. */
  public double logLikelihood(double[] points, int n) {
    double[] joint = logJoint(points, n);
    double sum = 0.0;
    for (int p = 0; p < n; p++) {
      sum += normalize(joint, p * K);
    }
    return sum;
  }

  /** log mass - (d log 2 pi + log |S|) / 2. */
  static double logScale(double mass, double logDeterminant, int d) {
    return Math.log(mass) - 0.5 * (d * LOG_TWO_PI + logDeterminant);
  }

  private void logJointOfBlock(double[] points, int n, int block, Workspace w, double[] out) {
    BlockDensity.transpose(points, n, d, block, w.x, 0);
    int first = block * BlockDensity.BLOCK;
    int size = BlockDensity.size(block, n);
    for (int k = 0; k < K; k++) {
      BlockDensity.squaredDistances(
          w.x, 0, d, mean, k * d, factor, k * d * d, w.y, w.row, w.distance);
      for (int p = 0; p < size; p++) {
        out[(first + p) * K + k] = logScale[k] - 0.5 * w.distance[p];
      }
    }
  }

  /** Turns K log joint densities into probabilities in place and returns the log of their sum. */
  private double normalize(double[] row, int offset) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < K; k++) {
      largest = Math.max(largest, row[offset + k]);
    }
    double sum = 0.0;
    for (int k = 0; k < K; k++) {
      row[offset + k] = Math.exp(row[offset + k] - largest);
      sum += row[offset + k];
    }
    for (int k = 0; k < K; k++) {
      row[offset + k] /= sum;
    }
    return largest + Math.log(sum);
  }

  private void requirePoints(double[] points, int n) {
    if (n < 0 || points.length < n * d) {
      throw new IllegalArgumentException(
          "points has " + points.length + " entries, expected " + n + " points of " + d);
    }
  }

  private static void requireLength(String name, double[] array, int expected) {
    if (array.length != expected) {
      throw new IllegalArgumentException(
          name + " has " + array.length + " entries, expected " + expected);
    }
  }

  /** Memory for one block of points. Used by one thread. */
  static final class Workspace {
    final double[] x;
    final double[] y;
    final double[] row = new double[BlockDensity.BLOCK];
    final double[] distance = new double[BlockDensity.BLOCK];

    Workspace(int d) {
      x = new double[d * BlockDensity.BLOCK];
      y = new double[d * BlockDensity.BLOCK];
    }
  }
}
