package org.guidedpolicy.mixture;

import java.util.Arrays;

/**
 * Densities of a block of points under the components of a mixture. Points stand in columns, so
 * that every inner loop runs over the points of a block, and rows are solved in panels of four, so
 * that what is loaded is used four times. Used by one thread.
 */
final class BlockDensity {
  /** Points in a block: what a component's solve touches stays in the nearest cache. */
  static final int BLOCK = 64;

  private static final int PANEL = 4;

  /** A component this far below a point's best in log density has no share beyond rounding. */
  private static final double CUT = 45.0;

  private final Factors factors;
  private final int K;
  private final int d;
  private final double[] x;
  private final double[] y;
  private final double[] r0 = new double[BLOCK];
  private final double[] r1 = new double[BLOCK];
  private final double[] r2 = new double[BLOCK];
  private final double[] r3 = new double[BLOCK];
  private final double[] distance = new double[BLOCK];
  private final double[] best = new double[BLOCK];
  private final double[] sum = new double[BLOCK];
  private final double[] bound;
  private final int[] order;

  /** Log joint densities or responsibilities of the last block, K x BLOCK. */
  final double[] joint;

  BlockDensity(Factors factors) {
    this.factors = factors;
    this.K = factors.components;
    this.d = factors.dimension;
    this.x = new double[d * BLOCK];
    this.y = new double[d * BLOCK];
    this.joint = new double[K * BLOCK];
    this.bound = new double[K];
    this.order = new int[K];
  }

  static int blocks(int n) {
    return (n + BLOCK - 1) / BLOCK;
  }

  static int size(int block, int n) {
    return Math.min(BLOCK, n - block * BLOCK);
  }

  /** Fills {@link #joint} with the log joint density of every point and component. */
  void logJoint(double[] points, int n, int block) {
    load(points, n, block);
    for (int k = 0; k < K; k++) {
      Arrays.fill(distance, 0.0);
      solve(k, 0, d, false);
      for (int p = 0; p < BLOCK; p++) {
        joint[k * BLOCK + p] = factors.logScale[k] - 0.5 * distance[p];
      }
    }
  }

  /**
   * Fills {@link #joint} with the responsibility of every component for every point. A component
   * that is found to be far below the best for all points of the block is left before its solve is
   * complete: neither the other responsibilities nor the likelihood change beyond rounding.
   *
   * @return sum over the block's points of the log density
   */
  double responsibilities(double[] points, int n, int block) {
    load(points, n, block);
    boundAll();
    Arrays.fill(best, Double.NEGATIVE_INFINITY);
    for (int k : order) {
      Arrays.fill(distance, 0.0);
      boolean complete = solve(k, 0, d, true);
      int row = k * BLOCK;
      for (int p = 0; p < BLOCK; p++) {
        double value =
            complete ? factors.logScale[k] - 0.5 * distance[p] : Double.NEGATIVE_INFINITY;
        joint[row + p] = value;
        best[p] = Math.max(best[p], value);
      }
    }
    return normalize(size(block, n));
  }

  /** Copies a block of points into columns; a block that is not full repeats its last point. */
  private void load(double[] points, int n, int block) {
    for (int p = 0; p < BLOCK; p++) {
      int row = Math.min(block * BLOCK + p, n - 1) * d;
      for (int j = 0; j < d; j++) {
        x[j * BLOCK + p] = points[row + j];
      }
    }
  }

  /** Orders the components by what their first rows promise. */
  private void boundAll() {
    int rows = Math.min(d, 2 * PANEL);
    for (int k = 0; k < K; k++) {
      Arrays.fill(distance, 0.0);
      solve(k, 0, rows, false);
      double least = Double.POSITIVE_INFINITY;
      for (int p = 0; p < BLOCK; p++) {
        least = Math.min(least, distance[p]);
      }
      bound[k] = factors.logScale[k] - 0.5 * least;
      int i = k;
      for (; i > 0 && bound[order[i - 1]] < bound[k]; i--) {
        order[i] = order[i - 1];
      }
      order[i] = k;
    }
  }

