package org.guidedpolicy.environment;

import java.util.Arrays;
import org.guidedpolicy.argument.Require;

/**
 * What networks see of a vector some entries of which are angles: the sine in an angle's place, and
 * after all entries the cosines, in the order of their angles,
 *
 * <pre>
 * (v_0, ..., v_(n-1))  ->  (w_0, ..., w_(n-1), cos v_a, cos v_b, ...),
 * w_i = sin v_i if i is one of the angles a &lt; b &lt; ..., v_i otherwise.
 * </pre>
 *
 * A full turn gives the same numbers again, which a network of the raw angle would have to learn.
 * Without angles the encoding is the vector itself. Immutable and thread-safe.
 */
public final class AngleEncoding {
  private final int dimension;
  private final int[] angles;

  private AngleEncoding(int dimension, int[] angles) {
    this.dimension = dimension;
    this.angles = angles;
  }

  /**
   * @param dimension n, entries of the raw vector
   * @param angles entries that are angles, rad, in any order
   * @throws IllegalArgumentException if an entry is out of range or appears twice
   */
  public static AngleEncoding of(int dimension, int... angles) {
    Require.atLeast("dimension", dimension, 1);
    return new AngleEncoding(dimension, sorted("angles", angles, dimension, "dimension"));
  }

  /**
   * A sorted copy.
   *
   * @param of what says how many entries there are, for the message
   */
  static int[] sorted(String name, int[] entries, int dimension, String of) {
    int[] sorted = entries.clone();
    Arrays.sort(sorted);
    for (int k = 0; k < sorted.length; k++) {
      int entry = sorted[k];
      if (entry < 0 || entry >= dimension) {
        throw new IllegalArgumentException(
            name
                + " has entry "
                + entry
                + ", must be in 0.."
                + (dimension - 1)
                + " ("
                + of
                + " - 1)");
      }
      if (k > 0 && entry == sorted[k - 1]) {
        throw new IllegalArgumentException(name + " has entry " + entry + " twice; give it once");
      }
    }
    return sorted;
  }

  /** n, entries of the raw vector. */
  public int dimension() {
    return dimension;
  }

  /** n plus the number of angles. */
  public int encodedDimension() {
    return dimension + angles.length;
  }

  /** A copy of the entries that are angles, ascending; empty if there are none. */
  public int[] angles() {
    return angles.clone();
  }

  /** How many entries are angles. */
  public int count() {
    return angles.length;
  }

  /** The k-th angle's entry, whose cosine is encoded entry {@code dimension() + k}. */
  public int angle(int k) {
    return angles[k];
  }

  /** Whether entry i is an angle. */
  public boolean isAngle(int i) {
    return Arrays.binarySearch(angles, i) >= 0;
  }

  /**
   * @param v at least n entries, of which the first n are read
   * @param out receives the encoding in its first entries; another array than v
   */
  public void encode(double[] v, double[] out) {
    System.arraycopy(v, 0, out, 0, dimension);
    for (int k = 0; k < angles.length; k++) {
      double angle = v[angles[k]];
      out[angles[k]] = Math.sin(angle);
      out[dimension + k] = Math.cos(angle);
    }
  }

  /**
   * Every row's encoding.
   *
   * @param rows N x n, row-major
   * @return N rows of encoded entries; the same array if there are no angles
   */
  public double[] encodeRows(double[] rows) {
    if (angles.length == 0) {
      return rows;
    }
    int N = rows.length / dimension;
    double[] encoded = new double[N * encodedDimension()];
    double[] v = new double[dimension];
    double[] w = new double[encodedDimension()];
    for (int k = 0; k < N; k++) {
      System.arraycopy(rows, k * dimension, v, 0, dimension);
      encode(v, w);
      System.arraycopy(w, 0, encoded, k * w.length, w.length);
    }
    return encoded;
  }

  /**
   * The derivative by the raw vector of what is known as a function of the encoded one,
   *
   * <pre>
   * df/dv_a = df/dw_a cos v_a - df/d(cos v_a) sin v_a.
   * </pre>
   *
   * @param v where, n entries
   * @param J df/dw, rows x encoded entries, row-major, in a longer array perhaps
   * @param out receives df/dv, rows x n; another array than J
   */
  public void chainRule(double[] v, double[] J, int rows, double[] out) {
    int width = encodedDimension();
    for (int r = 0; r < rows; r++) {
      System.arraycopy(J, r * width, out, r * dimension, dimension);
    }
    for (int k = 0; k < angles.length; k++) {
      int a = angles[k];
      double sin = Math.sin(v[a]);
      double cos = Math.cos(v[a]);
      for (int r = 0; r < rows; r++) {
        out[r * dimension + a] = J[r * width + a] * cos - J[r * width + dimension + k] * sin;
      }
    }
  }

  /** The angle between -pi and pi that differs by full turns. */
  public static double wrapped(double angle) {
    return Math.IEEEremainder(angle, 2 * Math.PI);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AngleEncoding that
        && dimension == that.dimension
        && Arrays.equals(angles, that.angles);
  }

  @Override
  public int hashCode() {
    return 31 * dimension + Arrays.hashCode(angles);
  }

  @Override
  public String toString() {
    return "AngleEncoding[dimension=" + dimension + ", angles=" + Arrays.toString(angles) + "]";
  }
}
