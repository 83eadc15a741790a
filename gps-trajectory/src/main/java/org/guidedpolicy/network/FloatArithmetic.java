package org.guidedpolicy.network;

import java.util.Arrays;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;

/**
 * In single precision. What {@link DoubleArithmetic} does in the other precision, line by line. All
 * arrays of a loop have the same index, and four rows enter at once: that is what JDK 17
 * vectorises; with six rows, or two sums, it no longer does.
 */
final class FloatArithmetic implements Arithmetic<float[]> {

  @Override
  public float[] row(int length) {
    return new float[length];
  }

  @Override
  public float[][] rows(int count, int length) {
    return new float[count][length];
  }

  @Override
  public int length(float[] row) {
    return row.length;
  }

  @Override
  public double get(float[] row, int j) {
    return row[j];
  }

  @Override
  public void set(float[] row, int j, double value) {
    row[j] = (float) value;
  }

  @Override
  public void copy(float[] from, float[] to) {
    System.arraycopy(from, 0, to, 0, to.length);
  }

  @Override
  public void clear(float[] row) {
    Arrays.fill(row, 0);
  }

  @Override
  public void multiply(float[][] P, int n, float[][] Q, float[][] R) {
    int k = Q.length;
    for (int b = 0; b < n; b++) {
      float[] p = P[b];
      float[] r = R[b];
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
  public void multiplyTransposed(float[][] P, int n, float[][] Q, float[][] R) {
    for (int i = 0; i < R.length; i++) {
      float[] r = R[i];
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
      float p0,
      float[] q0,
      float p1,
      float[] q1,
      float p2,
      float[] q2,
      float p3,
      float[] q3,
      float[] r) {
    for (int j = 0; j < r.length; j++) {
      r[j] += p0 * q0[j] + p1 * q1[j] + p2 * q2[j] + p3 * q3[j];
    }
  }

  private static void add(float p, float[] q, float[] r) {
    for (int j = 0; j < r.length; j++) {
      r[j] += p * q[j];
    }
  }

  @Override
  public void sum(float[][] P, int n, float[] sum) {
    for (int b = 0; b < n; b++) {
      float[] p = P[b];
      for (int j = 0; j < sum.length; j++) {
        sum[j] += p[j];
      }
    }
  }

  @Override
  public void transpose(float[][] Q, float[][] T) {
    for (int j = 0; j < T.length; j++) {
      float[] t = T[j];
      for (int i = 0; i < t.length; i++) {
        t[i] = Q[i][j];
      }
    }
  }

  @Override
  public void times(float[] x, float[] s, float[] out) {
    for (int j = 0; j < out.length; j++) {
      out[j] = x[j] * s[j];
    }
  }

  @Override
  public void apply(Nonlinearity f, float[] z, float[] slope) {
    switch (f) {
      case IDENTITY -> Arrays.fill(slope, 1);
      case RELU -> relu(z, slope);
      case TANH -> tanh(z, slope);
      case SOFTPLUS -> softplus(z, slope);
      case RATIONAL_TANH -> rationalTanh(z, slope);
    }
  }

  private static void relu(float[] z, float[] slope) {
    for (int j = 0; j < z.length; j++) {
      slope[j] = z[j] > 0 ? 1 : 0;
      z[j] = Math.max(z[j], 0);
    }
  }

  private static void tanh(float[] z, float[] slope) {
    for (int j = 0; j < z.length; j++) {
      double a = 1 - 2 / (Math.exp(2 * (double) z[j]) + 1);
      z[j] = (float) a;
      slope[j] = (float) (1 - a * a);
    }
  }

  private static void softplus(float[] z, float[] slope) {
    for (int j = 0; j < z.length; j++) {
      double e = Math.exp(-Math.abs((double) z[j]));
      slope[j] = (float) ((z[j] > 0 ? 1 : e) / (1 + e));
      z[j] = (float) (Math.max(z[j], 0) + Logarithm.ofOnePlus(e));
    }
  }

  /** f = z (27 + z^2) / (9 (3 + z^2)), f' = ((9 - z^2) / (3 (3 + z^2)))^2. */
  private static void rationalTanh(float[] z, float[] slope) {
    for (int j = 0; j < z.length; j++) {
      float c = Math.max(-3f, Math.min(3f, z[j]));
      float s = c * c;
      float d = 1 / (9 * (3 + s));
      float q = 3 * (9 - s) * d;
      z[j] = c * (27 + s) * d;
      slope[j] = q * q;
    }
  }

  @Override
  public void approach(float[] row, float[] other, double share) {
    float a = (float) share;
    for (int j = 0; j < row.length; j++) {
      row[j] += a * (other[j] - row[j]);
    }
  }

  @Override
  public void adam(float[] w, float[] g, float[] m, float[] v, double rate, double epsilon) {
    float a = (float) (1 - Adam.DECAY1);
    float b = (float) (1 - Adam.DECAY2);
    float r = (float) rate;
    float e = (float) epsilon;
    for (int j = 0; j < w.length; j++) {
      m[j] += a * (g[j] - m[j]);
      v[j] += b * (g[j] * g[j] - v[j]);
      w[j] -= r * m[j] / ((float) Math.sqrt(v[j]) + e);
    }
  }

  @Override
  public void write(float[] row, BinaryOutput out) {
    out.putFloats(row);
  }

  @Override
  public float[] read(String name, int length, BinaryInput in) throws FormatException {
    return in.getFloats(name, length);
  }
}
