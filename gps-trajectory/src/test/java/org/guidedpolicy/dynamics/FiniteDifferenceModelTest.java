package org.guidedpolicy.dynamics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.guidedpolicy.parallel.WorkPool;
import org.junit.jupiter.api.Test;

class FiniteDifferenceModelTest {
  private final double[] fx = new double[4];
  private final double[] fu = new double[2];

  @Test
  void derivativesOfThePendulumAreThoseOfItsEquations() {
    Model model = FiniteDifferenceModel.of(2, 1, Systems::pendulum);
    double[] x = {0.8, -1.3};
    model.linearize(x, new double[] {0.4}, fx, fu);
    double dv = 1 - 0.05 * 0.1;
    double da = -0.05 * 9.81 * Math.cos(0.8);
    assertArrayEquals(new double[] {1 + 0.05 * da, 0.05 * dv, da, dv}, fx, 1e-9);
    assertArrayEquals(new double[] {0.05 * 0.15, 0.15}, fu, 1e-9);
    assertArrayEquals(new double[] {0.8, -1.3}, x);
  }

  @Test
  void theNextStateIsTheFunctionsAndMayReplaceTheState() {
    Model model = FiniteDifferenceModel.of(2, 1, Systems::pendulum);
    double[] x = {0.8, -1.3};
    double[] expected = new double[2];
    Systems.pendulum(x, new double[] {0.4}, expected);
    model.next(x, new double[] {0.4}, x);
    assertArrayEquals(expected, x);
  }

  @Test
  void stepsFollowTheScaleOfTheEntries() {
    // f = sin(1e6 x): a step of 6e-6 would jump over whole waves.
    FiniteDifferenceModel coarse =
        FiniteDifferenceModel.of(1, 1, (x, u, next) -> next[0] = Math.sin(1e6 * x[0]) + u[0]);
    double[] x = {0.3e-6};
    double[] fx = new double[1];
    double[] fu = new double[1];
    coarse.linearize(x, new double[1], fx, fu);
    assertTrue(Math.abs(fx[0] / (1e6 * Math.cos(0.3)) - 1) > 0.1);
    coarse.withScales(1e-6, 1).linearize(x, new double[1], fx, fu);
    assertEquals(1, fx[0] / (1e6 * Math.cos(0.3)), 1e-9);
    // Far from 0 the step grows with the entry: rounding would otherwise rule.
    coarse = FiniteDifferenceModel.of(1, 1, (y, u, next) -> next[0] = y[0] * y[0] * 1e-9);
    coarse.linearize(new double[] {1e9}, new double[1], fx, fu);
    assertEquals(2, fx[0], 1e-9);
  }

  @Test
  void atALimitOfTheActionTheDifferenceIsTakenInwards() {
    FiniteDifferenceModel clipped =
        FiniteDifferenceModel.of(
            2, 1, (x, u, next) -> next[0] = 3 * Math.max(-1, Math.min(1, u[0])));
    clipped.linearize(new double[2], new double[] {1}, fx, fu);
    assertEquals(1.5, fu[0], 1e-9);
    Model limited = clipped.withActionLimits(new double[] {-1}, new double[] {1});
    for (double u : new double[] {-1, 1, 0.2, 1 - 1e-9}) {
      limited.linearize(new double[2], new double[] {u}, fx, fu);
      assertEquals(3, fu[0], 1e-8, "at " + u);
    }
    Model narrow = clipped.withActionLimits(new double[] {-1e-8}, new double[] {1e-8});
    narrow.linearize(new double[2], new double[] {0}, fx, fu);
    assertEquals(3, fu[0], 1e-8);
  }

  @Test
  void eachThreadMayHaveAFunctionOfItsOwn() {
    Set<double[]> memories = ConcurrentHashMap.newKeySet();
    Model model =
        FiniteDifferenceModel.perThread(
            2,
            1,
            () -> {
              double[] memory = new double[2];
              memories.add(memory);
              return (x, u, next) -> {
                Systems.pendulum(x, u, memory);
                System.arraycopy(memory, 0, next, 0, 2);
              };
            });
    double[][] results = new double[400][4];
    try (WorkPool pool = WorkPool.of(4)) {
      pool.forEach(
          results.length,
          k -> model.linearize(new double[] {k, 1}, new double[1], results[k], new double[2]));
    }
    for (int k = 0; k < results.length; k++) {
      model.linearize(new double[] {k, 1}, new double[1], fx, fu);
      assertArrayEquals(fx, results[k]);
    }
    assertTrue(memories.size() <= 4);
  }

  @Test
  void arraysOfAWrongLengthAreNamed() {
    Model model = FiniteDifferenceModel.of(2, 1, Systems::pendulum);
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> model.linearize(new double[2], new double[1], new double[3], new double[2]));
    assertEquals("fx has 3 entries, expected 4 (dX x dX)", e.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> model.next(new double[2], new double[2], new double[2]));
  }
}
