package org.guidedpolicy.initial;

import java.util.Arrays;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.environment.EnvironmentSpec;

/** Settings that are given once for all joints or once for each. */
final class PerJoint {
  private PerJoint() {}

  static double[] positive(String name, double... values) {
    requireSome(name, values);
    for (int j = 0; j < values.length; j++) {
      Require.positive(name + "[" + j + "]", values[j]);
    }
    return values.clone();
  }

  static double[] notNegative(String name, double... values) {
    requireSome(name, values);
    for (int j = 0; j < values.length; j++) {
      Require.notNegative(name + "[" + j + "]", values[j]);
    }
    return values.clone();
  }

  /** dU entries. */
  static double[] spread(String name, double[] values, int dU) {
    if (values.length == 1) {
      double[] all = new double[dU];
      Arrays.fill(all, values[0]);
      return all;
    }
    Require.length(name, values.length, dU, "EnvironmentSpec.actionDimension");
    return values;
  }

  /** Which joints there are must be known. */
  static void requireActuated(String who, EnvironmentSpec spec) {
    if (spec.actuatedPositions().length == 0) {
      throw new IllegalArgumentException(
          who
              + " needs to know which state entries are the actuated joints' positions and"
              + " velocities, other ones for each action; give them with"
              + " EnvironmentSpec.Builder.actuated (a MuJoCo model's follow once the state holds"
              + " position and velocity of every driven joint and actuators(...) names one"
              + " actuator for each), or use another initial controller");
    }
  }

  private static void requireSome(String name, double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException(
          name + " has 0 entries, expected 1 or as many as there are actions");
    }
  }
}
