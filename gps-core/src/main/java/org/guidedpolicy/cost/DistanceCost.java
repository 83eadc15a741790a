package org.guidedpolicy.cost;

import java.util.Arrays;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.guidedpolicy.argument.Require;

/**
 * A cost of the distance d = A x - target with a weight w_i for each entry of d:
 *
 * <pre>
 * sqrt norm (default):  l2/2 sum w d^2 + l1   sqrt(alpha + sum (w d)^2)
 * log norm:             l2/2 sum w d^2 + l1/2 log (alpha + sum (w d)^2)
 * </pre>
 *
 * The square pulls from afar, the second term places precisely: near the target its gradient does
 * not fade, down to a distance of about sqrt(alpha). Defaults: l1 = 0, l2 = 1, alpha = 1e-5,
 * weights 1, sqrt norm, constant ramp, exact Hessian. [E2E] uses the log norm.
 *
 * <p>Immutable and thread-safe; each setting returns a new cost.
 */
public final class DistanceCost implements CostFunction {

  /** The term that l1 multiplies. */
  public enum Norm {
    /** sqrt(alpha + sum (w d)^2). */
    SQRT,
    /** 1/2 log(alpha + sum (w d)^2). */
    LOG
  }

  private final SparseRows A;
  private final double[] target;
  private final double[] weights;
  private final double l1;
  private final double l2;
  private final double alpha;
  private final Norm norm;
  private final HessianForm form;
  private final CostRamp ramp;

  private DistanceCost(
      SparseRows A,
      double[] target,
      double[] weights,
      double l1,
      double l2,
      double alpha,
      Norm norm,
      HessianForm form,
      CostRamp ramp) {
    this.A = A;
    this.target = target;
    this.weights = weights;
    this.l1 = l1;
    this.l2 = l2;
    this.alpha = alpha;
    this.norm = norm;
    this.form = form;
    this.ramp = ramp;
  }

  private static DistanceCost of(SparseRows A, double[] target) {
    double[] weights = new double[target.length];
    Arrays.fill(weights, 1);
    return new DistanceCost(
        A, target, weights, 0, 1, 1e-5, Norm.SQRT, HessianForm.EXACT, CostRamp.constant());
  }

  /**
   * The distance of state entries from fixed values.
   *
   * @param entries state entries
   * @param target a value for each
   */
  public static DistanceCost toTarget(int[] entries, double... target) {
    Require.length("target", target.length, entries.length, "one for each state entry");
    for (int i = 0; i < target.length; i++) {
      Require.finite("target[" + i + "]", target[i]);
    }
    return of(SparseRows.entries(entries), target.clone());
  }

  /**
   * The difference of two groups of state entries, for instance a fingertip's position minus its
   * target's, both in the state.
   *
   * @param entries state entries
   * @param targetEntries the state entries they are to reach
   */
  public static DistanceCost between(int[] entries, int[] targetEntries) {
    Require.length(
        "targetEntries", targetEntries.length, entries.length, "one for each state entry");
    return of(SparseRows.differences(entries, targetEntries), new double[entries.length]);
  }

  /**
   * The general form d = A x - target.
   *
   * @param A one row of dX entries for each entry of d
   * @param target a value for each row
   */
  public static DistanceCost linear(double[][] A, double... target) {
    Require.length("target", target.length, A.length, "one for each row of A");
    for (int i = 0; i < target.length; i++) {
      Require.finite("target[" + i + "]", target[i]);
    }
    return of(SparseRows.matrix(A), target.clone());
  }

  /** Weight of sqrt(...) or 1/2 log(...); default 0. */
  public DistanceCost l1(double weight) {
    Require.notNegative("l1", weight);
    return new DistanceCost(A, target, weights, weight, l2, alpha, norm, form, ramp);
  }

  /** Weight of 1/2 sum w d^2; default 1. */
  public DistanceCost l2(double weight) {
    Require.notNegative("l2", weight);
    return new DistanceCost(A, target, weights, l1, weight, alpha, norm, form, ramp);
  }

  /** Rounds the tip of the norm, in squared units of w d; default 1e-5. */
  public DistanceCost alpha(double squaredWidth) {
    Require.positive("alpha", squaredWidth);
    return new DistanceCost(A, target, weights, l1, l2, squaredWidth, norm, form, ramp);
  }

