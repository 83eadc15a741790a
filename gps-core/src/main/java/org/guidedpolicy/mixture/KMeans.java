package org.guidedpolicy.mixture;

import java.util.random.RandomGenerator;

/** k-means with k-means++ starts on standardised coordinates. */
public final class KMeans {
  private KMeans() {}

  /**
   * Groups points.
   *
   * @param points n x d, row-major
   * @param n how many points, at least 1
   * @param d entries of a point
   * @param groups how many groups; no more than n are made
   * @param maxIterations limit of Lloyd's iterations
   * @param random chooses the start
   * @return the group of each point, 0 .. groups-1
   */
  public static int[] assign(
      double[] points, int n, int d, int groups, int maxIterations, RandomGenerator random) {
    return assignStandardized(
        Standardization.of(points, n, d).standardized(points, n),
        n,
        d,
        groups,
        maxIterations,
        random);
  }

  static int[] assignStandardized(
      double[] points, int n, int d, int groups, int maxIterations, RandomGenerator random) {
    return new Lloyd(points, n, d, Math.min(groups, n), random).run(maxIterations);
  }
}
