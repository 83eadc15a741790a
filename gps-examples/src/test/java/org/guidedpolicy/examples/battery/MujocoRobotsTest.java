package org.guidedpolicy.examples.battery;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.guidedpolicy.mujoco.EpisodeStart;
import org.guidedpolicy.mujoco.MujocoEnvironment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the four models do by physics. */
class MujocoRobotsTest {
  private final BallOnPlate plate = new BallOnPlate();
  private final Door door = new Door();
  private final FingerDial dial = new FingerDial();
  private final ServoArm servo = new ServoArm();

  @BeforeEach
  void mujocoIsNeeded() {
    Robots.requireUsable(plate);
  }

  /** The state after some steps from a chosen start. */
  private static double[] after(
      MujocoRobot robot, Consumer<EpisodeStart> start, int steps, UnaryOperator<double[]> action) {
    try (MujocoEnvironment environment = robot.robot(robot.model()).onReset(start).build()) {
      double[] x = environment.reset(new SplittableRandom(0)).state();
      for (int t = 0; t < steps; t++) {
        x = environment.step(action.apply(x)).state();
      }
      return x;
    }
  }

  private static Consumer<EpisodeStart> ballAt(double x, double y) {
    return start -> start.setJointPosition("ball", x, y, 0.03, 1, 0, 0, 0);
  }

  @Test
  void aBallInTheMiddleOfTheLevelPlateRests() {
    double[] x = after(plate, ballAt(0, 0), 100, now -> new double[2]);
    assertArrayEquals(new double[] {0, 0}, new double[] {x[4], x[5]}, 1e-6);
    assertEquals(0.03, x[6], 1e-3);
  }

  @Test
  void aBallOnATiltedPlateRollsWithFiveSeventhsOfASlidingMassesAcceleration() {
    // a stiff spring holds the plate at 0.05 rad
    UnaryOperator<double[]> hold = x -> new double[] {-8 * x[0] - x[2], 8 * (0.05 - x[1]) - x[3]};
    Consumer<EpisodeStart> start =
        s -> {
          ballAt(-0.1, 0).accept(s);
          s.setJointPosition("pitch", 0.05);
          s.setJointPosition("ball", -0.1, 0, 0.03 + 0.1 * Math.tan(0.05), 1, 0, 0, 0);
        };
    double[] before = after(plate, start, 8, hold);
    double[] after = after(plate, start, 12, hold);
    // the ball's weight takes some of the tilt
    double tilt = (before[1] + after[1]) / 2;
    double expected = 5.0 / 7 * 9.81 * Math.sin(tilt) * 4 * 0.04;
    assertTrue(tilt > 0.02);
    assertEquals(expected, after[10] - before[10], 0.1 * expected);
  }

  @Test
  void aBallDoesNotLeaveThePlate() {
    double[] x = after(plate, ballAt(0.1, 0.1), 100, now -> new double[] {-1, 1});
    assertTrue(Math.hypot(x[4], x[5]) < 0.36 && x[6] > -0.2, "ball at " + x[4] + ", " + x[5]);
  }

  @Test
  void theDoorStaysShutAndIsShutByItsCloser() {
    double[] left = after(door, start -> {}, 80, now -> new double[2]);
    assertEquals(0, left[2], 1e-3);
    Consumer<EpisodeStart> open = start -> start.setJointPosition("door", 0.8);
    double half = after(door, open, 6, now -> new double[2])[2];
    assertTrue(half > 0.05 && half < 0.75, "rad " + half);
    assertEquals(0, after(door, open, 80, now -> new double[2])[2], 0.02);
  }

  @Test
  void theDoorIsPushedByTheFistAndByNothingElse() {
    Consumer<EpisodeStart> away = start -> start.setJointPosition("elbow", 2);
    double[] x = after(door, away, 80, now -> new double[] {-5, 0});
    assertEquals(0, x[2], 1e-3);
    double[] pushed = after(door, door::place, 80, now -> Scripts.BY_ROBOT.get("door").action(now));
    assertTrue(pushed[2] > 0.15);
  }

  @Test
  void theDialStaysWhereTheFingerLeavesIt() {
    Consumer<EpisodeStart> spinning =
        start -> {
          fingerAway(start);
          start.setJointVelocity("dial", 2);
        };
    double[] soon = after(dial, spinning, 40, now -> new double[2]);
    double[] later = after(dial, spinning, 80, now -> new double[2]);
    assertTrue(soon[2] > 0.02);
    assertEquals(soon[2], later[2], 1e-2);
    double[] still = after(dial, MujocoRobotsTest::fingerAway, 80, now -> new double[2]);
    assertEquals(0, still[2], 1e-6);
  }

  /** The finger bent out of the dial's reach. */
  private static void fingerAway(EpisodeStart start) {
    start.setJointPosition("knuckle", 0);
    start.setJointPosition("knee", 0.5);
  }

  @Test
  void theDialsTwoDirectionsAreAlike() {
    double bend = Math.acos(0.125 / 0.22);
    Consumer<EpisodeStart> start =
        s -> {
          s.setJointPosition("knuckle", Math.PI - bend);
          s.setJointPosition("knee", 2 * bend);
        };
    Consumer<EpisodeStart> mirrored =
        s -> {
          s.setJointPosition("knuckle", Math.PI + bend);
          s.setJointPosition("knee", -2 * bend);
        };
    double one = after(dial, start, 30, now -> new double[] {0.4, 0})[2];
    double other = after(dial, mirrored, 30, now -> new double[] {-0.4, 0})[2];
    assertTrue(Math.abs(one) > 0.05, "rad " + one);
    assertEquals(-one, other, 1e-3);
  }

  @Test
  void theServoArmSagsByItsWeightOverItsStiffness() {
    double[] command = {0.3, 0, -0.4};
    double[] x = after(servo, start -> {}, 200, now -> command);
    double l = 0.35;
    double link = 700 * Math.PI * 0.025 * 0.025 * (l + 4 * 0.025 / 3);
    double atElbow = (link * l / 2 + 0.3 * l) * 9.81 * Math.cos(x[1] + x[2]);
    double atShoulder = (link * l * 1.5 + 0.3 * l) * 9.81 * Math.cos(x[1]) + atElbow;
    assertEquals(0.3, x[0], 1e-3);
    assertEquals(command[2] - atElbow / 20, x[2], 2e-3);
    assertEquals(command[1] - atShoulder / 20, x[1], 5e-3);
  }
}