  /** Turns log joint densities into responsibilities; returns the sum of the log densities. */
  private double normalize(int size) {
    Arrays.fill(sum, 0.0);
    for (int k = 0; k < K; k++) {
      int row = k * BLOCK;
      for (int p = 0; p < size; p++) {
        double difference = joint[row + p] - best[p];
        double value = difference > -CUT ? Math.exp(difference) : 0.0;
        joint[row + p] = value;
        sum[p] += value;
      }
    }
    double likelihood = 0.0;
    for (int p = 0; p < size; p++) {
      likelihood += best[p] + Math.log(sum[p]);
    }
    for (int k = 0; k < K; k++) {
      int row = k * BLOCK;
      for (int p = 0; p < size; p++) {
        joint[row + p] /= sum[p];
      }
    }
    return likelihood;
  }

  /**
   * Adds |y_i|^2 of y = L^{-1} (x - mu) to the distances, for rows i = from .. to-1; from is a
   * multiple of four.
   *
   * @return false if it stopped early because no point can have a share of the component
   */
  private boolean solve(int k, int from, int to, boolean prune) {
    double[] L = factors.lower;
    int i = from;
    for (; i + PANEL <= to; i += PANEL) {
      if (prune && i % (2 * PANEL) == 0 && i > 0 && hopeless(k)) {
        return false;
      }
      int row = (k * d + i) * d;
      centre(k, i, r0);
      centre(k, i + 1, r1);
      centre(k, i + 2, r2);
      centre(k, i + 3, r3);
      for (int j = 0; j < i; j += PANEL) {
        subtractPanel(L, row + j, j * BLOCK);
      }
      solveTriangle(L, row + i, i * BLOCK);
    }
    for (; i < to; i++) {
      solveRow(k, i);
    }
    return true;
  }

  private boolean hopeless(int k) {
    double logScale = factors.logScale[k];
    for (int p = 0; p < BLOCK; p++) {
      if (logScale - 0.5 * distance[p] > best[p] - CUT) {
        return false;
      }
    }
    return true;
  }

  private void centre(int k, int i, double[] r) {
    double mu = factors.mean[k * d + i];
    int from = i * BLOCK;
    for (int p = 0; p < BLOCK; p++) {
      r[p] = x[from + p] - mu;
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
    for (int p = 0; p < BLOCK; p++) {
      double ya = y[from + p];
      double yb = y[from + BLOCK + p];
      double yc = y[from + 2 * BLOCK + p];
      double ye = y[from + 3 * BLOCK + p];
      r0[p] -= a0 * ya + b0 * yb + c0 * yc + e0 * ye;
      r1[p] -= a1 * ya + b1 * yb + c1 * yc + e1 * ye;
      r2[p] -= a2 * ya + b2 * yb + c2 * yc + e2 * ye;
      r3[p] -= a3 * ya + b3 * yb + c3 * yc + e3 * ye;
    }
  }

  /** Solves the four rows on the diagonal and adds their squares to the distances. */
  private void solveTriangle(double[] L, int l, int to) {
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
    for (int p = 0; p < BLOCK; p++) {
      double a = r0[p] * i0;
      double b = (r1[p] - l10 * a) * i1;
      double c = (r2[p] - l20 * a - l21 * b) * i2;
      double e = (r3[p] - l30 * a - l31 * b - l32 * c) * i3;
      y[to + p] = a;
      y[to + BLOCK + p] = b;
      y[to + 2 * BLOCK + p] = c;
      y[to + 3 * BLOCK + p] = e;
      distance[p] += a * a + b * b + c * c + e * e;
    }
  }

  /** y_i = (x_i - mu_i - sum over j below i of L_ij y_j) / L_ii, for rows that fill no panel. */
  private void solveRow(int k, int i) {
    double[] L = factors.lower;
    int row = (k * d + i) * d;
    centre(k, i, r0);
    for (int j = 0; j < i; j++) {
      double l = L[row + j];
      int from = j * BLOCK;
      for (int p = 0; p < BLOCK; p++) {
        r0[p] -= l * y[from + p];
      }
    }
    double inverse = 1.0 / L[row + i];
    int to = i * BLOCK;
    for (int p = 0; p < BLOCK; p++) {
      double v = r0[p] * inverse;
      y[to + p] = v;
      distance[p] += v * v;
    }
  }
}
