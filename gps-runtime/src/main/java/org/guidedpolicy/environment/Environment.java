package org.guidedpolicy.environment;

import java.io.IOException;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A robot, or its simulation. The environment chooses where an episode starts; nobody can ask for a
 * particular state.
 *
 * <p>One instance is used by one thread at a time.
 */
public interface Environment extends AutoCloseable {

  /** Dimensions, horizon and limits; the same object or an equal one at every call. */
  EnvironmentSpec spec();

  /**
   * Starts an episode from wherever the environment starts.
   *
   * @param random the episode's randomness; a simulation draws its start from it, a robot ignores
   *     it
   * @return what is seen before the first action
   * @throws IOException if the robot cannot be reached; the episode has failed
   */
  TimeStep reset(RandomGenerator random) throws IOException;

  /**
   * Executes an action for one time step. A robot comes to rest by itself when no further action
   * follows.
   *
   * @param action dU entries, within the spec's limits; not kept
   * @return what is seen after it; {@link TimeStep#ending} if the episode is over: the next call is
   *     then {@link #reset}
   * @throws IOException if the robot cannot be reached; the episode has failed
   */
  TimeStep step(double[] action) throws IOException;

  /**
   * What the sensors say now, read without a command and without a movement. Called between
   * episodes alone.
   *
   * @return empty, as by default, if this environment cannot tell
   * @throws IOException if the robot cannot be reached
   */
  default Optional<TimeStep> sensors() throws IOException {
    return Optional.empty();
  }

  /**
   * The episode ends before its last step, because something failed or training was cancelled: a
   * robot is to stop. Called at most once an episode; {@link #reset} may follow.
   */
  default void abort() {}

  @Override
  default void close() {}
}
