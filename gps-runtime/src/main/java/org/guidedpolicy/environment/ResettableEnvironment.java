package org.guidedpolicy.environment;

import java.io.IOException;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * An environment that can be reset to M conditions, for instance a robot that moves back to one of
 * M poses. An environment around another one is resettable exactly where the inner one is, so it
 * implements this interface and says 0 conditions where the inner one cannot be reset; ask {@link
 * #of} and not {@code instanceof}.
 */
public interface ResettableEnvironment extends Environment {

  /** M, the same number at every call; 0: only {@link #reset(RandomGenerator)} is possible. */
  int conditions();

  /**
   * Starts an episode in a condition.
   *
   * @param condition 0 .. M-1
   * @param random the episode's randomness; the start may vary a little with it
   * @return what is seen before the first action
   * @throws IOException if the robot cannot be reached; the episode has failed
   */
  TimeStep reset(int condition, RandomGenerator random) throws IOException;

  /** The environment as a resettable one; empty if it has no conditions. */
  static Optional<ResettableEnvironment> of(Environment environment) {
    return environment instanceof ResettableEnvironment resettable && resettable.conditions() > 0
        ? Optional.of(resettable)
        : Optional.empty();
  }

  /** How many conditions an environment can be reset to; 0 if it cannot. */
  static int conditionsOf(Environment environment) {
    return of(environment).map(ResettableEnvironment::conditions).orElse(0);
  }

  /**
   * Resets any environment to a condition.
   *
   * @throws UnsupportedOperationException if it cannot be reset
   * @throws IllegalArgumentException if it does not have this condition
   * @throws IOException if the robot cannot be reached
   */
  static TimeStep reset(Environment environment, int condition, RandomGenerator random)
      throws IOException {
    requireConditions(conditionsOf(environment), condition + 1);
    return ((ResettableEnvironment) environment).reset(condition, random);
  }

  /**
   * Refuses conditions that an environment does not have.
   *
   * @param present how many it has, 0 if it cannot be reset
   * @param wanted how many are asked for
   * @throws UnsupportedOperationException if it cannot be reset
   * @throws IllegalArgumentException if it has fewer conditions
   */
  static void requireConditions(int present, int wanted) {
    if (present == 0) {
      throw new UnsupportedOperationException(
          "the environment cannot be reset to a condition; implement ResettableEnvironment, put"
              + " FixedStarts around a simulation, or train without resets");
    }
    if (wanted > present) {
      throw new IllegalArgumentException(
          wanted
              + " conditions are asked for, the environment has "
              + present
              + "; ask for at most as many");
    }
  }
}
