package org.guidedpolicy.examples.battery;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PendulumSwingUpTest {
  private static final double MGL = PendulumSwingUp.M * PendulumSwingUp.G * PendulumSwingUp.L;

  private final PendulumSwingUp robot = new PendulumSwingUp();

  @Test
  void withoutFrictionItKeepsItsEnergyAndFrictionTakesIt() {
    PendulumSwingUp free = new PendulumSwingUp(0);
    double[] x = {1, 0.5};
    assertTrue(Motion.drift(free, x, 200, PendulumSwingUp::energy, 0) < 1e-5 * MGL);
    double left = PendulumSwingUp.energy(Motion.after(robot, x, 200, 0));
    assertTrue(left < PendulumSwingUp.energy(x) - 0.1, "J " + left);
  }

  @Test
  void aSmallSwingTakesTheTimeOfATextbook() {
    double expected = 2 * Math.PI * Math.sqrt(PendulumSwingUp.L / PendulumSwingUp.G);
    double[] x = {Math.PI + 0.01, 0};
    PendulumSwingUp free = new PendulumSwingUp(0);
    assertEquals(expected, Motion.period(free, x, 0, Math.PI, 5, 0), 1e-4);
  }

  @Test
  void itRestsUprightHangingAndWhereTheTorqueHoldsIt() {
    assertArrayEquals(new double[] {0, 0}, Motion.after(robot, new double[] {0, 0}, 50, 0));
    double[] hanging = {Math.PI, 0};
    assertArrayEquals(hanging, Motion.after(robot, hanging, 50, 0), 1e-12);
    double[] held = {Math.PI - Math.asin(0.8 / MGL), 0};
    assertArrayEquals(held, Motion.after(robot, held, 50, -0.8), 1e-9);
  }

  @Test
  void leftAndRightAreAlike() {
    double[] one = Motion.after(robot, new double[] {2, -1}, 60, 0.7);
    double[] other = Motion.after(robot, new double[] {-2, 1}, 60, -0.7);
    assertArrayEquals(new double[] {-one[0], -one[1]}, other, 1e-9);
  }

  /**
   * The most that two swings give, torque times angle: the first from hanging to psi, where max
   * torque psi = m g l (1 - cos psi), the second from -psi upwards. A third swing is enough.
   */
  @Test
  void twoSwingsAreTooFewAndThreeAreEnough() {
    double u = PendulumSwingUp.MAX_TORQUE;
    double psi = 0;
    for (int i = 0; i < 1000; i++) {
      psi = 2 * Math.asin(Math.sqrt(u * psi / MGL / 2)) / 2 + psi / 2;
      psi = psi == 0 ? 1 : psi;
    }
    assertEquals(MGL * (1 - Math.cos(psi)), u * psi, 1e-9);
    assertTrue(u * psi + u * (psi + Math.PI) < 2 * MGL);
    assertTrue(turnsUntilUp(new PendulumSwingUp(0)) == 2);
    assertTrue(turnsUntilUp(robot) >= 2);
  }

  /** How often it turns back under full torque along its motion before it is up. */
  private static int turnsUntilUp(PendulumSwingUp pendulum) {
    double[] x = {Math.PI, 0};
    int turns = 0;
    double direction = 1;
    for (int t = 0; t < 1000 && Math.cos(x[0]) < 0.999; t++) {
      x = pendulum.next(x, new double[] {direction * PendulumSwingUp.MAX_TORQUE});
      if (x[1] * direction < 0) {
        direction = -direction;
        turns++;
      }
    }
    return turns;
  }
}
