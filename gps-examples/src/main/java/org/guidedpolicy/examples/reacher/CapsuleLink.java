package org.guidedpolicy.examples.reacher;

import org.guidedpolicy.argument.Require;

/**
 * A link of an arm: a solid capsule, the cylinder from one joint to the next with a half ball on
 * each end.
 *
 * @param length from joint to joint, the cylinder's length, m
 * @param radius m
 * @param density kg/m^3
 */
public record CapsuleLink(double length, double radius, double density) {

  public CapsuleLink {
    Require.positive("link length", length);
    Require.positive("link radius", radius);
    Require.positive("link density", density);
  }

  /** Mass of the cylinder and the two half balls, kg. */
  public double mass() {
    return cylinderMass() + ballMass();
  }

  /** Moment of inertia about an axis across the link through its middle, kg m^2. */
  public double inertia() {
    // cylinder: m (3 r^2 + l^2) / 12
    double cylinder = cylinderMass() * (3 * radius * radius + length * length) / 12;
    // half balls: 2/5 m r^2 about the ball's centre, moved outwards by l/2: m (l^2/4 + 3 r l/8)
    double ball = ballMass() * 2 * radius * radius / 5;
    double moved = ballMass() * length * (2 * length + 3 * radius) / 8;
    return cylinder + ball + moved;
  }

  private double cylinderMass() {
    return density * Math.PI * radius * radius * length;
  }

  private double ballMass() {
    return density * 4 * Math.PI * radius * radius * radius / 3;
  }
}
