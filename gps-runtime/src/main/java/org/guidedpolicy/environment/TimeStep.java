package org.guidedpolicy.environment;

import java.util.Arrays;

/**
 * What an environment reports before an action. The arrays are not copied: whoever receives a step
 * reads them before the environment moves on.
 *
 * @param state x, dX entries: available in training only
 * @param observation o, dO entries: what the policy sees
 * @param ended whether the episode ended here: the goal is reached, the robot fell, or it was
 *     stopped. Before the spec's horizon the steps that are left are not run; training takes them
 *     as spent in this state, at what the cost says they cost. It may end after the first action at
 *     the earliest, and reports the state in which it ended, not one that the robot was put back to
 */
public record TimeStep(double[] state, double[] observation, boolean ended) {

  /** No quantity of a robot is larger; the square of a much larger one overflows. */
  public static final double ABSURD = 1e50;

  /** The episode goes on. */
  public TimeStep(double[] state, double[] observation) {
    this(state, observation, false);
  }

  /** The same report of an episode that ended here. */
  public TimeStep ending() {
    return new TimeStep(state, observation, true);
  }

  /** A state that the policy sees as it is. */
  public static TimeStep fullyObserved(double... state) {
    return new TimeStep(state, state);
  }

  /** The observation as policies of any kind take it. */
  public Observation seen() {
    return Observation.of(observation);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TimeStep that
        && Arrays.equals(state, that.state)
        && Arrays.equals(observation, that.observation)
        && ended == that.ended;
  }

  @Override
  public int hashCode() {
    int arrays = 31 * Arrays.hashCode(state) + Arrays.hashCode(observation);
    return 31 * arrays + Boolean.hashCode(ended);
  }

  @Override
  public String toString() {
    return "TimeStep[state="
        + Arrays.toString(state)
        + (state == observation ? "" : ", observation=" + Arrays.toString(observation))
        + (ended ? ", ended]" : "]");
  }
}
