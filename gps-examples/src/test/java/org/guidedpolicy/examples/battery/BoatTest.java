package org.guidedpolicy.examples.battery;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BoatTest {
  private final Boat robot = new Boat();

  @Test
  void thePropellersObeyTwoStepsLate() {
    double[] x = new double[12];
    for (int t = 0; t < 2; t++) {
      x = robot.next(x, new double[] {20, 20});
      assertEquals(0, x[3]);
    }
    x = robot.next(x, new double[] {0, 0});
    // 40 N on 40 kg for a quarter of a second
    assertEquals(0.25, x[3], 0.03);
  }

  @Test
  void aheadItReachesTheSpeedAtWhichDragCarriesTheThrust() {
    double[] x = Motion.after(robot, new double[12], 400, 20, 20);
    // (10 + 15 u) u = 40
    double u = (-10 + Math.sqrt(100 + 4 * 15 * 40)) / 30;
    assertEquals(u, x[3], 1e-6);
    assertEquals(0, x[1]);
    assertEquals(0, x[5]);
  }

  @Test
  void withoutThrustItDriftsWithTheCurrent() {
    double[] x = new double[12];
    x[2] = 0.7;
    x[10] = 0.2;
    x[11] = -0.1;
    double[] after = Motion.after(robot, x, 40, 0, 0);
    assertEquals(2, after[0], 1e-9);
    assertEquals(-1, after[1], 1e-9);
    double[] seen = robot.observation(after);
    assertArrayEquals(new double[] {0.2, -0.1}, new double[] {seen[4], seen[5]}, 1e-12);
  }

  @Test
  void inStillWaterWithoutThrustItSlowsDown() {
    double[] x = new double[12];
    x[3] = 1;
    x[4] = 0.3;
    x[5] = 0.5;
    double before = energy(x);
    for (int t = 0; t < 40; t++) {
      x = robot.next(x, new double[2]);
      assertTrue(energy(x) < before);
      before = energy(x);
    }
    assertTrue(before < 2);
  }

  private static double energy(double[] x) {
    return (40 * x[3] * x[3] + 60 * x[4] * x[4] + 8 * x[5] * x[5]) / 2;
  }

  @Test
  void portAndStarboardAreAlike() {
    double[] x = {3, 2, 0.5, 0.4, 0.1, -0.2, 1, 5, 2, 3, 0.1, 0.2};
    double[] mirrored = {3, -2, -0.5, 0.4, -0.1, 0.2, 5, 1, 3, 2, 0.1, -0.2};
    double[] one = Motion.after(robot, x, 30, 10, 15);
    double[] other = Motion.after(robot, mirrored, 30, 15, 10);
    double[] back = {
      other[0], -other[1], -other[2], other[3], -other[4], -other[5],
      other[7], other[6], other[9], other[8], other[10], -other[11]
    };
    assertArrayEquals(one, back, 1e-9);
  }

  @Test
  void thePolicySeesVelocityOverGroundAsThePlaceChanges() {
    double[] x = robot.start(new SplittableRandom(8));
    x = Motion.after(robot, x, 20, 15, 5);
    double[] next = robot.next(x, new double[] {15, 5});
    double[] before = robot.observation(x);
    double[] after = robot.observation(next);
    for (int i = 0; i < 2; i++) {
      double mean = (before[4 + i] + after[4 + i]) / 2;
      assertEquals(mean, (after[i] - before[i]) / 0.25, 1e-2);
    }
  }
}
