package org.guidedpolicy.examples.pointmass;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.guidedpolicy.cost.CostDerivatives;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.Test;

class PointMassTest {
  private static final Pillar PILLAR = new Pillar(0.2, -0.1, 0.3);
  private final PointMassTask task = new PointMassTask();

  @Test
  void aConstantForceBringsTheDiscToTheSpeedAtWhichFrictionHoldsIt() {
    PointMassEnvironment table = new PointMassEnvironment();
    table.reset(new SplittableRandom(1));
    double[] x = {};
    for (int t = 0; t < 400; t++) {
      x = table.step(new double[] {0.6, -1.2}).state();
    }
    assertArrayEquals(new double[] {0.6, -1.2}, Arrays.copyOfRange(x, 2, 4), 1e-6);
  }

  @Test
  void nothingStartsInAPillar() {
    PointMassEnvironment table = new PointMassEnvironment();
    for (int i = 0; i < 1000; i++) {
      double[] x = table.reset(new SplittableRandom(i)).state();
      for (Pillar pillar : PointMassEnvironment.PILLARS) {
        assertTrue(pillar.clearance(x[0], x[1]) > PointMassEnvironment.FREE);
        assertTrue(pillar.clearance(x[4], x[5]) > PointMassEnvironment.FREE);
      }
      assertArrayEquals(new double[2], Arrays.copyOfRange(x, 2, 4));
    }
  }

  @Test
  void pillarCostHasTheGradientOfItsValueAndTheGaussNewtonHessian() {
    PillarCost cost = new PillarCost(PILLAR, 0.2, 50);
    CostFunction byDifferences = cost::value;
    SplittableRandom random = new SplittableRandom(2);
    double[] u = new double[2];
    for (int trial = 0; trial < 200; trial++) {
      double[] x = random.doubles(6, -0.6, 0.9).toArray();
      CostDerivatives exact = new CostDerivatives(6, 2);
      cost.addDerivatives(0, 10, x, u, exact);
      CostDerivatives numeric = new CostDerivatives(6, 2);
      byDifferences.addDerivatives(0, 10, x, u, numeric);
      assertEquals(cost.value(0, 10, x, u), exact.value(), 1e-15);
      double depth = Math.max(0, 0.2 - PILLAR.clearance(x[0], x[1]));
      for (int i = 0; i < 8; i++) {
        assertEquals(numeric.gradient(i), exact.gradient(i), 1e-5);
        for (int j = 0; j < 8; j++) {
          // weight/2 depth^2: Hessian = g g^T / (weight depth^2) where there is any
          double expected =
              depth == 0 ? 0 : exact.gradient(i) * exact.gradient(j) / (50 * depth * depth);
          assertEquals(expected, exact.hessian(i, j), 1e-9);
        }
      }
    }
  }

  private static Trajectory through(double... xy) {
    int T = xy.length / 2 - 1;
    double[] states = new double[(T + 1) * 6];
    for (int t = 0; t <= T; t++) {
      states[t * 6] = xy[2 * t];
      states[t * 6 + 1] = xy[2 * t + 1];
      states[t * 6 + 4] = 1;
    }
    return new Trajectory(T, states, new double[T * 2], new double[T * 6]);
  }

  @Test
  void successNeedsTheGoalAndNoTouch() {
    Pillar pillar = PointMassEnvironment.PILLARS.get(0);
    double touching = pillar.y() + pillar.radius() + PointMassEnvironment.RADIUS;
    assertTrue(PointMassTask.reaches(through(-1, 0, pillar.x(), touching + 1e-3, 1, 0.09)));
    assertFalse(PointMassTask.reaches(through(-1, 0, pillar.x(), touching - 1e-3, 1, 0.09)));
    assertFalse(PointMassTask.reaches(through(-1, 0, 1, 0, 1, 0.11)));
    assertEquals(0.09, PointMassTask.distance(through(-1, 0, 1, 0.09)), 1e-12);
  }
}
