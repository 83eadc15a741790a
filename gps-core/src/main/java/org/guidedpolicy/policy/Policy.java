package org.guidedpolicy.policy;

/** A control policy: an observation in, an action out. Thread-safe. */
public interface Policy {
  int observationDimension();

  int actionDimension();

  /**
   * The noise-free action.
   *
   * @param observation dO entries
   * @param actionOut receives dU entries
   */
  void action(double[] observation, double[] actionOut);
}
