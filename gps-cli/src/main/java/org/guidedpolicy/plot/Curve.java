package org.guidedpolicy.plot;

import java.awt.Color;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A line through points, with a band around it if low and high are given. Points whose y is not
 * finite are left out.
 *
 * @param name what it shows
 * @param color of the line; the band is paler
 * @param x as many entries as y
 * @param low lower edge of the band, as many entries as y or none
 * @param high its upper edge
 */
record Curve(String name, Color color, double[] x, double[] y, double[] low, double[] high) {

  Curve {
    if (x.length != y.length
        || low.length != high.length
        || (low.length > 0 && low.length != y.length)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "curve %s has %d x, %d y, %d low and %d high values",
              name,
              x.length,
              y.length,
              low.length,
              high.length));
    }
  }

  static Curve line(String name, Color color, double[] x, double[] y) {
    return new Curve(name, color, x, y, new double[0], new double[0]);
  }

  boolean hasBand() {
    return low.length > 0;
  }

  /** The curve without the points that cannot be drawn. */
  Curve finite() {
    int[] keep =
        IntStream.range(0, y.length)
            .filter(i -> Double.isFinite(x[i]) && Double.isFinite(y[i]))
            .filter(i -> !hasBand() || Double.isFinite(low[i]) && Double.isFinite(high[i]))
            .toArray();
    return new Curve(
        name,
        color,
        pick(x, keep),
        pick(y, keep),
        hasBand() ? pick(low, keep) : low,
        hasBand() ? pick(high, keep) : high);
  }

  private static double[] pick(double[] values, int[] keep) {
    return IntStream.of(keep).mapToDouble(i -> values[i]).toArray();
  }
}
