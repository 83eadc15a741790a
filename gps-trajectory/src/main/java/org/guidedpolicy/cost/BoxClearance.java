package org.guidedpolicy.cost;

import java.util.Arrays;
import org.guidedpolicy.argument.Require;

/** The signed distance of a box. Immutable and thread-safe. */
record BoxClearance(double[] lower, double[] upper) implements Clearance {

  static BoxClearance of(double[] lower, double[] upper) {
    Require.length("upper", upper.length, lower.length, "as lower");
    for (int i = 0; i < lower.length; i++) {
      Require.finite("lower[" + i + "]", lower[i]);
      Require.finite("upper[" + i + "]", upper[i]);
      if (!(lower[i] < upper[i])) {
        throw new IllegalArgumentException(
            "lower["
                + i
                + "] must be below upper["
                + i
                + "], are "
                + lower[i]
                + " and "
                + upper[i]);
      }
    }
    return new BoxClearance(lower.clone(), upper.clone());
  }

  /** Outside the length of what is beyond faces, inside minus the distance of the nearest face. */
  @Override
  public double value(double[] p) {
    double[] beyond = beyond(p);
    int nearest = nearest(beyond);
    return beyond[nearest] <= 0 ? beyond[nearest] : outside(beyond);
  }

  @Override
  public void derivatives(double[] p, double width, double[] gradient, double[] hessian) {
    double[] beyond = beyond(p);
    int nearest = nearest(beyond);
    Arrays.fill(gradient, 0);
    Arrays.fill(hessian, 0);
    if (beyond[nearest] <= 0) {
      gradient[nearest] = side(nearest, p);
      return;
    }
    int n = p.length;
    double length = outside(beyond);
    for (int i = 0; i < n; i++) {
      gradient[i] = side(i, p) * Math.max(0, beyond[i]) / length;
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        if (beyond[i] > 0 && beyond[j] > 0) {
          hessian[i * n + j] = ((i == j ? 1 : 0) - gradient[i] * gradient[j]) / length;
        }
      }
    }
  }

  /** How far p is beyond the nearer of each entry's two faces; negative between them. */
  private double[] beyond(double[] p) {
    Require.length("the box's corner", lower.length, p.length, "the position's");
    double[] result = new double[p.length];
    for (int i = 0; i < p.length; i++) {
      result[i] = Math.max(lower[i] - p[i], p[i] - upper[i]);
    }
    return result;
  }

  private double side(int i, double[] p) {
    return p[i] - upper[i] >= lower[i] - p[i] ? 1 : -1;
  }

  private static int nearest(double[] beyond) {
    int nearest = 0;
    for (int i = 1; i < beyond.length; i++) {
      nearest = beyond[i] > beyond[nearest] ? i : nearest;
    }
    return nearest;
  }

  private static double outside(double[] beyond) {
    double squares = 0;
    for (double b : beyond) {
      squares += Math.max(0, b) * Math.max(0, b);
    }
    return Math.sqrt(squares);
  }

  @Override
  public String toString() {
    return "box[" + Arrays.toString(lower) + " to " + Arrays.toString(upper) + "]";
  }
}
