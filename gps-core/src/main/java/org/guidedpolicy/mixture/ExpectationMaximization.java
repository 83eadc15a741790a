package org.guidedpolicy.mixture;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.guidedpolicy.parallel.WorkPool;

/**
 * Expectation maximization for a mixture with full covariances, in the coordinates given. The
 * E-step is parallel over blocks of points, the M-step over components; no sum depends on the
 * number of threads. Used by one thread, which shares the work out to a pool.
 */
final class ExpectationMaximization {
  /** A smaller responsibility is left out of the moments: it cannot change them beyond rounding. */
  private static final double NEGLIGIBLE = 1e-16;

  /** A component with less than one point's mass is dead. */
  private static final double DEAD = 1.0;

  /** Points that a component's moments take in at a time. */
  private static final int GROUP = 4;

  private final int n;
  private final int d;
  private final int K;
  private final double floor;
  private final WorkPool pool;
  private final double[] points;
  private final double[] responsibility;
  final double[] mass;
  final double[] mean;
  final double[] covariance;
  private final Factors factors;
  private final double[] logDensity;

  /** Each point's likeliest component, as far as known, and the points in order of it. */
  private final int[] home;

  private final int[] order;

  /**
   * @param points n x d, row-major; kept
   * @param floor added to the diagonal of each covariance
   */
  ExpectationMaximization(
      double[] points, int n, int d, int components, double floor, WorkPool pool) {
    this.points = points;
    this.n = n;
    this.d = d;
    this.K = components;
    this.floor = floor;
    this.pool = pool;
    this.responsibility = new double[K * n];
    this.mass = new double[K];
    this.mean = new double[K * d];
    this.covariance = new double[K * d * d];
    this.factors = new Factors(K, d);
    this.logDensity = new double[n];
    this.home = new int[n];
    this.order = new int[n];
  }

  /** Starts from a mixture; the next step is {@link #expectation}. */
  void start(double[] mass, double[] mean, double[] covariance) {
    System.arraycopy(mass, 0, this.mass, 0, K);
    System.arraycopy(mean, 0, this.mean, 0, K * d);
    System.arraycopy(covariance, 0, this.covariance, 0, K * d * d);
  }

  /** Starts from a grouping of the points; an empty group starts as wide as all points. */
  void start(int[] assignment) {
    Arrays.fill(responsibility, 0, n, 1.0);
    maximizationOfComponent(0);
    for (int k = 1; k < K; k++) {
      System.arraycopy(mean, 0, mean, k * d, d);
      System.arraycopy(covariance, 0, covariance, k * d * d, d * d);
    }
    Arrays.fill(responsibility, 0.0);
    for (int p = 0; p < n; p++) {
      responsibility[assignment[p] * n + p] = 1.0;
      home[p] = assignment[p];
    }
    maximization();
  }

  /** Works out the responsibilities and returns the log-likelihood of the present mixture. */
  double expectation() {
    pool.forEach(K, this::factorize);
    sortPoints();
    pool.forEach(BlockDensity.blocks(n), () -> new BlockDensity(factors), this::expectationOfBlock);
    return BlockDensity.sum(logDensity, n);
  }

  /** By counting: points of a component side by side, so that blocks of them are alike. */
  private void sortPoints() {
    int[] place = new int[K + 1];
    for (int k : home) {
      place[k + 1]++;
    }
    for (int k = 0; k < K; k++) {
      place[k + 1] += place[k];
    }
    for (int p = 0; p < n; p++) {
      order[place[home[p]]++] = p;
    }
  }

  /**
   * Maximizes the expected log-likelihood; a component without points keeps mean and covariance.
   */
  void maximization() {
    pool.forEach(K, this::maximizationOfComponent);
    double total = 0.0;
    for (double m : mass) {
      total += m;
    }
    for (int k = 0; k < K; k++) {
      mass[k] /= total;
    }
  }

  /**
   * Gives each component that has lost its mass a place in the heaviest one: a random point of it
   * for mean, its covariance, and half of its mass.
   *
   * @return how many were dead
   */
  int reseed(RandomGenerator random) {
    int reseeded = 0;
    for (int k = 0; k < K; k++) {
      if (mass[k] * n < DEAD) {
        int heaviest = 0;
        for (int i = 1; i < K; i++) {
          heaviest = mass[i] > mass[heaviest] ? i : heaviest;
        }
        int point = drawPointOf(heaviest, random);
        System.arraycopy(points, point * d, mean, k * d, d);
        System.arraycopy(covariance, heaviest * d * d, covariance, k * d * d, d * d);
        double shared = 0.5 * (mass[k] + mass[heaviest]);
        mass[k] = shared;
        mass[heaviest] = shared;
        reseeded++;
      }
    }
    return reseeded;
  }

