package org.guidedpolicy.environment;

import java.util.Optional;

/**
 * Clips actions to a spec's limits and slew limits. Remembers the last action, so one instance
 * serves one episode after another on one thread.
 */
public final class ActionLimiter {
  private final double[] lower;
  private final double[] upper;
  private final double[] maxChange;
  private final double[] previous;

  public ActionLimiter(EnvironmentSpec spec) {
    this.lower = spec.actionLower();
    this.upper = spec.actionUpper();
    this.maxChange = spec.slewLimits();
    for (int i = 0; i < maxChange.length; i++) {
      maxChange[i] *= spec.timeStep();
    }
    this.previous = new double[lower.length];
    restart();
  }

  /** Before an episode: the first action may differ from rest by one step's change. */
  public void restart() {
    for (int i = 0; i < previous.length; i++) {
      previous[i] = clip(0, lower[i], upper[i]);
    }
  }

  /** Why an action cannot be sent, however it is clipped; empty if it can. */
  public Optional<String> objection(double[] action) {
    if (action.length != lower.length) {
      return Optional.of(
          "the action has "
              + action.length
              + " entries, expected "
              + lower.length
              + " (EnvironmentSpec.actionDimension)");
    }
    for (int i = 0; i < action.length; i++) {
      if (!Double.isFinite(action[i])) {
        return Optional.of("the action is " + action[i] + " at entry " + i);
      }
    }
    return Optional.empty();
  }

  /** Clips in place. An action that is already within the limits stays the same to the last bit. */
  public void limit(double[] action) {
    for (int i = 0; i < action.length; i++) {
      double slewed = clip(action[i], previous[i] - maxChange[i], previous[i] + maxChange[i]);
      action[i] = clip(slewed, lower[i], upper[i]);
      previous[i] = action[i];
    }
  }

  /** Clips in place, unless an entry is not finite: then nothing changes. */
  public boolean limitIfFinite(double[] action) {
    for (double entry : action) {
      if (!Double.isFinite(entry)) {
        return false;
      }
    }
    limit(action);
    return true;
  }

  /** Remembers an action that was sent without being clipped. */
  public void follow(double[] action) {
    System.arraycopy(action, 0, previous, 0, previous.length);
  }

  private static double clip(double value, double low, double high) {
    return Math.max(low, Math.min(high, value));
  }
}
