package org.guidedpolicy.gps;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.SplittableRandom;
import org.guidedpolicy.lqr.QuadraticCost;
import org.junit.jupiter.api.Test;

class CostAverageTest {
  private static final int T = 3;

  private static QuadraticCost random(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] hessian = new double[T * 9];
    for (int t = 0; t < T; t++) {
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j <= i; j++) {
          double h = random.nextDouble(-1, 1);
          hessian[t * 9 + i * 3 + j] = h;
          hessian[t * 9 + j * 3 + i] = h;
        }
      }
    }
    return QuadraticCost.of(
        T, 2, 1, random.doubles(T).toArray(), random.doubles(T * 3).toArray(), hessian);
  }

  /** Constant, gradient and Hessian are so in absolute coordinates, hence everywhere. */
  @Test
  void itIsTheMeanOfTheCostsAtAnyStateAndAction() {
    List<QuadraticCost> costs = List.of(random(1), random(2), random(3));
    QuadraticCost mean = CostAverage.of(costs);
    double[][] points = {{0, 0, 0}, {1, -2, 0.5}, {-0.3, 4, 2}};
    for (int t = 0; t < T; t++) {
      for (double[] z : points) {
        double expected = 0;
        for (QuadraticCost cost : costs) {
          expected += value(cost, t, z) / 3;
        }
        assertEquals(expected, value(mean, t, z), 1e-13);
      }
    }
  }

  private static double value(QuadraticCost cost, int t, double[] z) {
    double value = cost.constant(t);
    for (int i = 0; i < 3; i++) {
      value += cost.gradient(t)[i] * z[i];
      for (int j = 0; j < 3; j++) {
        value += 0.5 * z[i] * cost.hessian(t).get(i, j) * z[j];
      }
    }
    return value;
  }

  @Test
  void oneCostIsItsOwnMean() {
    QuadraticCost one = random(4);
    QuadraticCost mean = CostAverage.of(List.of(one));
    for (int t = 0; t < T; t++) {
      assertEquals(one.constant(t), mean.constant(t));
      assertArrayEquals(one.gradient(t), mean.gradient(t));
      assertArrayEquals(one.hessian(t).data, mean.hessian(t).data);
    }
  }
}
