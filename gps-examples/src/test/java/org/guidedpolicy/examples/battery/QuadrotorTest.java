package org.guidedpolicy.examples.battery;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class QuadrotorTest {
  private static final double HOVER = Quadrotor.MASS * Quadrotor.G / 2;

  private final Quadrotor robot = new Quadrotor();

  @Test
  void itHoversInStillAirAndIsCarriedAwayByTheWind() {
    double[] still = {0.3, -0.2, 0, 0, 0, 0, 0};
    assertArrayEquals(still, Motion.after(robot, still, 100, HOVER, HOVER), 1e-9);
    double[] windy = {0, 0, 0, 0, 0, 0, 3};
    double[] after = Motion.after(robot, windy, 2000, HOVER, HOVER);
    // v' = -k v^2 / m for the speed against the air, v = 3 / (1 + 3 k t / m)
    double against = 3 / (1 + 3 * Quadrotor.DRAG / Quadrotor.MASS * 80);
    assertEquals(3 - against, after[2], 1e-6);
    assertEquals(3, after[6]);
  }

  @Test
  void leaningIntoTheWindHoldsThePlace() {
    double drag = Quadrotor.DRAG * 3 * 3;
    double weight = Quadrotor.MASS * Quadrotor.G;
    double lift = Math.hypot(drag, weight);
    // the wind pushes to the right, so it leans to the left: -sin th
    double[] x = {0, 0, 0, 0, Math.atan2(drag, weight), 0, 3};
    assertArrayEquals(x, Motion.after(robot, x, 50, lift / 2, lift / 2), 1e-9);
    assertTrue(lift < 2 * Quadrotor.MAX_THRUST);
  }

  @Test
  void withoutThrustItFallsUntilDragCarriesItsWeight() {
    double[] after = Motion.after(robot, new double[7], 1000, 0, 0);
    assertEquals(-Math.sqrt(Quadrotor.MASS * Quadrotor.G / Quadrotor.DRAG), after[3], 1e-3);
    double[] soon = Motion.after(robot, new double[7], 2, 0, 0);
    assertEquals(-Quadrotor.G * 0.08 * 0.08 / 2, soon[1], 1e-3);
  }

  @Test
  void unequalThrustsTurnItWithoutLiftingIt() {
    double[] after = Motion.after(robot, new double[7], 1, HOVER - 0.1, HOVER + 0.1);
    double expected = Quadrotor.ARM * 0.2 / Quadrotor.INERTIA * 0.04;
    assertEquals(expected, after[5], 0.02 * expected);
    assertEquals(0, after[3], 1e-4);
  }

  @Test
  void leftAndRightAreAlike() {
    double[] x = {0.5, 0.2, -0.3, 0.4, 1, -0.5, 2};
    double[] mirrored = {-0.5, 0.2, 0.3, 0.4, -1, 0.5, -2};
    double[] one = Motion.after(robot, x, 40, 7, 5);
    double[] other = Motion.after(robot, mirrored, 40, 5, 7);
    double[] back = {-other[0], other[1], -other[2], other[3], -other[4], -other[5], -other[6]};
    assertArrayEquals(one, back, 1e-9);
  }

  @Test
  void itStartsTiltedByAtLeastARightAngleAndDoesNotSeeTheWind() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 100; i++) {
      double[] x = robot.start(random);
      assertTrue(Math.abs(x[4]) >= Math.PI / 2 && Math.abs(x[4]) <= Math.PI);
      double[] calm = x.clone();
      calm[6] = 0;
      assertArrayEquals(robot.observation(calm), robot.observation(x));
    }
  }
}
