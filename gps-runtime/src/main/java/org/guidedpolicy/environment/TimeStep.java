package org.guidedpolicy.environment;

import java.util.Arrays;

/**
 * What an environment reports before an action. The arrays are not copied: whoever receives a step
 * reads them before the environment moves on.
 *
 * @param state x, dX entries: available in training only
 * @param observation o, dO entries: what the policy sees
 * @param ended whether the episode ended here. Training has episodes of one length: it refuses a
 *     report that says so before the spec's horizon
 */
public record TimeStep(double[] state, double[] observation, boolean ended) {

  /** No quantity of a robot is larger; the square of a much larger one overflows. */
  public static final double ABSURD = 1e50;

  /** The episode goes on. */
  public TimeStep(double[] state, double[] observation) {
    this(state, observation, false);
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
