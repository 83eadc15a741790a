package org.guidedpolicy.mixture;

import org.guidedpolicy.argument.Require;

/**
 * A normal-inverse-Wishart prior of a Gaussian over z: [E2E, App. A.3].
 *
 * @param mean mu_0, d entries; not copied
 * @param scale Phi, d x d, row-major, symmetric positive definite; not copied
 * @param meanStrength m, how many points the mean counts for, at least 0
 * @param degrees n_0, how many points the covariance counts for; may be negative when the mixture
 *     it comes from was fitted to few points: {@link #clampedDegrees} is what a fit uses
 */
public record NormalInverseWishart(
    double[] mean, double[] scale, double meanStrength, double degrees) {

  public NormalInverseWishart {
    Require.length("scale", scale, (long) mean.length * mean.length);
    Require.notNegative("meanStrength", meanStrength);
    Require.finite("degrees", degrees);
  }

  public int dimension() {
    return mean.length;
  }

  /** n_0, at least 0, so that a posterior from one point or more is positive definite. */
  public double clampedDegrees() {
    return Math.max(0.0, degrees);
  }
}
