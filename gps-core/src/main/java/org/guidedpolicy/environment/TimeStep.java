package org.guidedpolicy.environment;

/**
 * What an environment reports before an action.
 *
 * @param state x, dX entries: available in training only
 * @param observation o, dO entries: what the policy sees
 */
public record TimeStep(double[] state, double[] observation) {

  /** A state that the policy sees as it is. */
  public static TimeStep fullyObserved(double... state) {
    return new TimeStep(state, state);
  }
}
