package org.guidedpolicy.cost;

/** Checks of settings. */
final class Checks {
  private Checks() {}

  static double requireFinite(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(name + " must be finite, is " + value);
    }
    return value;
  }

  static double requireNotNegative(String name, double value) {
    if (!(value >= 0) || value == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(name + " must be finite and not negative, is " + value);
    }
    return value;
  }

  static double requirePositive(String name, double value) {
    if (!(value > 0) || value == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(name + " must be finite and positive, is " + value);
    }
    return value;
  }

  static void requireLength(String name, int length, int expected, String of) {
    if (length != expected) {
      throw new IllegalArgumentException(
          name + " has " + length + " entries, expected " + expected + " (" + of + ")");
    }
  }
}
