package org.guidedpolicy.examples.battery;

import org.guidedpolicy.environment.EnvironmentSpec;

/** Actions within a spec's limits. */
final class Limits {
  private Limits() {}

  static double[] clip(EnvironmentSpec spec, double[] action) {
    double[] lower = spec.actionLower();
    double[] upper = spec.actionUpper();
    double[] clipped = new double[action.length];
    for (int i = 0; i < clipped.length; i++) {
      clipped[i] = Math.max(lower[i], Math.min(upper[i], action[i]));
    }
    return clipped;
  }
}
