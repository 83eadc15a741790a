package org.guidedpolicy.cost;

import java.util.Arrays;

/**
 * How far a point is from an obstacle's surface: positive outside, negative inside, in units of the
 * position. A lambda is enough: derivatives then come from central finite differences. Thread-safe.
 */
@FunctionalInterface
public interface Clearance {

  /**
   * @param p position; not to be changed
   */
  double value(double[] p);

  /**
   * Writes the derivatives by the position.
   *
   * @param p position, n entries; not to be changed
   * @param width over which the barrier around this obstacle rises: finite differences take a
   *     thousandth of it as their step
   * @param gradient receives n entries
   * @param hessian receives n x n
   */
  default void derivatives(double[] p, double width, double[] gradient, double[] hessian) {
    CostFunction value = (t, T, x, u) -> value(x);
    double[] scales = new double[p.length];
    Arrays.fill(scales, width);
    CostDerivatives out = new CostDerivatives(p.length, 0, DataScales.of(scales));
    FiniteDifferenceCost.of(value, 1e-3).addDerivatives(0, 1, p, new double[0], out);
    System.arraycopy(out.gradient, 0, gradient, 0, p.length);
    System.arraycopy(out.hessian, 0, hessian, 0, p.length * p.length);
  }

  /**
   * |p - centre| - radius: a disc, a sphere, and with fewer entries than space has a column. At the
   * centre itself, which has no way out, the derivatives are 0.
   */
  static Clearance sphere(double radius, double... centre) {
    return SphereClearance.of(radius, centre);
  }

  /**
   * The signed distance of a box with sides along the axes. Inside, where two faces are equally
   * near, it has a ridge and the derivatives are those of the first of them.
   *
   * @param lower corner
   * @param upper corner, above the lower in every entry
   */
  static Clearance box(double[] lower, double[] upper) {
    return BoxClearance.of(lower, upper);
  }

  /** The same surface with its sides exchanged: to stay inside it. */
  default Clearance inverted() {
    Clearance outside = this;
    return new Clearance() {
      @Override
      public double value(double[] p) {
        return -outside.value(p);
      }

      @Override
      public void derivatives(double[] p, double width, double[] gradient, double[] hessian) {
        outside.derivatives(p, width, gradient, hessian);
        negate(gradient);
        negate(hessian);
      }

      private void negate(double[] of) {
        for (int i = 0; i < of.length; i++) {
          of[i] = -of[i];
        }
      }

      @Override
      public String toString() {
        return "inverted " + outside;
      }
    };
  }
}
