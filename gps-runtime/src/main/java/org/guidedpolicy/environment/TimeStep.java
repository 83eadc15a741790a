package org.guidedpolicy.environment;

import java.util.Arrays;

/**
 * What an environment reports before an action. The arrays are not copied: whoever receives a step
 * reads them before the environment moves on.
 *
 * @param state x, dX entries: available in training only
 * @param observation o, dO entries: what the policy sees
 */
public record TimeStep(double[] state, double[] observation) {

  /** No quantity of a robot is larger; the square of a much larger one overflows. */
  public static final double ABSURD = 1e50;

  /** A state that the policy sees as it is. */
  public static TimeStep fullyObserved(double... state) {
    return new TimeStep(state, state);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TimeStep that
        && Arrays.equals(state, that.state)
        && Arrays.equals(observation, that.observation);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(state) + Arrays.hashCode(observation);
  }

  @Override
  public String toString() {
    return state == observation
        ? "TimeStep[state=" + Arrays.toString(state) + "]"
        : "TimeStep[state="
            + Arrays.toString(state)
            + ", observation="
            + Arrays.toString(observation)
            + "]";
  }
}
