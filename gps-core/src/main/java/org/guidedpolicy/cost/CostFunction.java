package org.guidedpolicy.cost;

/**
 * The cost of being in state x and doing action u at step t. Thread-safe. A lambda is enough:
 * derivatives then come from central finite differences.
 */
@FunctionalInterface
public interface CostFunction {

  /**
   * @param t step, 0 .. horizon-1
   * @param horizon T
   * @param x state, dX entries
   * @param u action, dU entries
   */
  double value(int t, int horizon, double[] x, double[] u);

  /**
   * Adds value, gradient and Hessian in z = [x; u].
   *
   * @param out accumulates, see {@link CostDerivatives}
   */
  default void addDerivatives(int t, int horizon, double[] x, double[] u, CostDerivatives out) {
    throw new UnsupportedOperationException();
  }

  /** The sum of several costs. */
  static CostFunction sum(CostFunction... terms) {
    throw new UnsupportedOperationException();
  }
}
