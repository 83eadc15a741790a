package org.guidedpolicy.cost;

/**
 * The cost of being in state x and doing action u at step t. Thread-safe. A lambda is enough:
 * derivatives then come from central finite differences, see {@link FiniteDifferenceCost}.
 */
@FunctionalInterface
public interface CostFunction {

  /**
   * @param t step, 0 .. horizon-1
   * @param horizon T
   * @param x state, dX entries; not to be changed
   * @param u action, dU entries; not to be changed
   */
  double value(int t, int horizon, double[] x, double[] u);

  /**
   * Adds value, gradient and Hessian in z = [x; u].
   *
   * @param out accumulates, see {@link CostDerivatives}
   */
  default void addDerivatives(int t, int horizon, double[] x, double[] u, CostDerivatives out) {
    FiniteDifferenceCost.of(this).addDerivatives(t, horizon, x, u, out);
  }

  /**
   * The same value with derivatives that are its partial derivatives: what finite differences can
   * be compared with. Another cost than this one where this one's derivatives account for entries
   * of the state that move together, as those of {@link KinematicCost}.
   */
  default CostFunction withPartialDerivatives() {
    return this;
  }

  /** This cost multiplied by a constant. */
  default CostFunction times(double weight) {
    return new ScaledCost(this, CostRamp.constant(), weight);
  }

  /** This cost multiplied by a function of the step. */
  default CostFunction ramped(CostRamp ramp) {
    return new ScaledCost(this, ramp, 1);
  }

  /**
   * A cost that minimises minus the reward, its derivatives exact if the reward's are.
   *
   * @param reward more is better
   */
  static CostFunction reward(RewardFunction reward) {
    return new RewardCost(reward);
  }

  /** The sum of several costs. */
  static CostFunction sum(CostFunction... terms) {
    return SumCost.of(terms);
  }
}
