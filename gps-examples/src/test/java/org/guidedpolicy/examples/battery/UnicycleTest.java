package org.guidedpolicy.examples.battery;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class UnicycleTest {
  private final Unicycle robot = new Unicycle();

  @Test
  void constantSpeedsDriveACircle() {
    double v = 0.8;
    double w = 0.5;
    double[] x = {1, 2, 1, 0, v, w};
    double[] middle = {1, 2 + v / w};
    for (int t = 0; t < 100; t++) {
      x = robot.next(x, new double[] {v, w});
      assertEquals(v / w, Math.hypot(x[0] - middle[0], x[1] - middle[1]), 1e-6);
      // never sideways: the way to the circle's middle is across the heading
      assertEquals(0, (x[0] - middle[0]) * x[2] + (x[1] - middle[1]) * x[3], 1e-6);
    }
  }

  @Test
  void theWheelsFollowWithTheirLag() {
    double[] x = Motion.after(robot, new double[] {0, 0, 1, 0, 0, 0}, 2, 1, 0);
    assertEquals(1 - Math.exp(-0.2 / Unicycle.LAG), x[4], 1e-4);
    assertEquals(0.2 - Unicycle.LAG * x[4], x[0], 1e-4);
  }

  @Test
  void leftAndRightAreAlikeAndAllDirectionsToo() {
    double[] one = Motion.after(robot, new double[] {1, 0.5, 0.6, 0.8, 0.2, 0.1}, 30, 0.7, 1);
    double[] mirror =
        Motion.after(robot, new double[] {1, -0.5, 0.6, -0.8, 0.2, -0.1}, 30, 0.7, -1);
    assertArrayEquals(
        one,
        new double[] {mirror[0], -mirror[1], mirror[2], -mirror[3], mirror[4], -mirror[5]},
        1e-9);
    double[] turned = Motion.after(robot, new double[] {-0.5, 1, -0.8, 0.6, 0.2, 0.1}, 30, 0.7, 1);
    assertArrayEquals(
        one,
        new double[] {turned[1], -turned[0], turned[3], -turned[2], turned[4], turned[5]},
        1e-9);
  }

  @Test
  void itStartsClearOfThePostsAndTheGoalIsClearToo() {
    RandomGenerator random = new SplittableRandom(5);
    for (int i = 0; i < 500; i++) {
      double[] x = robot.start(random);
      assertTrue(Unicycle.clearance(x[0], x[1]) > 0.2);
    }
    assertEquals(Math.sqrt(1.28) - 0.4, Unicycle.clearance(0, 0), 1e-12);
    assertEquals(0, Unicycle.clearance(0.8, 0.4), 1e-12);
  }
}
