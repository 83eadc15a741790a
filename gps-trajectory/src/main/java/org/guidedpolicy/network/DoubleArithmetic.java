package org.guidedpolicy.network;

import java.util.Arrays;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;

/**
 * In double precision. What {@link FloatArithmetic} does in the other precision, line by line. All
 * arrays of a loop have the same index, and four rows enter at once: that is what JDK 17
 * vectorises; with six rows, or two sums, it no longer does.
 */
final class DoubleArithmetic implements Arithmetic<double[]> {

  @Override
  public double[] row(int length) {
    return new double[length];
  }

  @Override
  public double[][] rows(int count, int length) {
    return new double[count][length];
  }

  @Override
  public int length(double[] row) {
    return row.length;
  }

  @Override
  public double get(double[] row, int j) {
    return row[j];
  }

  @Override
  public void set(double[] row, int j, double value) {
    row[j] = value;
  }

  @Override
  public void copy(double[] from, double[] to) {
    System.arraycopy(from, 0, to, 0, to.length);
  }

  @Override
  public void clear(double[] row) {
    Arrays.fill(row, 0);
  }

  @Override
  public void multiply(double[][] P, int n, double[][] Q, double[][] R) {
    int k = Q.length;
    for (int b = 0; b < n; b++) {
      double[] p = P[b];
      double[] r = R[b];
      int i = 0;
      for (; i < k - 3; i += 4) {
        add(p[i], Q[i], p[i + 1], Q[i + 1], p[i + 2], Q[i + 2], p[i + 3], Q[i + 3], r);
      }
      for (; i < k; i++) {
        add(p[i], Q[i], r);
      }
    }
  }

  @Override
  public void multiplyTransposed(double[][] P, int n, double[][] Q, double[][] R) {
    for (int i = 0; i < R.length; i++) {
      double[] r = R[i];
      int b = 0;
      for (; b < n - 3; b += 4) {
        add(P[b][i], Q[b], P[b + 1][i], Q[b + 1], P[b + 2][i], Q[b + 2], P[b + 3][i], Q[b + 3], r);
      }
      for (; b < n; b++) {
        add(P[b][i], Q[b], r);
      }
    }
  }

  private static void add(
      double p0,
      double[] q0,
      double p1,
      double[] q1,
      double p2,
      double[] q2,
      double p3,
      double[] q3,
      double[] r) {
    for (int j = 0; j < r.length; j++) {
      r[j] += p0 * q0[j] + p1 * q1[j] + p2 * q2[j] + p3 * q3[j];
    }
  }

  private static void add(double p, double[] q, double[] r) {
    for (int j = 0; j < r.length; j++) {
      r[j] += p * q[j];
    }
  }

  @Override
  public void sum(double[][] P, int n, double[] sum) {
    for (int b = 0; b < n; b++) {
      double[] p = P[b];
      for (int j = 0; j < sum.length; j++) {
        sum[j] += p[j];
      }
    }
  }

  @Override
  public void transpose(double[][] Q, double[][] T) {
    for (int j = 0; j < T.length; j++) {
      double[] t = T[j];
      for (int i = 0; i < t.length; i++) {
        t[i] = Q[i][j];
      }
    }
  }

  @Override
  public void times(double[] x, double[] s, double[] out) {
    for (int j = 0; j < out.length; j++) {
      out[j] = x[j] * s[j];
    }
  }

  @Override
  public void apply(Nonlinearity f, double[] z, double[] slope) {
    switch (f) {
      case IDENTITY -> Arrays.fill(slope, 1);
      case RELU -> relu(z, slope);
      case TANH -> tanh(z, slope);
      case SOFTPLUS -> softplus(z, slope);
      case RATIONAL_TANH -> rationalTanh(z, slope);
    }
  }

  private static void relu(double[] z, double[] slope) {
    for (int j = 0; j < z.length; j++) {
      slope[j] = z[j] > 0 ? 1 : 0;
      z[j] = Math.max(z[j], 0);
    }
  }

  private static void tanh(double[] z, double[] slope) {
    for (int j = 0; j < z.length; j++) {
      double a = 1 - 2 / (Math.exp(2 * z[j]) + 1);
      z[j] = a;
      slope[j] = (1 - a * a);
    }
  }

  private static void softplus(double[] z, double[] slope) {
    for (int j = 0; j < z.length; j++) {
      double e = Math.exp(-Math.abs(z[j]));
      slope[j] = ((z[j] > 0 ? 1 : e) / (1 + e));
      z[j] = (Math.max(z[j], 0) + Logarithm.ofOnePlus(e));
    }
  }

  /** f = z (27 + z^2) / (9 (3 + z^2)), f' = ((9 - z^2) / (3 (3 + z^2)))^2. */
  private static void rationalTanh(double[] z, double[] slope) {
    for (int j = 0; j < z.length; j++) {
      double c = Math.max(-3, Math.min(3, z[j]));
      double s = c * c;
      double d = 1 / (9 * (3 + s));
      double q = 3 * (9 - s) * d;
      z[j] = c * (27 + s) * d;
      slope[j] = q * q;
    }
  }

  @Override
  public void approach(double[] row, double[] other, double share) {
    double a = share;
    for (int j = 0; j < row.length; j++) {
      row[j] += a * (other[j] - row[j]);
    }
  }

  @Override
  public void adam(double[] w, double[] g, double[] m, double[] v, double rate, double epsilon) {
    double a = (1 - Adam.DECAY1);
    double b = (1 - Adam.DECAY2);
    double r = rate;
    double e = epsilon;
    for (int j = 0; j < w.length; j++) {
      m[j] += a * (g[j] - m[j]);
      v[j] += b * (g[j] * g[j] - v[j]);
      w[j] -= r * m[j] / (Math.sqrt(v[j]) + e);
    }
  }

  @Override
  public void write(double[] row, BinaryOutput out) {
    out.putDoubles(row);
  }

  @Override
  public double[] read(String name, int length, BinaryInput in) throws FormatException {
    return in.getDoubles(name, length);
  }
}
