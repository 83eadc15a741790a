package org.guidedpolicy.initial;

import org.guidedpolicy.environment.EnvironmentSpec;

/** Checks of settings. */
final class Checks {
  private Checks() {}

  static void requireFinite(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(name + " must be finite, is " + value);
    }
  }

  static void requireNotNegative(String name, double value) {
    if (!(value >= 0) || value == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(name + " must be finite and not negative, is " + value);
    }
  }

  static void requirePositive(String name, double value) {
    if (!(value > 0) || value == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(name + " must be finite and positive, is " + value);
    }
  }

  static void requireLength(String name, int length, int expected, String of) {
    if (length != expected) {
      throw new IllegalArgumentException(
          name + " has " + length + " entries, expected " + expected + " (" + of + ")");
    }
  }

  static void requireActuated(String who, EnvironmentSpec spec) {
    if (spec.actuatedPositions().length == 0) {
      throw new IllegalArgumentException(
          who
              + " needs to know which state entries are the actuated joints' positions and"
              + " velocities; give them with EnvironmentSpec.Builder.actuated, or use another"
              + " initial controller");
    }
  }
}
