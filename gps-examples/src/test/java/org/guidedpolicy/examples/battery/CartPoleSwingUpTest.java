package org.guidedpolicy.examples.battery;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.Test;

class CartPoleSwingUpTest {
  private static final double M = CartPoleSwingUp.CART;
  private static final double m = CartPoleSwingUp.POLE;
  private static final double L = CartPoleSwingUp.L;
  private static final double G = CartPoleSwingUp.G;

  private final CartPoleSwingUp robot = new CartPoleSwingUp();
  private final CartPoleSwingUp free = new CartPoleSwingUp(0, 0);

  private static double[] state(double p, double v, double th, double w) {
    return new double[] {p, v, Math.sin(th), Math.cos(th), w};
  }

  @Test
  void withoutFrictionItKeepsItsEnergyAndItsMomentumAlongTheTrack() {
    double[] x = state(0, 0.3, 2, 1);
    assertTrue(Motion.drift(free, x, 120, CartPoleSwingUp::energy, 0) < 1e-5);
    assertTrue(Motion.drift(free, x, 120, CartPoleSwingUpTest::momentum, 0) < 1e-6);
    double[] later = Motion.after(robot, x, 120, 0);
    assertTrue(CartPoleSwingUp.energy(later) < CartPoleSwingUp.energy(x) - 0.05);
  }

  /** (M + m) p' + m l cos th th': the pole's middle moves with p' + l cos th th'. */
  private static double momentum(double[] x) {
    return (M + m) * x[1] + m * L * x[3] * x[4];
  }

  @Test
  void theForceDoesTheWorkThatTheEnergyGains() {
    double[] x = state(0, 0, 2.5, 0.5);
    double[] after = Motion.after(free, x, 40, 2);
    double gained = CartPoleSwingUp.energy(after) - CartPoleSwingUp.energy(x);
    assertEquals(2 * (after[0] - x[0]), gained, 1e-5);
  }

  @Test
  void aSmallSwingOnTheFreeCartTakesTheTimeOfTheLinearisedEquations() {
    // (M + m) p'' - m l th'' = 0, (4/3) m l^2 th'' - m l p'' + m g l th = 0 about hanging
    double w2 = m * G * L / (4.0 / 3 * m * L * L - m * m * L * L / (M + m));
    double period = Motion.period(free, state(0, 0, Math.PI + 0.01, 0), 2, 0, 5, 0);
    assertEquals(2 * Math.PI / Math.sqrt(w2), period, 1e-4);
  }

  @Test
  void itRestsHangingAndUprightAnywhereOnTheTrack() {
    for (double th : new double[] {0, Math.PI}) {
      double[] x = state(0.3, 0, th, 0);
      assertArrayEquals(x, Motion.after(robot, x, 20, 0), 1e-8);
    }
  }

  @Test
  void leftAndRightAreAlike() {
    double[] one = Motion.after(robot, state(0.1, 0.2, 2, -1), 60, 1.5);
    double[] other = Motion.after(robot, state(-0.1, -0.2, -2, 1), 60, -1.5);
    double[] mirrored = {-other[0], -other[1], -other[2], other[3], -other[4]};
    assertArrayEquals(one, mirrored, 1e-6);
  }

  /** The best of many forces, by search, for the pole's greatest height before it turns back. */
  @Test
  void twoSwingsAreTooFew() {
    ActionSearch search = new ActionSearch(robot, 40);
    double[][] u = search.minimize(CartPoleSwingUpTest::lowest, search.middle(), 3000);
    try (Environment environment = robot.environments().get()) {
      double height = -lowest(Episodes.of(environment, u));
      assertTrue(height > -0.7 && height < 0.5, "cosine " + height);
    }
  }

  /** Minus the cosine's largest value before the pole turns back for the second time. */
  private static double lowest(Trajectory episode) {
    double highest = -1;
    int turns = 0;
    for (int t = 1; t <= episode.horizon() && turns < 2; t++) {
      turns += episode.state(t, 4) * episode.state(t - 1, 4) < 0 ? 1 : 0;
      highest = Math.max(highest, episode.state(t, 3));
    }
    return -highest;
  }
}
