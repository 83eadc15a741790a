package org.guidedpolicy.mixture;

import java.util.random.RandomGenerator;
import org.guidedpolicy.parallel.WorkPool;

/** k-means with k-means++ starts on standardized coordinates. */
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
    double[] z = Standardization.of(points, n, d).standardized(points, n);
    try (WorkPool caller = WorkPool.of(1)) {
      return assignStandardized(z, n, d, groups, maxIterations, random, caller);
    }
  }

  static int[] assignStandardized(
      double[] points,
      int n,
      int d,
      int groups,
      int maxIterations,
      RandomGenerator random,
      WorkPool pool) {
    return new Lloyd(points, n, d, Math.min(groups, n), random, pool).run(maxIterations);
  }
}
