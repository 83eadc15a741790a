package org.guidedpolicy.examples.reacher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CapsuleLinkTest {

  /** Sums thin discs along the capsule. */
  private static double[] integrate(CapsuleLink link) {
    int slices = 400_000;
    double r = link.radius();
    double half = link.length() / 2;
    double dx = 2 * (half + r) / slices;
    double mass = 0;
    double inertia = 0;
    for (int i = 0; i < slices; i++) {
      double x = -half - r + (i + 0.5) * dx;
      double beyond = Math.max(0, Math.abs(x) - half);
      double disc2 = r * r - beyond * beyond;
      double m = link.density() * Math.PI * disc2 * dx;
      mass += m;
      inertia += m * (disc2 / 4 + x * x);
    }
    return new double[] {mass, inertia};
  }

  @Test
  void massAndInertiaAreThoseOfThinDiscsAlongTheCapsule() {
    for (CapsuleLink link : ReacherEnvironment.LINKS) {
      double[] expected = integrate(link);
      assertEquals(expected[0], link.mass(), 1e-9 * expected[0]);
      assertEquals(expected[1], link.inertia(), 1e-9 * expected[1]);
    }
  }

  @Test
  void sizesThatAreNotPositiveAreRefusedByName() {
    Exception e = assertThrows(IllegalArgumentException.class, () -> new CapsuleLink(0.5, 0, 300));
    assertTrue(e.getMessage().contains("radius") && e.getMessage().contains("0.0"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new CapsuleLink(Double.NaN, 1, 300));
  }
}