  private int drawPointOf(int k, RandomGenerator random) {
    double total = 0.0;
    for (int p = 0; p < n; p++) {
      total += responsibility[k * n + p];
    }
    double left = random.nextDouble() * total;
    for (int p = 0; p < n; p++) {
      left -= responsibility[k * n + p];
      if (left < 0.0) {
        return p;
      }
    }
    return n - 1;
  }

  private void factorize(int k) {
    if (!factors.set(k, mass, mean, covariance)) {
      throw new ArithmeticException(
          "the covariance of component "
              + k
              + " is not positive definite; check the "
              + n
              + " points for entries that are not finite");
    }
  }

  private void expectationOfBlock(BlockDensity density, int block) {
    int from = block * BlockDensity.BLOCK;
    int size = BlockDensity.size(block, n);
    density.responsibilities(points, order, from, size, home);
    for (int p = 0; p < size; p++) {
      int point = order[from + p];
      logDensity[point] = density.logDensity[p];
      home[point] = density.home[p];
    }
    for (int k = 0; k < K; k++) {
      for (int p = 0; p < size; p++) {
        responsibility[k * n + order[from + p]] = density.joint[k * BlockDensity.BLOCK + p];
      }
    }
  }

  private void maximizationOfComponent(int k) {
    double total = 0.0;
    double[] newMean = new double[d];
    for (int p = 0; p < n; p++) {
      double r = responsibility[k * n + p];
      if (r > NEGLIGIBLE) {
        total += r;
        for (int j = 0; j < d; j++) {
          newMean[j] += r * points[p * d + j];
        }
      }
    }
    mass[k] = total / n;
    if (total < Double.MIN_NORMAL) {
      return;
    }
    for (int j = 0; j < d; j++) {
      mean[k * d + j] = newMean[j] / total;
    }
    secondMoment(k, total);
  }

  /** covariance = sum_p r_p (x_p - mean)(x_p - mean)^T / sum_p r_p + floor I. */
  private void secondMoment(int k, double total) {
    double[] S = new double[d * d];
    double[][] difference = new double[GROUP][d];
    double[] weight = new double[GROUP];
    int waiting = 0;
    for (int p = 0; p < n; p++) {
      double r = responsibility[k * n + p];
      if (r > NEGLIGIBLE) {
        subtractMean(k, p, difference[waiting]);
        weight[waiting++] = r;
        if (waiting == GROUP) {
          addGroup(S, weight, difference);
          waiting = 0;
        }
      }
    }
    for (int i = 0; i < waiting; i++) {
      addOne(S, weight[i], difference[i]);
    }
    int offset = k * d * d;
    for (int i = 0; i < d; i++) {
      for (int j = 0; j <= i; j++) {
        double value = S[i * d + j] / total;
        covariance[offset + i * d + j] = value;
        covariance[offset + j * d + i] = value;
      }
      covariance[offset + i * d + i] += floor;
    }
  }

  private void subtractMean(int k, int p, double[] difference) {
    for (int j = 0; j < d; j++) {
      difference[j] = points[p * d + j] - mean[k * d + j];
    }
  }

  /** S += r z z^T, the lower triangle. */
  private void addOne(double[] S, double r, double[] z) {
    for (int i = 0; i < d; i++) {
      double factor = r * z[i];
      int row = i * d;
      for (int j = 0; j <= i; j++) {
        S[row + j] += factor * z[j];
      }
    }
  }

  /** {@link #addOne} of four, one after the other, with each entry of S read and written once. */
  private void addGroup(double[] S, double[] r, double[][] z) {
    double[] z0 = z[0];
    double[] z1 = z[1];
    double[] z2 = z[2];
    double[] z3 = z[3];
    for (int i = 0; i < d; i++) {
      double f0 = r[0] * z0[i];
      double f1 = r[1] * z1[i];
      double f2 = r[2] * z2[i];
      double f3 = r[3] * z3[i];
      int row = i * d;
      for (int j = 0; j <= i; j++) {
        S[row + j] = S[row + j] + f0 * z0[j] + f1 * z1[j] + f2 * z2[j] + f3 * z3[j];
      }
    }
  }
}
