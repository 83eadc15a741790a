package org.guidedpolicy.mixture;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.stat.descriptive.moment.Variance;
import org.guidedpolicy.parallel.WorkPool;

/**
 * Lloyd's algorithm from a k-means++ start, number for number what Commons Math's
 * KMeansPlusPlusClusterer gives (a test compares them). That one follows a reference for every
 * coordinate of every point and took a third of a mixture's fit; here points stand in columns, so
 * that inner loops run over the points of a block, and blocks are shared out to a pool. Used once,
 * by one thread.
 */
final class Lloyd {
  private static final int BLOCK = 256;

  /** From row to row of columns; not a power of two, or rows would compete for places in cache. */
  private static final int STRIDE = BLOCK + 8;

  private static final int PANEL = 4;

  private final double[] points;
  private final int n;
  private final int d;
  private final int K;
  private final RandomGenerator random;
  private final WorkPool pool;

  /** For each block d rows of columns. */
  private final double[] x;

  private double[] centres;
  private final int[] group;

  /** The points by group, each group's in order, and where its points begin and how many. */
  private final int[] members;

  private final int[] first;
  private final int[] size;

  /**
   * @param points n x d, row-major
   * @param groups at most n
   * @param pool threads; the result does not depend on how many
   */
  Lloyd(double[] points, int n, int d, int groups, RandomGenerator random, WorkPool pool) {
    this.points = points;
    this.n = n;
    this.d = d;
    this.K = groups;
    this.random = random;
    this.pool = pool;
    this.x = new double[blocks() * d * STRIDE];
    for (int p = 0; p < n; p++) {
      for (int j = 0; j < d; j++) {
        x[(p / BLOCK * d + j) * STRIDE + p % BLOCK] = points[p * d + j];
      }
    }
    this.centres = new double[K * d];
    this.group = new int[n];
    this.members = new int[n];
    this.first = new int[K];
    this.size = new int[K];
  }

  /** What a thread works with. */
  private static final class Scratch {
    final double[] distance = new double[BLOCK];
    final double[] min = new double[BLOCK];
    final int[] nearest = new int[BLOCK];
  }

  /** The group of each point. */
  int[] run(int maxIterations) {
    chooseCentres();
    assign();
    boolean settled = false;
    for (int iteration = 0; iteration < maxIterations && !settled; iteration++) {
      boolean allFilled = moveCentres();
      settled = !assign() && allFilled;
    }
    return group;
  }

  private int blocks() {
    return (n + BLOCK - 1) / BLOCK;
  }

  private int blockSize(int block) {
    return Math.min(BLOCK, n - block * BLOCK);
  }

  /** Points, each drawn in proportion to its squared distance from the nearest one so far. */
  private void chooseCentres() {
    double[] squared = new double[n];
    boolean[] taken = new boolean[n];
    Arrays.fill(squared, Double.MAX_VALUE);
    int chosen = random.nextInt(n);
    for (int k = 0; k < K; k++) {
      if (k > 0) {
        chosen = draw(squared, taken);
      }
      taken[chosen] = true;
      System.arraycopy(points, chosen * d, centres, k * d, d);
      int centre = k;
      pool.forEach(
          blocks(), Scratch::new, (scratch, block) -> takeIn(centre, block, squared, scratch));
    }
  }

  private void takeIn(int k, int block, double[] squared, Scratch scratch) {
    double[] distance = scratch.distance;
    distances(k, block, distance);
    for (int p = 0; p < blockSize(block); p++) {
      int point = block * BLOCK + p;
      squared[point] = Math.min(squared[point], distance[p] * distance[p]);
    }
  }

  private int draw(double[] squared, boolean[] taken) {
    double total = 0.0;
    for (int p = 0; p < n; p++) {
      total += taken[p] ? 0.0 : squared[p];
    }
    double limit = random.nextDouble() * total;
    double sum = 0.0;
    int last = -1;
    for (int p = 0; p < n; p++) {
      if (!taken[p]) {
        sum += squared[p];
        last = p;
        if (sum >= limit) {
          return p;
        }
      }
    }
    return last;
  }

  /** To the nearest centre, the first of equals; returns whether anything changed. */
  private boolean assign() {
    int[] before = group.clone();
    pool.forEach(blocks(), Scratch::new, this::assign);
    return !Arrays.equals(before, group);
  }

