package org.guidedpolicy.lqr;

/** Checks of array lengths. */
final class Shapes {
  private Shapes() {}

  static void requireLength(String name, double[] array, int expected) {
    if (array.length != expected) {
      throw new IllegalArgumentException(
          name + " has " + array.length + " entries, expected " + expected);
    }
  }

  static int requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, is " + value);
    }
    return value;
  }
}
