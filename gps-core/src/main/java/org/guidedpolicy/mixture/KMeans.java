package org.guidedpolicy.mixture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.ml.clustering.Clusterable;
import org.apache.commons.math3.ml.clustering.KMeansPlusPlusClusterer;
import org.apache.commons.math3.ml.distance.EuclideanDistance;
import org.apache.commons.math3.random.AbstractRandomGenerator;

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
    List<Point> list = new ArrayList<>(n);
    for (int p = 0; p < n; p++) {
      list.add(new Point(p, Arrays.copyOfRange(points, p * d, (p + 1) * d)));
    }
    var clusterer =
        new KMeansPlusPlusClusterer<Point>(
            Math.min(groups, n), maxIterations, new EuclideanDistance(), new Adapter(random));
    int[] result = new int[n];
    int group = 0;
    for (var cluster : clusterer.cluster(list)) {
      for (Point point : cluster.getPoints()) {
        result[point.index()] = group;
      }
      group++;
    }
    return result;
  }

  private record Point(int index, double[] coordinates) implements Clusterable {
    @Override
    public double[] getPoint() {
      return coordinates;
    }
  }

  /** Commons Math's own generator interface over the JDK's. */
  private static final class Adapter extends AbstractRandomGenerator {
    private final RandomGenerator random;

    Adapter(RandomGenerator random) {
      this.random = random;
    }

    @Override
    public void setSeed(long seed) {
      throw new UnsupportedOperationException("the generator was seeded by its owner");
    }

    @Override
    public double nextDouble() {
      return random.nextDouble();
    }

    @Override
    public int nextInt(int n) {
      return random.nextInt(n);
    }
  }
}