  private void assign(Scratch scratch, int block) {
    Arrays.fill(scratch.min, Double.MAX_VALUE);
    for (int k = 0; k < K; k++) {
      distances(k, block, scratch.distance);
      takeNearer(k, scratch.distance, scratch.min, scratch.nearest);
    }
    System.arraycopy(scratch.nearest, 0, group, block * BLOCK, blockSize(block));
  }

  private static void takeNearer(int k, double[] distance, double[] min, int[] nearest) {
    for (int p = 0; p < BLOCK; p++) {
      boolean nearer = distance[p] < min[p];
      nearest[p] = nearer ? k : nearest[p];
      min[p] = nearer ? distance[p] : min[p];
    }
  }

  /**
   * To the means of their groups; an empty group gets a random point of the group with the largest
   * variance of distances, which loses it.
   *
   * @return false if a group was empty
   */
  private boolean moveCentres() {
    sortMembers();
    double[] moved = new double[K * d];
    boolean allFilled = true;
    for (int k = 0; k < K; k++) {
      if (size[k] == 0) {
        System.arraycopy(points, takeFromWidest() * d, moved, k * d, d);
        allFilled = false;
      } else {
        mean(k, moved);
      }
    }
    centres = moved;
    return allFilled;
  }

  private void sortMembers() {
    Arrays.fill(size, 0);
    for (int k : group) {
      size[k]++;
    }
    for (int k = 1; k < K; k++) {
      first[k] = first[k - 1] + size[k - 1];
    }
    int[] place = first.clone();
    for (int p = 0; p < n; p++) {
      members[place[group[p]]++] = p;
    }
  }

  private void mean(int k, double[] means) {
    for (int i = first[k]; i < first[k] + size[k]; i++) {
      for (int j = 0; j < d; j++) {
        means[k * d + j] += points[members[i] * d + j];
      }
    }
    for (int j = 0; j < d; j++) {
      means[k * d + j] /= size[k];
    }
  }

  private int takeFromWidest() {
    int widest = 0;
    double greatest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < K; k++) {
      if (size[k] > 0) {
        Variance variance = new Variance();
        for (int i = first[k]; i < first[k] + size[k]; i++) {
          variance.increment(distance(members[i], k));
        }
        if (variance.getResult() > greatest) {
          greatest = variance.getResult();
          widest = k;
        }
      }
    }
    int at = first[widest] + random.nextInt(size[widest]);
    int point = members[at];
    size[widest]--;
    System.arraycopy(members, at + 1, members, at, first[widest] + size[widest] - at);
    return point;
  }

  private double distance(int point, int k) {
    double sum = 0.0;
    for (int j = 0; j < d; j++) {
      double difference = points[point * d + j] - centres[k * d + j];
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  }

  /** Of a block's points to centre k. */
  private void distances(int k, int block, double[] distance) {
    Arrays.fill(distance, 0.0);
    int j = 0;
    for (; j + PANEL <= d; j += PANEL) {
      addPanel((block * d + j) * STRIDE, k * d + j, distance);
    }
    for (; j < d; j++) {
      addRow((block * d + j) * STRIDE, centres[k * d + j], distance);
    }
    for (int p = 0; p < BLOCK; p++) {
      distance[p] = Math.sqrt(distance[p]);
    }
  }

  private void addPanel(int from, int at, double[] distance) {
    double c0 = centres[at];
    double c1 = centres[at + 1];
    double c2 = centres[at + 2];
    double c3 = centres[at + 3];
    for (int p = 0; p < BLOCK; p++) {
      double e0 = x[from + p] - c0;
      double e1 = x[from + STRIDE + p] - c1;
      double e2 = x[from + 2 * STRIDE + p] - c2;
      double e3 = x[from + 3 * STRIDE + p] - c3;
      distance[p] = distance[p] + e0 * e0 + e1 * e1 + e2 * e2 + e3 * e3;
    }
  }

  private void addRow(int from, double centre, double[] distance) {
    for (int p = 0; p < BLOCK; p++) {
      double difference = x[from + p] - centre;
      distance[p] += difference * difference;
    }
  }
}
