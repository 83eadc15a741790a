package org.guidedpolicy.dynamics;

import java.util.Arrays;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;

/**
 * Mean and standard deviation of each entry of some rows; the deviation of an entry that does not
 * vary is 0, and such an entry is left out. Not changed once made; thread-safe.
 *
 * @param mean n entries
 * @param deviation n entries, not negative
 */
record Scaling(double[] mean, double[] deviation) {

  /**
   * @param rows at least one
   * @param minDeviation a smaller deviation counts as 0
   */
  static Scaling of(double[][] rows, double minDeviation) {
    int n = rows[0].length;
    double[] mean = new double[n];
    for (double[] row : rows) {
      for (int i = 0; i < n; i++) {
        mean[i] += row[i];
      }
    }
    for (int i = 0; i < n; i++) {
      mean[i] /= rows.length;
    }
    double[] deviation = new double[n];
    for (double[] row : rows) {
      for (int i = 0; i < n; i++) {
        double d = row[i] - mean[i];
        deviation[i] += d * d;
      }
    }
    for (int i = 0; i < n; i++) {
      double d = Math.sqrt(deviation[i] / rows.length);
      deviation[i] = d < minDeviation ? 0 : d;
    }
    return new Scaling(mean, deviation);
  }

  boolean varies(int i) {
    return deviation[i] > 0;
  }

  /** How many entries vary. */
  int varying() {
    return (int) Arrays.stream(deviation).filter(d -> d > 0).count();
  }

  /** 1 / deviation, or 0 for an entry that is left out. */
  double scale(int i) {
    return varies(i) ? 1 / deviation[i] : 0;
  }

  /** (row - mean) / deviation, 0 for an entry that is left out. */
  double standardized(double value, int i) {
    return (value - mean[i]) * scale(i);
  }

  float[][] standardized(double[][] rows) {
    float[][] standardized = new float[rows.length][mean.length];
    for (int k = 0; k < rows.length; k++) {
      for (int i = 0; i < mean.length; i++) {
        standardized[k][i] = (float) standardized(rows[k][i], i);
      }
    }
    return standardized;
  }

  void write(BinaryOutput out) {
    out.putDoubles(mean).putDoubles(deviation);
  }

  static Scaling read(String name, int n, BinaryInput in) throws FormatException {
    double[] mean = in.getDoubles("means of " + name, n);
    double[] deviation = in.getDoubles("deviations of " + name, n);
    for (int i = 0; i < n; i++) {
      if (!Double.isFinite(mean[i])
          || !(deviation[i] >= 0 && deviation[i] < Double.POSITIVE_INFINITY)) {
        throw new FormatException(
            "is damaged: entry "
                + i
                + " of "
                + name
                + " has mean "
                + mean[i]
                + " and deviation "
                + deviation[i]);
      }
    }
    return new Scaling(mean, deviation);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Scaling that
        && Arrays.equals(mean, that.mean)
        && Arrays.equals(deviation, that.deviation);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(mean) + Arrays.hashCode(deviation);
  }

  @Override
  public String toString() {
    return "Scaling[mean="
        + Arrays.toString(mean)
        + ", deviation="
        + Arrays.toString(deviation)
        + "]";
  }
}
