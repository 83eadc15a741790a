package org.guidedpolicy.initial;

import java.util.Arrays;

/** Settings that are given once for all joints or once for each. */
final class PerJoint {
  private PerJoint() {}

  static double[] positive(String name, double... values) {
    requireSome(name, values);
    for (int j = 0; j < values.length; j++) {
      Checks.requirePositive(name + "[" + j + "]", values[j]);
    }
    return values.clone();
  }

  static double[] notNegative(String name, double... values) {
    requireSome(name, values);
    for (int j = 0; j < values.length; j++) {
      Checks.requireNotNegative(name + "[" + j + "]", values[j]);
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
    Checks.requireLength(name, values.length, dU, "EnvironmentSpec.actionDimension");
    return values;
  }

  private static void requireSome(String name, double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException(
          name + " has 0 entries, expected 1 or as many as there are actions");
    }
  }
}
