package org.guidedpolicy.cost;

import java.util.Arrays;
import java.util.StringJoiner;
import java.util.stream.IntStream;
import org.guidedpolicy.argument.Require;

/** d = A x - target, A by its nonzero entries. Immutable and thread-safe. */
final class LinearResidual implements Residual {
  private final SparsePattern pattern;

  /** The entries of each row of A. */
  private final double[][] values;

  private final double[] target;

  private LinearResidual(int[][] columns, double[][] values, double[] target) {
    if (columns.length == 0) {
      throw new IllegalArgumentException("a DistanceCost needs at least one state entry");
    }
    this.pattern = new SparsePattern(columns);
    this.values = values;
    this.target = target;
  }

  /** x_entries - target. */
  static LinearResidual toTarget(int[] entries, double[] target) {
    requireTarget(target, entries.length, "one for each state entry");
    int[][] columns = new int[entries.length][];
    double[][] values = new double[entries.length][];
    for (int i = 0; i < entries.length; i++) {
      columns[i] = new int[] {entries[i]};
      values[i] = new double[] {1};
    }
    return new LinearResidual(columns, values, target.clone());
  }

  /** x_plus - x_minus. */
  static LinearResidual between(int[] plus, int[] minus) {
    Require.length("targetEntries", minus.length, plus.length, "one for each state entry");
    int[][] columns = new int[plus.length][];
    double[][] values = new double[plus.length][];
    for (int i = 0; i < plus.length; i++) {
      StateEntries.requireDifferent(i, plus[i], minus[i]);
      columns[i] = new int[] {plus[i], minus[i]};
      values[i] = new double[] {1, -1};
    }
    return new LinearResidual(columns, values, new double[plus.length]);
  }

  /** A x - target. */
  static LinearResidual of(double[][] A, double[] target) {
    requireTarget(target, A.length, "one for each row of A");
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
    return new LinearResidual(columns, values, target.clone());
  }

  private static void requireTarget(double[] target, int expected, String of) {
    Require.length("target", target.length, expected, of);
    for (int i = 0; i < target.length; i++) {
      Require.finite("target[" + i + "]", target[i]);
    }
  }

  @Override
  public SparsePattern pattern() {
    return pattern;
  }

  @Override
  public double value(int i, double[] x) {
    int[] columns = pattern.columns[i];
    double sum = 0;
    for (int p = 0; p < columns.length; p++) {
      sum += values[i][p] * x[columns[p]];
    }
    return sum - target[i];
  }

  @Override
  public double[] gradient(int i, double[] x) {
    return values[i];
  }

  @Override
  public void addCurvature(int i, double factor, double[] x, CostDerivatives out) {}

  /** For instance "(x0 - x3, 2.0 x1) - [0.0, 1.0]". */
  @Override
  public String toString() {
    StringJoiner all = new StringJoiner(", ", "(", ")");
    for (int i = 0; i < values.length; i++) {
      StringBuilder row = new StringBuilder();
      for (int p = 0; p < values[i].length; p++) {
        double a = values[i][p];
        row.append(a < 0 ? (p == 0 ? "-" : " - ") : (p == 0 ? "" : " + "));
        row.append(Math.abs(a) == 1 ? "" : Math.abs(a) + " ");
        row.append("x").append(pattern.columns[i][p]);
      }
      all.add(row);
    }
    return all + " - " + Arrays.toString(target);
  }
}
