package org.guidedpolicy.mixture;

import java.util.Arrays;

/**
 * Densities of a block of points under the components of a mixture. Points stand in columns, so
 * that every inner loop runs over the points of a group, and rows are solved in panels of four, so
 * that what is loaded is used four times. Used by one thread.
 *
 * <p>A point that is found to be far from a component is left before its solve is complete, and
 * those that continue close ranks. Neither the other responsibilities nor the densities change by
 * that: what a point gets does not depend on the others of its block.
 */
final class BlockDensity {
  /** Points in a block: what it touches stays in the second cache. */
  static final int BLOCK = 512;

  /**
   * From row to row of columns; not a power of two, or rows would compete for places in the cache.
   */
  private static final int STRIDE = BLOCK + 8;

  /** Points that an inner loop runs over. */
  private static final int GROUP = 64;

  private static final int PANEL = 4;

  /** A component this far below a point's best in log density has no share beyond rounding. */
  private static final double CUT = 45.0;

  /** Rows after which a point's likeliest component can be guessed. */
  private static final int GUESS_ROWS = 4 * PANEL;

  private final Factors factors;
  private final int K;
  private final int d;
  private final double[] x;
  private final double[] y;
  private final double[] r0 = new double[GROUP];
  private final double[] r1 = new double[GROUP];
  private final double[] r2 = new double[GROUP];
  private final double[] r3 = new double[GROUP];
  private final double[] distance = new double[BLOCK];
  private final double[] best = new double[BLOCK];
  private final double[] sum = new double[BLOCK];
  private final int[] rows = new int[BLOCK];

  /** The points that are being solved for, by their place in the block. */
  private final int[] column = new int[BLOCK];

  private final int[] kept = new int[BLOCK];
  private boolean inOrder;

  /** Log joint densities or responsibilities of the last block, K x BLOCK. */
  final double[] joint;

  /** Log densities of the points after {@link #responsibilities}. */
  final double[] logDensity = new double[BLOCK];

  /** The component with the largest share of each point after {@link #responsibilities}. */
  final int[] home = new int[BLOCK];

  BlockDensity(Factors factors) {
    this.factors = factors;
    this.K = factors.components;
    this.d = factors.dimension;
    this.x = new double[d * STRIDE];
    this.y = new double[d * STRIDE];
    this.joint = new double[K * BLOCK];
  }

  static int blocks(int n) {
    return (n + BLOCK - 1) / BLOCK;
  }

  static int size(int block, int n) {
    return Math.min(BLOCK, n - block * BLOCK);
  }

  /** The sum of n values, group by group, which loses less than one after the other. */
  static double sum(double[] values, int n) {
    double total = 0.0;
    for (int from = 0; from < n; from += GROUP) {
      double sum = 0.0;
      for (int p = from; p < Math.min(n, from + GROUP); p++) {
        sum += values[p];
      }
      total += sum;
    }
    return total;
  }

  /** Fills {@link #joint} with the log joint density of every point and component. */
  void logJoint(double[] points, int n, int block) {
    int size = size(block, n);
    choose(n, block);
    load(points, size);
    for (int k = 0; k < K; k++) {
      takeAll(size);
      solve(k, 0, d, size);
      store(k, size);
    }
  }

  /** As the other one, for consecutive points of which nothing is known. */
  void responsibilities(double[] points, int n, int block) {
    int size = size(block, n);
    choose(n, block);
    load(points, size);
    guessHomes(size);
    responsibilities(size);
  }

  /**
   * Fills {@link #joint} with the responsibility of every component for every point, and {@link
   * #logDensity} and {@link #home}. The time is least where the points of a block are alike.
   *
   * @param numbers the points' numbers, of which the block has those from one on
   * @param size how many points, 1 .. BLOCK
   * @param homes each point's likely component; a wrong one costs time only
   */
  void responsibilities(double[] points, int[] numbers, int from, int size, int[] homes) {
    for (int p = 0; p < size; p++) {
      rows[p] = numbers[from + p] * d;
      home[p] = homes[numbers[from + p]];
    }
    load(points, size);
    responsibilities(size);
  }

  private void responsibilities(int size) {
    Arrays.fill(joint, Double.NEGATIVE_INFINITY);
    for (int k = 0; k < K; k++) {
      int count = take(k, size, true);
      solve(k, 0, d, count);
      store(k, count);
      for (int p = 0; p < count; p++) {
        best[column[p]] = joint[k * BLOCK + column[p]];
      }
    }
    for (int k = 0; k < K; k++) {
      int count = solveWhereHopeful(k, take(k, size, false));
      store(k, count);
      for (int p = 0; p < count; p++) {
        best[column[p]] = Math.max(best[column[p]], joint[k * BLOCK + column[p]]);
      }
    }
    normalize(size);
  }

