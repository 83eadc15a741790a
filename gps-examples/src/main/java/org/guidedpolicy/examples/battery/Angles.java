package org.guidedpolicy.examples.battery;

import org.guidedpolicy.cost.CostDerivatives;
import org.guidedpolicy.cost.CostFunction;

/** Angles that are the same after a turn. */
final class Angles {
  private Angles() {}

  /** The same angle within [-pi, pi]. */
  static double wrap(double angle) {
    return Math.IEEEremainder(angle, 2 * Math.PI);
  }

  /**
   * weight/2 (wrapped angle)^2. The derivatives are exact except where the angle is half a turn
   * from the target and the value has a kink.
   *
   * @param entry of the state, rad
   * @param target rad
   * @param weight per rad^2
   */
  record Cost(int entry, double target, double weight) implements CostFunction {

    @Override
    public double value(int t, int horizon, double[] x, double[] u) {
      double d = wrap(x[entry] - target);
      return 0.5 * weight * d * d;
    }

    @Override
    public void addDerivatives(int t, int horizon, double[] x, double[] u, CostDerivatives out) {
      out.addValue(value(t, horizon, x, u));
      out.addGradient(entry, weight * wrap(x[entry] - target));
      out.addHessian(entry, entry, weight);
    }
  }
}
