package org.guidedpolicy.examples.battery;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.junit.jupiter.api.Test;

class HeatingTest {
  private final Heating robot = new Heating();

  @Test
  void afterADayOrMoreTheHouseIsAsWarmAsItsHeatBalanceSays() {
    double outside = 3;
    double[] x = {15, 15, 15, 200, 200, outside, 5};
    double[] after = Motion.after(robot, x, 20_000, 1500, 900);
    // 130 T1 - 40 T2 - 60 W = H1 + 30 To, ...
    double[][] balance = {{130, -40, -60}, {-40, 130, -60}, {-60, -60, 150}};
    double[] heat = {1500 + 30 * outside, 900 + 30 * outside, 30 * outside};
    double[] expected =
        new LUDecomposition(new Array2DRowRealMatrix(balance))
            .getSolver()
            .solve(new ArrayRealVector(heat))
            .toArray();
    double[] reached = {after[0], after[1], after[2]};
    assertArrayEquals(expected, reached, 1e-6);
    assertEquals(1500, after[3], 1e-9);
  }

  @Test
  void theHeatThatIsStoredIsWhatCameInLessWhatWentOut() {
    double[] x = {12, 13, 11, 200, 800, -4, 5};
    double stored = stored(x);
    double balance = 0;
    for (int t = 0; t < 36; t++) {
      double[] next = robot.next(x, new double[] {3000, 500});
      balance += 600 * (flow(x) + flow(next)) / 2;
      x = next;
    }
    assertEquals(stored(x) - stored, balance, 0.02 * Math.abs(balance));
  }

  private static double stored(double[] x) {
    return 1e6 * (x[0] + x[1]) + 15e6 * x[2];
  }

  private static double flow(double[] x) {
    return x[3] + x[4] + 30 * (3 * x[5] - x[0] - x[1] - x[2]);
  }

  @Test
  void theRoomsAreAlikeAndTheClockRuns() {
    double[] one = Motion.after(robot, new double[] {12, 15, 11, 200, 900, 2, 5}, 12, 3000, 700);
    double[] other = Motion.after(robot, new double[] {15, 12, 11, 900, 200, 2, 5}, 12, 700, 3000);
    double[] swapped = {other[1], other[0], other[2], other[4], other[3], other[5], other[6]};
    assertArrayEquals(one, swapped, 1e-9);
    assertEquals(3, one[6], 1e-9);
  }

  @Test
  void aHouseAsColdAsOutsideWithoutHeatStaysSo() {
    double[] x = {4, 4, 4, 0, 0, 4, 8};
    double[] after = Motion.after(robot, x, 30, 0, 0);
    assertArrayEquals(new double[] {4, 4, 4, 0, 0, 4}, java.util.Arrays.copyOf(after, 6), 1e-9);
  }

  @Test
  void noStartIsTooWarmAndThePolicySeesRoomsOutsideAndTime() {
    SplittableRandom random = new SplittableRandom(9);
    for (int i = 0; i < 200; i++) {
      double[] x = robot.start(random);
      assertTrue(Math.max(x[0], x[1]) < 18);
      assertArrayEquals(new double[] {x[0], x[1], x[5], x[6]}, robot.observation(x));
    }
  }
}
