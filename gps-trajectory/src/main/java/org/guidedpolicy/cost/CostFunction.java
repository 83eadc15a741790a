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

  /**
   * What a step costs that an episode which ended early has left out. It is asked about the state
   * in which the episode ended and no action (0, or the limit nearest to it), and its derivatives
   * tell in which direction the episode should have ended elsewhere.
   *
   * <p>The default is this cost itself, as if the robot stayed where it is: little at a goal, much
   * where a robot has fallen. {@link #withAfterEnd} says something else.
   */
  default CostFunction afterEnd() {
    return this;
  }

  /**
   * The same cost with another one for the steps that an episode which ended early has left out:
   * {@code cost.withAfterEnd((t, T, x, u) -> fallen(x) ? 10 : 0)}. A constant is counted, but as it
   * has no derivatives only a cost that depends on the state tells training how to end better.
   *
   * @param rest of a step that was not run, see {@link #afterEnd}
   */
  default CostFunction withAfterEnd(CostFunction rest) {
    return new EndingCost(this, rest);
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
   * A cost that minimises minus the reward, its derivatives exact if the reward's are. After the
   * end of an episode there is no reward, so the cost is 0 there, unless {@link #withAfterEnd} says
   * what it is.
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
