package org.guidedpolicy.mixture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.ml.clustering.Clusterable;
import org.apache.commons.math3.ml.clustering.KMeansPlusPlusClusterer;
import org.apache.commons.math3.ml.distance.EuclideanDistance;
import org.apache.commons.math3.random.AbstractRandomGenerator;
import org.guidedpolicy.parallel.WorkPool;
import org.junit.jupiter.api.Test;

class LloydTest {

  @Test
  void groupsAreThoseOfCommonsMathPointForPoint() {
    for (int d = 1; d <= 9; d++) {
      RandomGenerator random = new SplittableRandom(d);
      int n = 700;
      double[] points = new double[n * d];
      for (int i = 0; i < points.length; i++) {
        points[i] = random.nextInt(5) + 0.7 * random.nextGaussian();
      }
      for (int groups : new int[] {1, 2, 13, 60}) {
        assertEqualGroups(points, n, d, groups, 10, d);
      }
      assertEqualGroups(points, n, d, 7, 0, d);
      assertEqualGroups(points, n, d, 7, 1000, d);
    }
  }

  /** Few distinct points leave groups empty, which then take points from others. */
  @Test
  void emptyGroupsAreFilledAsCommonsMathDoes() {
    for (int seed = 0; seed < 40; seed++) {
      RandomGenerator random = new SplittableRandom(seed);
      int n = 30 + random.nextInt(300);
      int d = 1 + random.nextInt(3);
      int distinct = 1 + random.nextInt(12);
      double[] points = random.ints((long) n * d, 0, distinct).asDoubleStream().toArray();
      assertEqualGroups(points, n, d, Math.min(n, 20), 10, seed);
    }
  }

  /** A group that lost its points beside groups of unequal width: one problem of 14000 has that. */
  @Test
  void theWidestGroupGivesThePoint() {
    int seed = 152;
    RandomGenerator random = new SplittableRandom(seed);
    int n = 80;
    int d = 3;
    double[] points = new double[n * d];
    for (int i = 0; i < points.length; i++) {
      points[i] = random.nextInt(3) == 0 ? Math.exp(3 * random.nextGaussian()) : random.nextInt(3);
    }
    assertEqualGroups(points, n, d, 40, 30, seed);
  }

  @Test
  void asManyGroupsAsPointsGiveEachItsOwn() {
    double[] points = {3, 1, 2};
    try (WorkPool pool = WorkPool.of(1)) {
      int[] groups = new Lloyd(points, 3, 1, 3, new SplittableRandom(1), pool).run(10);
      assertEquals(3, Arrays.stream(groups).distinct().count());
    }
  }

  private static void assertEqualGroups(
      double[] points, int n, int d, int groups, int maxIterations, long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    RandomGenerator other = new SplittableRandom(seed);
    try (WorkPool pool = WorkPool.of(3)) {
      assertArrayEquals(
          commons(points, n, d, groups, maxIterations, other),
          new Lloyd(points, n, d, groups, random, pool).run(maxIterations));
    }
    assertEquals(other.nextLong(), random.nextLong(), "as many random numbers");
  }

  private static int[] commons(
      double[] points, int n, int d, int groups, int maxIterations, RandomGenerator random) {
    List<Point> list = new ArrayList<>(n);
    for (int p = 0; p < n; p++) {
      list.add(new Point(p, Arrays.copyOfRange(points, p * d, (p + 1) * d)));
    }
    var clusterer =
        new KMeansPlusPlusClusterer<Point>(
            groups, maxIterations, new EuclideanDistance(), new Adapter(random));
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