  private void choose(int n, int block) {
    for (int p = 0; p < size(block, n); p++) {
      rows[p] = (block * BLOCK + p) * d;
    }
  }

  /** Copies the block's points into columns. */
  private void load(double[] points, int size) {
    for (int p = 0; p < size; p++) {
      int row = rows[p];
      for (int j = 0; j < d; j++) {
        x[j * STRIDE + p] = points[row + j];
      }
    }
  }

  private void takeAll(int size) {
    for (int p = 0; p < size; p++) {
      column[p] = p;
    }
    inOrder = true;
  }

  /** Takes the points whose home is, or is not, component k; returns how many. */
  private int take(int k, int size, boolean atHome) {
    int count = 0;
    for (int p = 0; p < size; p++) {
      column[count] = p;
      count += (home[p] == k) == atHome ? 1 : 0;
    }
    inOrder = count == size;
    return count;
  }

  private void store(int k, int count) {
    double logScale = factors.logScale[k];
    for (int p = 0; p < count; p++) {
      joint[k * BLOCK + column[p]] = logScale - 0.5 * distance[p];
    }
  }

  /** What the first rows promise. */
  private void guessHomes(int size) {
    int promising = Math.min(d, GUESS_ROWS);
    Arrays.fill(best, Double.NEGATIVE_INFINITY);
    takeAll(size);
    for (int k = 0; k < K; k++) {
      solve(k, 0, promising, size);
      double logScale = factors.logScale[k];
      for (int p = 0; p < size; p++) {
        double value = logScale - 0.5 * distance[p];
        if (value > best[p]) {
          best[p] = value;
          home[p] = k;
        }
      }
    }
  }

  /** Turns log joint densities into responsibilities. */
  private void normalize(int size) {
    Arrays.fill(sum, 0.0);
    for (int k = 0; k < K; k++) {
      int row = k * BLOCK;
      for (int p = 0; p < size; p++) {
        double difference = joint[row + p] - best[p];
        double value = difference > -CUT ? Math.exp(difference) : 0.0;
        home[p] = difference == 0.0 ? k : home[p];
        joint[row + p] = value;
        sum[p] += value;
      }
    }
    for (int p = 0; p < size; p++) {
      logDensity[p] = best[p] + Math.log(sum[p]);
    }
    for (int k = 0; k < K; k++) {
      int row = k * BLOCK;
      for (int p = 0; p < size; p++) {
        joint[row + p] /= sum[p];
      }
    }
  }

  /**
   * Sets the distances to |y|^2 of y = L^{-1} (x - mu), summed over the first rows, for the points
   * taken.
   */
  private void solve(int k, int from, int to, int count) {
    if (from == 0) {
      Arrays.fill(distance, 0.0);
    }
    int i = from;
    for (; i + PANEL <= to; i += PANEL) {
      for (int at = 0; at < count; at += GROUP) {
        solvePanel(k, i, at, count);
      }
    }
    for (; i < to; i++) {
      for (int at = 0; at < count; at += GROUP) {
        solveRow(k, i, at, count);
      }
    }
  }

  /**
   * Solves for the points taken, and lets those go that can have no share of the component.
   *
   * @return how many are left, their distances complete
   */
  private int solveWhereHopeful(int k, int count) {
    int left = count;
    for (int i = 0; i < d && left > 0; i += 2 * PANEL) {
      if (i > 0) {
        left = keepHopeful(k, i, left);
      }
      solve(k, i, Math.min(d, i + 2 * PANEL), left);
    }
    return left;
  }

  /** Closes ranks if that saves a group; returns how many are left. */
  private int keepHopeful(int k, int solvedRows, int count) {
    double logScale = factors.logScale[k];
    int hopeful = 0;
    for (int p = 0; p < count; p++) {
      kept[hopeful] = p;
      hopeful += logScale - 0.5 * distance[p] > best[column[p]] - CUT ? 1 : 0;
    }
    if (groups(hopeful) == groups(count)) {
      return count;
    }
    for (int j = 0; j < solvedRows; j++) {
      int row = j * STRIDE;
      for (int p = 0; p < hopeful; p++) {
        y[row + p] = y[row + kept[p]];
      }
    }
    for (int p = 0; p < hopeful; p++) {
      distance[p] = distance[kept[p]];
      column[p] = column[kept[p]];
    }
    inOrder = false;
    return hopeful;
  }

  private static int groups(int count) {
    return (count + GROUP - 1) / GROUP;
  }

