package org.guidedpolicy.examples.battery;

/** Angles that are the same after a turn. */
final class Angles {
  private Angles() {}

  /** The same angle within [-pi, pi]. */
  static double wrap(double angle) {
    return Math.IEEEremainder(angle, 2 * Math.PI);
  }
}
