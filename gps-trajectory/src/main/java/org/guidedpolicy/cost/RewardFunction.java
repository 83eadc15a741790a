package org.guidedpolicy.cost;

/**
 * The reward of being in state x and doing action u at step t: more is better. A type of its own,
 * so that a reward cannot be taken for a cost: {@link CostFunction#reward} makes a cost of it.
 * Thread-safe. A lambda is enough: derivatives then come from central finite differences.
 */
@FunctionalInterface
public interface RewardFunction {

  /**
   * @param t step, 0 .. horizon-1
   * @param horizon T
   * @param x state, dX entries; not to be changed
   * @param u action, dU entries; not to be changed
   */
  double value(int t, int horizon, double[] x, double[] u);

  /**
   * Adds the reward's own value, gradient and Hessian in z = [x; u], not their negatives.
   *
   * @param out accumulates, see {@link CostDerivatives}
   */
  default void addDerivatives(int t, int horizon, double[] x, double[] u, CostDerivatives out) {
    FiniteDifferenceCost.of(this::value).addDerivatives(t, horizon, x, u, out);
  }
}
