package org.guidedpolicy.gym;

/**
 * A simulation in the habit of Gymnasium ({@code Env.reset(seed)}, {@code Env.step(action)}); to be
 * implemented, or put around a class that is much like it. One thread at a time.
 */
public interface GymEnvironment extends AutoCloseable {

  /**
   * Begins an episode.
   *
   * @param seed all randomness of the episode comes from it
   * @return the first observation, dO entries
   */
  double[] reset(long seed);

  /**
   * Acts for one time step.
   *
   * @param action dU entries, within the limits; not kept
   */
  Step step(double[] action);

  /**
   * What a step gives.
   *
   * @param observation after the action, dO entries
   * @param reward of the action; more is better
   * @param terminated whether the episode is over, by success or failure
   * @param truncated whether it is cut off for another reason, such as a time limit
   */
  record Step(double[] observation, double reward, boolean terminated, boolean truncated) {}

  @Override
  default void close() {}
}
