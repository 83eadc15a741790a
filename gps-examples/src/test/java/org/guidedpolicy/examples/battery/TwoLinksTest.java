package org.guidedpolicy.examples.battery;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.Test;

/** The rods of acrobot and arm, and what is the robots' own. */
class TwoLinksTest {
  private static final TwoLinks FREE = new TwoLinks(1.3, 0.4, 0.7, 0.6, 0);

  private final RandomGenerator random = new SplittableRandom(1);

  private double[] state() {
    return random.doubles(4, -3, 3).toArray();
  }

  /** Energy summed over short pieces of the rods, velocities by finite differences. */
  private static double energyOfPieces(TwoLinks rods, double[] q) {
    int pieces = 400;
    double h = 1e-5;
    double energy = 0;
    for (int i = 0; i < 2 * pieces; i++) {
      double s = (i % pieces + 0.5) / pieces;
      double[] ahead = piece(rods, q, i < pieces, s, h);
      double[] behind = piece(rods, q, i < pieces, s, -h);
      double[] top = piece(rods, new double[4], i < pieces, s, 0);
      double mass = (i < pieces ? rods.m1() : rods.m2()) / pieces;
      double vx = (ahead[0] - behind[0]) / (2 * h);
      double vz = (ahead[1] - behind[1]) / (2 * h);
      double z = piece(rods, q, i < pieces, s, 0)[1];
      energy += mass * ((vx * vx + vz * vz) / 2 + TwoLinks.G * (z - top[1]));
    }
    return energy;
  }

  private static double[] piece(TwoLinks rods, double[] q, boolean first, double s, double h) {
    double a = q[0] + h * q[2];
    double c = a + q[1] + h * q[3];
    double l1 = first ? s * rods.l1() : rods.l1();
    double l2 = first ? 0 : s * rods.l2();
    return new double[] {l1 * Math.sin(a) + l2 * Math.sin(c), l1 * Math.cos(a) + l2 * Math.cos(c)};
  }

  @Test
  void theEnergyIsThatOfTheRodsPieces() {
    for (int trial = 0; trial < 20; trial++) {
      double[] q = state();
      assertEquals(energyOfPieces(FREE, q), FREE.energy(q), 1e-4);
    }
  }

  @Test
  void withoutFrictionTheEnergyStays() {
    for (int trial = 0; trial < 20; trial++) {
      double[] q = state();
      double[] after = FREE.advance(q, new double[2], 1, 400);
      assertEquals(FREE.energy(q), FREE.energy(after), 1e-5);
    }
  }

  @Test
  void torquesDoTheWorkThatTheEnergyGains() {
    double[] q = state();
    double[] torque = {1.5, -0.8};
    double[] after = FREE.advance(q, torque, 0.8, 400);
    double work = torque[0] * (after[0] - q[0]) + torque[1] * (after[1] - q[1]);
    assertEquals(work, FREE.energy(after) - FREE.energy(q), 1e-6);
  }

  @Test
  void frictionTakesEnergy() {
    TwoLinks rough = new TwoLinks(1.3, 0.4, 0.7, 0.6, 0.1);
    double[] q = state();
    assertTrue(rough.energy(rough.advance(q, new double[2], 1, 200)) < rough.energy(q) - 0.05);
  }

  @Test
  void leftAndRightAreAlike() {
    double[] q = {0.4, -1, 0.5, 2};
    double[] mirrored = {-0.4, 1, -0.5, -2};
    double[] one = FREE.advance(q, new double[] {0.3, -0.2}, 0.5, 100);
    double[] other = FREE.advance(mirrored, new double[] {-0.3, 0.2}, 0.5, 100);
    for (int i = 0; i < 4; i++) {
      assertEquals(one[i], -other[i], 1e-9);
    }
  }

  @Test
  void aVeryLightSecondRodLeavesThePhysicalPendulumOfTheFirst() {
    TwoLinks rods = new TwoLinks(1, 0.6, 1e-9, 0.1, 0);
    double quarter = Math.PI / 2 * Math.sqrt(2 * 0.6 / 3 / TwoLinks.G);
    double[] after =
        rods.advance(new double[] {Math.PI + 0.001, 0, 0, 0}, new double[2], quarter, 200);
    assertEquals(0, after[0] - Math.PI, 1e-6);
  }

  @Test
  void theArmIsHeldLevelByTheTorquesThatItsClassNames() {
    TwoLinkArm arm = new TwoLinkArm();
    TwoLinks rods = arm.links();
    double elbow = TwoLinks.G * rods.m2() * rods.l2() / 2;
    double shoulder = TwoLinks.G * (rods.m1() / 2 + rods.m2()) * rods.l1() + elbow;
    assertEquals(15.9, shoulder, 0.05);
    assertEquals(3.7, elbow, 0.05);
    // level to the right: the weight turns it on, the torques against it
    double[] q = {Math.PI / 2, 0, 0, 0};
    assertArrayEquals(q, rods.advance(q, new double[] {-shoulder, -elbow}, 0.05, 5), 1e-9);
    assertTrue(shoulder < TwoLinkArm.MAX_TORQUE[0] && elbow < TwoLinkArm.MAX_TORQUE[1]);
  }

  @Test
  void theArmsTargetStaysAndItsTipMovesAsItsVelocitySays() {
    TwoLinkArm arm = new TwoLinkArm();
    double[] x = Motion.after(arm, arm.start(random), 20, 3, -1);
    double[] y = arm.next(x, new double[] {3, -1});
    double dt = arm.spec().timeStep();
    TwoLinks rods = arm.links();
    for (int i = 0; i < 2; i++) {
      double before = i == 0 ? rods.tipX(x[0], x[1]) : rods.tipZ(x[0], x[1]);
      double after = i == 0 ? rods.tipX(y[0], y[1]) : rods.tipZ(y[0], y[1]);
      assertEquals(before - x[4 + i], after - y[4 + i], 1e-12);
      assertEquals((after - before) / dt, (x[6 + i] + y[6 + i]) / 2, 0.03);
    }
  }

  /** Both rods on one side: the best of many torques, by search. */
  @Test
  void theAcrobatIsNotUpBeforeItHasSwungToBothSides() {
    AcrobotSwingUp acrobat = new AcrobotSwingUp();
    ActionSearch search = new ActionSearch(acrobat, 30);
    double[][] u = search.minimize(t -> -height(acrobat, t), search.middle(), 3000);
    try (Environment environment = acrobat.environments().get()) {
      double height = height(acrobat, Episodes.of(environment, u));
      assertTrue(height > -0.5 && height < 0.45, "m " + height);
    }
  }

  /** The tip's greatest height before the rods' common centre passes below the bar again. */
  private static double height(AcrobotSwingUp acrobat, Trajectory episode) {
    TwoLinks rods = acrobat.links();
    double highest = -1;
    double side = 0;
    for (int t = 0; t <= episode.horizon(); t++) {
      double a = episode.state(t, 0);
      double c = a + episode.state(t, 1);
      double centre = 0.75 * rods.l1() * Math.sin(a) + 0.25 * rods.l2() * Math.sin(c);
      if (side * centre < 0) {
        return highest;
      }
      side = Math.abs(centre) > 0.01 ? Math.signum(centre) : side;
      highest = Math.max(highest, rods.tipZ(a, c - a));
    }
    return highest;
  }
}
