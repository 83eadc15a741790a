package org.guidedpolicy.examples.battery;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class CraneTest {
  private final Crane robot = new Crane();
  private final Crane free = new Crane(0);

  private static double[] hanging(double p, double l, double th) {
    return new double[] {p, 0, l, 0, th, 0, 0, 0, 1};
  }

  /** Of a load of 1 kg under a trolley at rest. */
  private static double energy(double[] x) {
    double swing = x[2] * x[5];
    return (x[3] * x[3] + swing * swing) / 2 - Crane.G * x[2] * Math.cos(x[4]);
  }

  @Test
  void onARopeOfConstantLengthTheLoadKeepsItsEnergy() {
    assertTrue(Motion.drift(free, hanging(0, 4, 0.8), 100, CraneTest::energy, 0, 0) < 1e-4);
    double[] after = Motion.after(robot, hanging(0, 4, 0.8), 100, 0, 0);
    assertTrue(energy(after) < energy(hanging(0, 4, 0.8)) - 0.5);
  }

  @Test
  void shorteningTheRopeGivesTheLoadTheWorkOfThePull() {
    // the pull along the rope is m (l th'^2 + g cos th - l''), its work - pull dl
    double[] x = hanging(0, 4, 0.6);
    double first = energy(x);
    double work = 0;
    for (int t = 0; t < 20; t++) {
      double[] next = free.next(x, new double[] {0, -0.3});
      work -= (pull(x, -0.3) + pull(next, -0.3)) / 2 * (next[2] - x[2]);
      x = next;
    }
    assertEquals(work, energy(x) - first, 0.02 * work);
  }

  private static double pull(double[] x, double acceleration) {
    return x[2] * x[5] * x[5] + Crane.G * Math.cos(x[4]) - acceleration;
  }

  @Test
  void aSmallSwingTakesTheTimeOfAPendulum() {
    double period = Motion.period(free, hanging(0, 3, 0.01), 4, 0, 3, 0, 0);
    assertEquals(2 * Math.PI * Math.sqrt(3 / Crane.G), period, 1e-3);
  }

  @Test
  void underASteadilyAcceleratedTrolleyTheLoadHangsBack() {
    double th = -Math.atan(0.5 / Crane.G);
    double[] x = hanging(0, 3, th);
    assertEquals(th, Motion.after(robot, x, 30, 0.5, 0)[4], 1e-9);
  }

  @Test
  void leftAndRightAreAlikeAndTheTargetStays() {
    RandomGenerator random = new SplittableRandom(6);
    double[] x = robot.start(random);
    double[] mirrored = x.clone();
    for (int i : new int[] {0, 1, 4, 5, 6}) {
      mirrored[i] = -x[i];
    }
    double[] one = Motion.after(robot, x, 40, 0.4, -0.2);
    double[] other = Motion.after(robot, mirrored, 40, -0.4, -0.2);
    for (int i = 0; i < x.length; i++) {
      boolean odd = i == 0 || i == 1 || i == 4 || i == 5 || i == 6;
      assertEquals(one[i], odd ? -other[i] : other[i], 1e-9);
    }
    assertEquals(Crane.loadX(x) - x[6], Crane.loadX(one) - one[6], 1e-9);
    assertEquals(Crane.loadZ(x) - x[7], Crane.loadZ(one) - one[7], 1e-9);
  }

  @Test
  void startsAndTargetsAreOutsideTheStackWhichIsBetween() {
    RandomGenerator random = new SplittableRandom(7);
    for (int i = 0; i < 200; i++) {
      double[] x = robot.start(random);
      double targetX = Crane.loadX(x) - x[6];
      double targetZ = Crane.loadZ(x) - x[7];
      assertEquals(0, Crane.depth(x));
      assertTrue(Crane.loadX(x) * targetX < 0 && Math.abs(targetX) > Crane.HALF_WIDTH + 0.9);
      assertTrue(targetZ > 0.2 && Crane.loadZ(x) > 0.2);
    }
    double[] inside = hanging(0.2, Crane.RAIL - 0.5, 0);
    assertArrayEquals(new double[] {0.3}, new double[] {Crane.depth(inside)}, 1e-12);
  }
}
