package org.guidedpolicy.examples.pointmass;

/**
 * A round obstacle.
 *
 * @param x of its centre, m
 * @param y of its centre, m
 * @param radius m
 */
record Pillar(double x, double y, double radius) {

  /** How far a point is from the pillar's surface, m; negative inside. */
  double clearance(double px, double py) {
    return Math.hypot(px - x, py - y) - radius;
  }
}
