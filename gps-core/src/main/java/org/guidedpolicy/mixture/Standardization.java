package org.guidedpolicy.mixture;

import java.util.Arrays;

/**
 * Centre and scale of each dimension of a set of points, so that floors and tolerances mean the
 * same in metres and in millimetres.
 *
 * <p>The scale is the standard deviation. A dimension that does not vary beyond rounding has none;
 * it is given the magnitude of its value instead, or a small share of the largest scale if it is
 * zero.
 *
 * <p>Immutable and thread-safe.
 */
public final class Standardization {
  /** A standard deviation below this share of the reference magnitude is taken for rounding. */
  private static final double CONSTANT = 1e-8;

  /** A dimension's reference magnitude is at least this share of the largest standard deviation. */
  private static final double MAGNITUDE = 1e-4;

  /** Scales between these have variances that are numbers, with room for floors and sums. */
  private static final double SMALLEST = 1e-145;

  private static final double LARGEST = 1e145;

  private final double[] centre;
  private final double[] scale;

  private Standardization(double[] centre, double[] scale) {
    this.centre = centre;
    this.scale = scale;
  }

  /** Leaves points as they are: centre 0, scale 1. */
  public static Standardization identity(int dimension) {
    double[] scale = new double[dimension];
    Arrays.fill(scale, 1.0);
    return new Standardization(new double[dimension], scale);
  }

  /**
   * @param points n x dimension, row-major
   * @param n how many points, at least 1
   * @param dimension entries of a point
   * @throws IllegalArgumentException if a dimension's scale is not within 1e-145 .. 1e145
   */
  public static Standardization of(double[] points, int n, int dimension) {
    double[] centre = new double[dimension];
    double[] magnitude = new double[dimension];
    for (int p = 0; p < n; p++) {
      for (int j = 0; j < dimension; j++) {
        double x = points[p * dimension + j];
        centre[j] += x;
        magnitude[j] = Math.max(magnitude[j], Math.abs(x));
      }
    }
    double[] deviation = new double[dimension];
    for (int j = 0; j < dimension; j++) {
      centre[j] /= n;
    }
    for (int p = 0; p < n; p++) {
      for (int j = 0; j < dimension; j++) {
        double difference = points[p * dimension + j] - centre[j];
        deviation[j] += difference * difference;
      }
    }
    double largest = 0.0;
    for (int j = 0; j < dimension; j++) {
      deviation[j] = Math.sqrt(deviation[j] / n);
      largest = Math.max(largest, deviation[j]);
    }
    double[] scale = new double[dimension];
    for (int j = 0; j < dimension; j++) {
      double reference = Math.max(magnitude[j], MAGNITUDE * largest);
      boolean varies = deviation[j] > CONSTANT * reference;
      scale[j] = varies ? deviation[j] : reference > 0.0 ? reference : 1.0;
      requireSquare(scale[j], j);
    }
    return new Standardization(centre, scale);
  }

  private static void requireSquare(double scale, int j) {
    if (!(scale >= SMALLEST && scale <= LARGEST)) {
      throw new IllegalArgumentException(
          "dimension "
              + j
              + " varies by about "
              + scale
              + ", too "
              + (scale < SMALLEST ? "little" : "much")
              + " for its variance to be a number; choose units in which it is nearer to 1");
    }
  }

  /** Entries of a point. */
  public int dimension() {
    return scale.length;
  }

  /** What is subtracted from dimension j, in its unit. */
  public double centre(int j) {
    return centre[j];
  }

  /** Scale of dimension j, positive. */
  public double scale(int j) {
    return scale[j];
  }

  /** (x - centre) / scale for n points, row-major; a new array. */
  double[] standardized(double[] points, int n) {
    int d = scale.length;
    double[] result = new double[n * d];
    for (int p = 0; p < n; p++) {
      for (int j = 0; j < d; j++) {
        result[p * d + j] = (points[p * d + j] - centre[j]) / scale[j];
      }
    }
    return result;
  }

  /** Sum of the scales' logarithms: what a log density loses when mapped back. */
  double logScale() {
    double sum = 0.0;
    for (double s : scale) {
      sum += Math.log(s);
    }
    return sum;
  }
}
