package org.guidedpolicy.rollout;

import java.util.Arrays;
import org.guidedpolicy.argument.Require;

/**
 * One recorded episode: x_1, o_1, u_1, ..., x_T, o_T, u_T and the last state x_{T+1}, which serves
 * costs and plots and not the fits. Steps are numbered 0 .. T-1; state T exists too. Immutable and
 * thread-safe. Where the observation is the state, it is stored once.
 *
 * <p>An episode that ended early has {@link #steps} executed steps, L of T, and is completed to the
 * horizon: states and observations from L on are the last ones, and the actions from L on are no
 * action. Costs and plots take all of it; what is fitted to an episode takes its executed steps.
 */
public final class Trajectory {
  private final int T;
  private final int L;
  private final int dX;
  private final int dU;
  private final int dO;
  private final double[] states;
  private final double[] actions;
  private final double[] observations;

  /**
   * @param horizon T
   * @param states (T+1) x dX
   * @param actions T x dU, as executed
   * @param observations T x dO
   * @throws IllegalArgumentException if a length does not fit the horizon or a value is not finite
   */
  public Trajectory(int horizon, double[] states, double[] actions, double[] observations) {
    this(horizon, horizon, states, actions, observations);
  }

  /**
   * An episode that may have ended early.
   *
   * @param horizon T
   * @param steps L, how many actions were executed, 1 .. T
   * @param states (T+1) x dX, those after state L equal to it
   * @param actions T x dU, the first L as executed
   * @param observations T x dO, those after observation L equal to it
   * @throws IllegalArgumentException if a length does not fit the horizon, a value is not finite,
   *     or the robot moves after its end
   */
  public Trajectory(
      int horizon, int steps, double[] states, double[] actions, double[] observations) {
    this.T = Require.atLeast("horizon", horizon, 1);
    this.L = Require.atLeast("steps", steps, 1);
    if (steps > horizon) {
      throw new IllegalArgumentException(
          "steps must be at most the horizon " + horizon + ", are " + steps);
    }
    this.dX = entriesPerStep("states", states, horizon + 1, "horizon + 1");
    this.dU = entriesPerStep("actions", actions, horizon, "horizon");
    this.dO = entriesPerStep("observations", observations, horizon, "horizon");
    requireFinite("states", states, dX);
    requireFinite("actions", actions, dU);
    requireFinite("observations", observations, dO);
    requireRest("states", states, dX, T);
    requireRest("observations", observations, dO, T - 1);
    this.states = states.clone();
    this.actions = actions.clone();
    this.observations =
        dO == dX && Arrays.equals(observations, 0, T * dX, states, 0, T * dX)
            ? this.states
            : observations.clone();
  }

  private static int entriesPerStep(String name, double[] values, int steps, String stepsName) {
    if (values.length == 0 || values.length % steps != 0) {
      throw new IllegalArgumentException(
          name
              + " has "
              + values.length
              + " entries, expected a positive multiple of "
              + steps
              + " ("
              + stepsName
              + ")");
    }
    return values.length / steps;
  }

  private static void requireFinite(String name, double[] values, int perStep) {
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new IllegalArgumentException(
            name
                + " must be finite, entry "
                + i % perStep
                + " at step "
                + i / perStep
                + " is "
                + values[i]);
      }
    }
  }

  private void requireRest(String name, double[] values, int perStep, int last) {
    for (int t = L + 1; t <= last; t++) {
      if (!Arrays.equals(
          values, L * perStep, (L + 1) * perStep, values, t * perStep, (t + 1) * perStep)) {
        throw new IllegalArgumentException(
            "the episode ended after "
                + L
                + " steps, so its "
                + name
                + " must stay as they are there; those at step "
                + t
                + " differ");
      }
    }
  }

  /** T, the number of actions. */
  public int horizon() {
    return T;
  }

  /** L, the number of executed actions: T, or less if the episode ended early. */
  public int steps() {
    return L;
  }

  /** Whether fewer steps were executed than the horizon has. */
  public boolean endedEarly() {
    return L < T;
  }

  /** dX. */
  public int stateDimension() {
    return dX;
  }

  /** dU. */
  public int actionDimension() {
    return dU;
  }

  /** dO. */
  public int observationDimension() {
    return dO;
  }

  /** Whether every observation is the state. */
  public boolean observesState() {
    return observations == states;
  }

  /** Entry i of the state at step t, t = 0 .. T. */
  public double state(int t, int i) {
    return states[at(t, T, i, dX)];
  }

  /** Entry i of the action at step t, t = 0 .. T-1. */
  public double action(int t, int i) {
    return actions[at(t, T - 1, i, dU)];
  }

  /** Entry i of the observation at step t, t = 0 .. T-1. */
  public double observation(int t, int i) {
    return observations[at(t, T - 1, i, dO)];
  }

  /** A copy of all states, (T+1) x dX, row-major. */
  public double[] states() {
    return states.clone();
  }

  /** A copy of all actions, T x dU, row-major. */
  public double[] actions() {
    return actions.clone();
  }

  /** A copy of all observations, T x dO, row-major. */
  public double[] observations() {
    return Arrays.copyOf(observations, T * dO);
  }

  /** A copy of the state at step t, t = 0 .. T. */
  public double[] state(int t) {
    int from = at(t, T, 0, dX);
    return Arrays.copyOfRange(states, from, from + dX);
  }

  /** A copy of the action at step t, t = 0 .. T-1. */
  public double[] action(int t) {
    int from = at(t, T - 1, 0, dU);
    return Arrays.copyOfRange(actions, from, from + dU);
  }

  /** A copy of the observation at step t, t = 0 .. T-1. */
  public double[] observation(int t) {
    int from = at(t, T - 1, 0, dO);
    return Arrays.copyOfRange(observations, from, from + dO);
  }

  /** Copies the state at step t to out[offset ..]. */
  public void copyState(int t, double[] out, int offset) {
    System.arraycopy(states, at(t, T, 0, dX), out, offset, dX);
  }

  /** Copies the action at step t to out[offset ..]. */
  public void copyAction(int t, double[] out, int offset) {
    System.arraycopy(actions, at(t, T - 1, 0, dU), out, offset, dU);
  }

  /** Copies the observation at step t to out[offset ..]. */
  public void copyObservation(int t, double[] out, int offset) {
    System.arraycopy(observations, at(t, T - 1, 0, dO), out, offset, dO);
  }

  private static int at(int t, int last, int i, int perStep) {
    if (t < 0 || t > last || i < 0 || i >= perStep) {
      throw new IndexOutOfBoundsException(
          "step " + t + " of 0.." + last + ", entry " + i + " of 0.." + (perStep - 1));
    }
    return t * perStep + i;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Trajectory that
        && T == that.T
        && L == that.L
        && Arrays.equals(states, that.states)
        && Arrays.equals(actions, that.actions)
        && dO == that.dO
        && Arrays.equals(observations, 0, T * dO, that.observations, 0, T * dO);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * T + Arrays.hashCode(states)) + Arrays.hashCode(actions);
  }

  @Override
  public String toString() {
    return "Trajectory[horizon="
        + T
        + (L < T ? ", ended after " + L : "")
        + ", dX="
        + dX
        + ", dU="
        + dU
        + ", dO="
        + dO
        + "]";
  }
}