  /** Rows i .. i+3 of one group. */
  private void solvePanel(int k, int i, int at, int count) {
    centre(k, i, at, count, r0);
    centre(k, i + 1, at, count, r1);
    centre(k, i + 2, at, count, r2);
    centre(k, i + 3, at, count, r3);
    double[] L = factors.lower;
    int row = (k * d + i) * d;
    for (int j = 0; j < i; j += PANEL) {
      subtractPanel(L, row + j, j * STRIDE + at);
    }
    solveTriangle(L, row + i, i * STRIDE + at, at);
  }

  /** r = x_i - mu_i; what is beyond the points taken is of no account. */
  private void centre(int k, int i, int at, int count, double[] r) {
    double mu = factors.mean[k * d + i];
    int from = i * STRIDE;
    if (inOrder) {
      for (int p = 0; p < GROUP; p++) {
        r[p] = x[from + at + p] - mu;
      }
    } else {
      int size = Math.min(GROUP, count - at);
      for (int p = 0; p < size; p++) {
        r[p] = x[from + column[at + p]] - mu;
      }
    }
  }

  /** r -= L y for four rows of L and four of y. */
  private void subtractPanel(double[] L, int l, int from) {
    double a0 = L[l];
    double b0 = L[l + 1];
    double c0 = L[l + 2];
    double e0 = L[l + 3];
    int m = l + d;
    double a1 = L[m];
    double b1 = L[m + 1];
    double c1 = L[m + 2];
    double e1 = L[m + 3];
    m += d;
    double a2 = L[m];
    double b2 = L[m + 1];
    double c2 = L[m + 2];
    double e2 = L[m + 3];
    m += d;
    double a3 = L[m];
    double b3 = L[m + 1];
    double c3 = L[m + 2];
    double e3 = L[m + 3];
    double[] y = this.y;
    double[] r0 = this.r0;
    double[] r1 = this.r1;
    double[] r2 = this.r2;
    double[] r3 = this.r3;
    for (int p = 0; p < GROUP; p++) {
      double ya = y[from + p];
      double yb = y[from + STRIDE + p];
      double yc = y[from + 2 * STRIDE + p];
      double ye = y[from + 3 * STRIDE + p];
      r0[p] -= a0 * ya + b0 * yb + c0 * yc + e0 * ye;
      r1[p] -= a1 * ya + b1 * yb + c1 * yc + e1 * ye;
      r2[p] -= a2 * ya + b2 * yb + c2 * yc + e2 * ye;
      r3[p] -= a3 * ya + b3 * yb + c3 * yc + e3 * ye;
    }
  }

  /** Solves the four rows on the diagonal and adds their squares to the distances. */
  private void solveTriangle(double[] L, int l, int to, int at) {
    double i0 = 1.0 / L[l];
    double l10 = L[l + d];
    double i1 = 1.0 / L[l + d + 1];
    double l20 = L[l + 2 * d];
    double l21 = L[l + 2 * d + 1];
    double i2 = 1.0 / L[l + 2 * d + 2];
    double l30 = L[l + 3 * d];
    double l31 = L[l + 3 * d + 1];
    double l32 = L[l + 3 * d + 2];
    double i3 = 1.0 / L[l + 3 * d + 3];
    double[] y = this.y;
    for (int p = 0; p < GROUP; p++) {
      double a = r0[p] * i0;
      double b = (r1[p] - l10 * a) * i1;
      double c = (r2[p] - l20 * a - l21 * b) * i2;
      double e = (r3[p] - l30 * a - l31 * b - l32 * c) * i3;
      y[to + p] = a;
      y[to + STRIDE + p] = b;
      y[to + 2 * STRIDE + p] = c;
      y[to + 3 * STRIDE + p] = e;
      distance[at + p] += a * a + b * b + c * c + e * e;
    }
  }

  /** y_i = (x_i - mu_i - sum over j below i of L_ij y_j) / L_ii, for rows that fill no panel. */
  private void solveRow(int k, int i, int at, int count) {
    double[] L = factors.lower;
    int row = (k * d + i) * d;
    centre(k, i, at, count, r0);
    for (int j = 0; j < i; j++) {
      double l = L[row + j];
      int from = j * STRIDE + at;
      for (int p = 0; p < GROUP; p++) {
        r0[p] -= l * y[from + p];
      }
    }
    double inverse = 1.0 / L[row + i];
    int to = i * STRIDE + at;
    for (int p = 0; p < GROUP; p++) {
      double v = r0[p] * inverse;
      y[to + p] = v;
      distance[at + p] += v * v;
    }
  }
}