  /** A weight for each entry of d; default 1. */
  public DistanceCost weights(double... weights) {
    Require.length("weights", weights.length, target.length, "one for each distance");
    for (int i = 0; i < weights.length; i++) {
      Require.notNegative("weights[" + i + "]", weights[i]);
    }
    return new DistanceCost(A, target, weights.clone(), l1, l2, alpha, norm, form, ramp);
  }

  /** The term that l1 multiplies; default {@link Norm#SQRT}. */
  public DistanceCost norm(Norm norm) {
    return new DistanceCost(A, target, weights, l1, l2, alpha, norm, form, ramp);
  }

  /** Which Hessian the expansion uses; default {@link HessianForm#EXACT}. */
  public DistanceCost hessian(HessianForm form) {
    return new DistanceCost(A, target, weights, l1, l2, alpha, norm, form, ramp);
  }

  /** How the weight changes over the episode; default constant. */
  public DistanceCost ramp(CostRamp ramp) {
    return new DistanceCost(A, target, weights, l1, l2, alpha, norm, form, ramp);
  }

  @Override
  public double value(int t, int horizon, double[] x, double[] u) {
    A.requireFits(x.length);
    double factor = ramp.multiplier(t, horizon);
    if (factor == 0) {
      return 0;
    }
    double squares = 0;
    double q = alpha;
    for (int i = 0; i < target.length; i++) {
      double d = A.dot(i, x) - target[i];
      double e = weights[i] * d;
      squares += e * d;
      q += e * e;
    }
    return factor * (0.5 * l2 * squares + l1 * norm(q));
  }

  private double norm(double q) {
    return switch (norm) {
      case SQRT -> Math.sqrt(q);
      case LOG -> 0.5 * Math.log(q);
    };
  }

  @Override
  public void addDerivatives(int t, int horizon, double[] x, double[] u, CostDerivatives out) {
    A.requireFits(x.length);
    double factor = ramp.multiplier(t, horizon);
    if (factor == 0) {
      return;
    }
    double outer = out.scale;
    out.scale = outer * factor;
    int rows = target.length;
    double[] d = out.scratch(rows + A.support.length);
    double squares = 0;
    double e2 = 0;
    for (int i = 0; i < rows; i++) {
      d[i] = A.dot(i, x) - target[i];
      double e = weights[i] * d[i];
      squares += e * d[i];
      e2 += e * e;
    }
    double q = alpha + e2;
    // The norm's Hessian in e is a I - b e e^T; its gradient is a e.
    double a = norm == Norm.SQRT ? l1 / Math.sqrt(q) : l1 / q;
    double b = rankOneCoefficient(a, q, e2);

    out.addValue(0.5 * l2 * squares + l1 * norm(q));
    addDiagonalTerms(a, d, out);
    if (b != 0) {
      addRankOneTerm(b, d, rows, out);
    }
    out.scale = outer;
  }

  @Override
  public String toString() {
    return "DistanceCost[d = "
        + A
        + " - "
        + Arrays.toString(target)
        + ", weights="
        + Arrays.toString(weights)
        + ", norm="
        + norm
        + ", l1="
        + l1
        + ", l2="
        + l2
        + ", alpha="
        + alpha
        + ", hessian="
        + form
        + ", ramp="
        + ramp
        + "]";
  }

  private double rankOneCoefficient(double a, double q, double e2) {
    double exact = norm == Norm.SQRT ? a / q : 2 * a / q;
    return switch (form) {
      case EXACT -> exact;
      case PROJECTED -> exact * e2 > a ? a / e2 : exact;
      case MAJORIZING -> 0;
    };
  }

  /** gradient += A^T (l2 w d + a w^2 d), Hessian += A^T (l2 w + a w^2) A. */
  private void addDiagonalTerms(double a, double[] d, CostDerivatives out) {
    for (int i = 0; i < target.length; i++) {
      double curvature = weights[i] * (l2 + a * weights[i]);
      int[] columns = A.columns[i];
      double[] row = A.values[i];
      for (int p = 0; p < columns.length; p++) {
        double weighted = curvature * row[p];
        out.addGradient(columns[p], weighted * d[i]);
        for (int q = 0; q < columns.length; q++) {
          out.addHessian(columns[p], columns[q], weighted * row[q]);
        }
      }
    }
  }

