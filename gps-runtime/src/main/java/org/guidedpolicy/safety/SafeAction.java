package org.guidedpolicy.safety;

import org.guidedpolicy.argument.Require;
import org.guidedpolicy.environment.EnvironmentSpec;

/** The action that takes the place of one that cannot be sent. */
final class SafeAction {
  private SafeAction() {}

  /** 0, or the limit nearest to 0. */
  static double[] nearestToZero(EnvironmentSpec spec) {
    double[] lower = spec.actionLower();
    double[] upper = spec.actionUpper();
    double[] safe = new double[lower.length];
    for (int i = 0; i < safe.length; i++) {
      safe[i] = Math.max(lower[i], Math.min(upper[i], 0));
    }
    return safe;
  }

  /**
   * A copy of the action.
   *
   * @throws IllegalArgumentException if it is not finite and within the limits
   */
  static double[] checked(EnvironmentSpec spec, double[] action) {
    double[] lower = spec.actionLower();
    double[] upper = spec.actionUpper();
    double[] safe = action.clone();
    Require.length("safeAction", safe.length, lower.length, "EnvironmentSpec.actionDimension");
    for (int i = 0; i < safe.length; i++) {
      if (!Double.isFinite(safe[i]) || safe[i] < lower[i] || safe[i] > upper[i]) {
        throw new IllegalArgumentException(
            "safeAction["
                + i
                + "] is "
                + safe[i]
                + ", must be finite and within the limits "
                + lower[i]
                + " and "
                + upper[i]);
      }
    }
    return safe;
  }
}
