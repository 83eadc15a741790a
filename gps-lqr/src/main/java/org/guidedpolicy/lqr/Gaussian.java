package org.guidedpolicy.lqr;

import org.ejml.data.DMatrixRMaj;

/**
 * A multivariate normal distribution N(mean, covariance). Immutable and thread-safe; accessors
 * return copies.
 */
public final class Gaussian {
  final double[] mean;
  final double[] covariance;

  private Gaussian(double[] mean, double[] covariance) {
    this.mean = mean;
    this.covariance = covariance;
  }

  /**
   * @param mean n entries
   * @param covariance n x n entries, row-major, symmetric positive semidefinite; only the symmetric
   *     part is kept
   * @throws IllegalArgumentException if a length does not fit
   */
  public static Gaussian of(double[] mean, double[] covariance) {
    Shapes.requireLength("covariance", covariance, mean.length * mean.length);
    return new Gaussian(mean.clone(), Shapes.symmetrize(covariance.clone(), mean.length));
  }

  /** n, entries of the mean. */
  public int dimension() {
    return mean.length;
  }

  /** A copy of the mean, n entries. */
  public double[] mean() {
    return mean.clone();
  }

  /** A copy of the covariance, n x n. */
  public DMatrixRMaj covariance() {
    return new DMatrixRMaj(mean.length, mean.length, true, covariance.clone());
  }

  void requireFinite(String whose) {
    Shapes.requireFinite(whose, "mean", mean, mean.length);
    Shapes.requireFinite(whose, "covariance", covariance, covariance.length);
  }
}
