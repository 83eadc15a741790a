package org.guidedpolicy.mixture;

import org.guidedpolicy.argument.Require;

/**
 * A mixture as the prior of regressions: a set of points gets the prior of the components it
 * belongs to. [E2E, App. A.3]. Immutable and thread-safe.
 *
 * @param mixture fitted to many points like those of the regressions
 * @param points P, how many points it was fitted to, at least 1
 * @param strength s, how many points the prior counts for, positive; 1 in published code
 */
public record MixturePrior(GaussianMixture mixture, int points, double strength) {
  /** A component with a smaller weight cannot change a sum beyond rounding. */
  private static final double NEGLIGIBLE = 1e-16;

  public MixturePrior {
    Require.atLeast("points", points, 1);
    Require.positive("strength", strength);
  }

  /**
   * mu_0 = sum_i w_i mu_i, Phi = m sum_i w_i (S_i + (mu_i - mu_0)(mu_i - mu_0)^T), m = s, n_0 = s
   * (P - 2 - d) / P.
   *
   * @param weights one for each component, at least 0, with sum 1: responsibilities averaged over
   *     the points of a regression
   */
  public NormalInverseWishart at(double[] weights) {
    int K = mixture.components();
    int d = mixture.dimension();
    Require.length("weights", weights, K);
    double[] mean = new double[d];
    for (int i = 0; i < K; i++) {
      if (weights[i] > NEGLIGIBLE) {
        for (int j = 0; j < d; j++) {
          mean[j] += weights[i] * mixture.mean[i * d + j];
        }
      }
    }
    double[] scale = new double[d * d];
    double[] difference = new double[d];
    for (int i = 0; i < K; i++) {
      if (weights[i] > NEGLIGIBLE) {
        for (int j = 0; j < d; j++) {
          difference[j] = mixture.mean[i * d + j] - mean[j];
        }
        addMoment(strength * weights[i], i * d * d, difference, scale);
      }
    }
    return new NormalInverseWishart(mean, scale, strength, strength * (points - 2.0 - d) / points);
  }

  /** scale += weight (S_i + difference difference^T). */
  private void addMoment(double weight, int offset, double[] difference, double[] scale) {
    int d = difference.length;
    double[] S = mixture.covariance;
    for (int j = 0; j < d; j++) {
      int row = j * d;
      double factor = weight * difference[j];
      for (int l = 0; l < d; l++) {
        scale[row + l] += weight * S[offset + row + l] + factor * difference[l];
      }
    }
  }
}
