package org.guidedpolicy.environment;

/**
 * One recorded episode: x_1, o_1, u_1, ..., x_T, o_T, u_T and the last state x_{T+1}, which serves
 * costs and plots and not the fits. Steps are numbered 0 .. T-1; state T exists too. Immutable and
 * thread-safe.
 */
public final class Trajectory {
  private final int T;
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
   */
  public Trajectory(int horizon, double[] states, double[] actions, double[] observations) {
    this.T = horizon;
    this.dX = states.length / (horizon + 1);
    this.dU = actions.length / horizon;
    this.dO = observations.length / horizon;
    this.states = states.clone();
    this.actions = actions.clone();
    this.observations = observations.clone();
  }

  public int horizon() {
    return T;
  }

  public int stateDimension() {
    return dX;
  }

  public int actionDimension() {
    return dU;
  }

  public int observationDimension() {
    return dO;
  }

  /** Entry i of the state at step t, t = 0 .. T. */
  public double state(int t, int i) {
    return states[t * dX + i];
  }

  /** Entry i of the action at step t, t = 0 .. T-1. */
  public double action(int t, int i) {
    return actions[t * dU + i];
  }

  /** A copy of the state at step t, t = 0 .. T. */
  public double[] state(int t) {
    return java.util.Arrays.copyOfRange(states, t * dX, (t + 1) * dX);
  }

  /** A copy of the action at step t. */
  public double[] action(int t) {
    return java.util.Arrays.copyOfRange(actions, t * dU, (t + 1) * dU);
  }

  /** A copy of the observation at step t, t = 0 .. T-1. */
  public double[] observation(int t) {
    return java.util.Arrays.copyOfRange(observations, t * dO, (t + 1) * dO);
  }

  /** Copies the state at step t to out[offset ..]. */
  public void copyState(int t, double[] out, int offset) {
    System.arraycopy(states, t * dX, out, offset, dX);
  }

  /** Copies the action at step t to out[offset ..]. */
  public void copyAction(int t, double[] out, int offset) {
    System.arraycopy(actions, t * dU, out, offset, dU);
  }

  /** Copies the observation at step t to out[offset ..]. */
  public void copyObservation(int t, double[] out, int offset) {
    System.arraycopy(observations, t * dO, out, offset, dO);
  }
}