  /** Hessian -= b n n^T with n = A^T (w^2 d); n is kept in the scratch memory behind d. */
  private void addRankOneTerm(double b, double[] d, int n, CostDerivatives out) {
    int[] support = A.support;
    Arrays.fill(d, n, n + support.length, 0);
    for (int i = 0; i < target.length; i++) {
      double v = weights[i] * weights[i] * d[i];
      for (int p = 0; p < A.columns[i].length; p++) {
        d[n + A.positions[i][p]] += A.values[i][p] * v;
      }
    }
    for (int p = 0; p < support.length; p++) {
      for (int q = 0; q < support.length; q++) {
        out.addHessian(support[p], support[q], -b * d[n + p] * d[n + q]);
      }
    }
  }

  /** A matrix by its nonzero entries. */
  private static final class SparseRows {
    /** Columns of each row's entries. */
    final int[][] columns;

    /** Values of each row's entries. */
    final double[][] values;

    /** All columns in use, ascending. */
    final int[] support;

    /** For each entry, where its column stands in support. */
    final int[][] positions;

    private SparseRows(int[][] columns, double[][] values) {
      if (columns.length == 0) {
        throw new IllegalArgumentException("a DistanceCost needs at least one state entry");
      }
      this.columns = columns;
      this.values = values;
      TreeSet<Integer> used = new TreeSet<>();
      for (int[] row : columns) {
        for (int column : row) {
          if (column < 0) {
            throw new IllegalArgumentException("state entry must not be negative, is " + column);
          }
          used.add(column);
        }
      }
      this.support = used.stream().mapToInt(Integer::intValue).toArray();
      this.positions = new int[columns.length][];
      for (int i = 0; i < columns.length; i++) {
        positions[i] =
            Arrays.stream(columns[i]).map(c -> Arrays.binarySearch(support, c)).toArray();
      }
    }

    static SparseRows entries(int[] entries) {
      int[][] columns = new int[entries.length][];
      double[][] values = new double[entries.length][];
      for (int i = 0; i < entries.length; i++) {
        columns[i] = new int[] {entries[i]};
        values[i] = new double[] {1};
      }
      return new SparseRows(columns, values);
    }

    static SparseRows differences(int[] plus, int[] minus) {
      int[][] columns = new int[plus.length][];
      double[][] values = new double[plus.length][];
      for (int i = 0; i < plus.length; i++) {
        if (plus[i] == minus[i]) {
          throw new IllegalArgumentException(
              "entries[" + i + "] and targetEntries[" + i + "] are both state entry " + plus[i]);
        }
        columns[i] = new int[] {plus[i], minus[i]};
        values[i] = new double[] {1, -1};
      }
      return new SparseRows(columns, values);
    }

    static SparseRows matrix(double[][] A) {
      int[][] columns = new int[A.length][];
      double[][] values = new double[A.length][];
      for (int i = 0; i < A.length; i++) {
        Require.length("row " + i + " of A", A[i].length, A[0].length, "as row 0");
        for (int j = 0; j < A[i].length; j++) {
          Require.finite("A[" + i + "][" + j + "]", A[i][j]);
        }
        double[] row = A[i];
        columns[i] = IntStream.range(0, row.length).filter(j -> row[j] != 0).toArray();
        values[i] = Arrays.stream(columns[i]).mapToDouble(j -> row[j]).toArray();
      }
      return new SparseRows(columns, values);
    }

    /** For instance "(x0 - x3, 2.0 x1)". */
    @Override
    public String toString() {
      StringJoiner all = new StringJoiner(", ", "(", ")");
      for (int i = 0; i < columns.length; i++) {
        StringBuilder row = new StringBuilder();
        for (int p = 0; p < columns[i].length; p++) {
          double a = values[i][p];
          row.append(a < 0 ? (p == 0 ? "-" : " - ") : (p == 0 ? "" : " + "));
          row.append(Math.abs(a) == 1 ? "" : Math.abs(a) + " ").append("x").append(columns[i][p]);
        }
        all.add(row);
      }
      return all.toString();
    }

    double dot(int i, double[] x) {
      double sum = 0;
      for (int p = 0; p < columns[i].length; p++) {
        sum += values[i][p] * x[columns[i][p]];
      }
      return sum;
    }

    void requireFits(int dX) {
      int last = support.length == 0 ? 0 : support[support.length - 1];
      if (last >= dX) {
        throw new IllegalArgumentException(
            "DistanceCost uses state entry " + last + ", the state has " + dX + " entries");
      }
    }
  }
}
