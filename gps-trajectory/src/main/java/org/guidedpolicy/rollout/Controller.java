package org.guidedpolicy.rollout;

import org.guidedpolicy.environment.TimeStep;

/** Chooses the actions of one episode. Used by one thread. */
@FunctionalInterface
public interface Controller {
  /**
   * @param t step, 0 .. T-1
   * @param now what the environment reports before the action
   * @param actionOut receives dU entries
   */
  void act(int t, TimeStep now, double[] actionOut);
}
