package org.guidedpolicy.examples.battery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BallInMazeTest {
  private final BallInMaze robot = new BallInMaze();
  private final BallInMaze smooth = new BallInMaze(0, 0);

  @Test
  void itRollsWithFiveSeventhsOfASlidingMassesAcceleration() {
    double[] after = Motion.after(smooth, new double[] {0.2, 0.2, 0, 0}, 10, 0.05, 0);
    double a = 5.0 / 7 * 9.81 * Math.sin(0.05);
    assertEquals(a * 0.5, after[2], 1e-9);
    assertEquals(0.2 + a * 0.125, after[0], 1e-9);
    assertEquals(0.2, after[1]);
  }

  @Test
  void aWallWithoutDampingGivesTheSpeedBackAndADampedOneSomeOfIt() {
    double[] x = {0.2, 0.3, -0.4, 0.1};
    double[] bounced = Motion.after(smooth, x, 12, 0, 0);
    assertEquals(0.4, bounced[2], 1e-3);
    assertEquals(0.1, bounced[3], 1e-9);
    double damped = Motion.after(new BallInMaze(0, 80), x, 12, 0, 0)[2];
    assertTrue(damped > 0.05 && damped < 0.3, "m/s " + damped);
  }

  @Test
  void noTiltPushesItThroughAWall() {
    RandomGenerator random = new SplittableRandom(3);
    for (int episode = 0; episode < 20; episode++) {
      double[] x = robot.start(random);
      double[] u = new double[2];
      for (int t = 0; t < 120; t++) {
        if (t % 15 == 0) {
          u[0] = random.nextBoolean() ? 0.1 : -0.1;
          u[1] = random.nextBoolean() ? 0.1 : -0.1;
        }
        double[] next = robot.next(x, u);
        assertTrue(next[0] > 0.01 && next[0] < 1.19 && next[1] > 0.01 && next[1] < 0.79);
        boolean first = (x[0] < 0.4) != (next[0] < 0.4);
        boolean second = (x[0] < 0.8) != (next[0] < 0.8);
        assertTrue(!first || next[1] > 0.55, "through the first wall at " + next[1]);
        assertTrue(!second || next[1] < 0.25, "through the second wall at " + next[1]);
        x = next;
      }
    }
  }

  @Test
  void itRestsWhereTheBoardIsLevelAndAgainstAWallWhereItIsTilted() {
    double[] x = {0.3, 0.4, 0, 0};
    assertEquals(0.3, Motion.after(robot, x, 50, 0, 0)[0]);
    double[] against = Motion.after(robot, x, 200, 0.1, 0);
    assertEquals(0, against[2], 1e-9);
    // the dent's spring carries the weight along the board
    double dent = 5.0 / 7 * 9.81 * Math.sin(0.1) / 1e4;
    assertEquals(0.4 - BallInMaze.RADIUS + dent, against[0], 1e-6);
  }

  @Test
  void theWayToGoIsTheStraightLineWhereNothingIsBetweenAndJumpsNowhere() {
    double[] goal = BallInMaze.GOAL;
    assertEquals(0.4, BallInMaze.wayToGo(goal[0], goal[1] - 0.4), 1e-3);
    double around = Math.hypot(0.2, 0.41) + Math.hypot(0.4, 0.42) + Math.hypot(0.25, 0.41);
    assertEquals(around, BallInMaze.wayToGo(0.2, 0.2), 1e-3);
    RandomGenerator random = new SplittableRandom(4);
    for (int i = 0; i < 5000; i++) {
      double x = random.nextDouble(0.03, 1.17);
      double y = random.nextDouble(0.03, 0.77);
      boolean acrossWall = Math.abs(x - 0.4) < 2e-6 || Math.abs(x - 0.8) < 2e-6;
      double change = BallInMaze.wayToGo(x + 1e-6, y) - BallInMaze.wayToGo(x, y);
      assertTrue(acrossWall || Math.abs(change) < 1.1e-6, "at " + x + ", " + y + ": " + change);
    }
  }
}
