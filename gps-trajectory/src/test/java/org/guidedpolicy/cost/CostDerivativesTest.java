package org.guidedpolicy.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.guidedpolicy.cost.DistanceCost.Norm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CostDerivativesTest {
  private static final int DX = 7;
  private static final int DU = 3;
  private static final int T = 10;

  private record Named(String name, CostFunction cost) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Named> costs() {
    RandomGenerator random = new SplittableRandom(1);
    double[][] A = new double[4][DX];
    for (double[] row : A) {
      for (int j = 0; j < DX; j += 2) {
        row[j] = random.nextGaussian();
      }
    }
    List<Named> all = new ArrayList<>();
    all.add(new Named("action, one weight", ActionCost.quadratic(0.3)));
    all.add(new Named("action, weights", ActionCost.quadratic(0.3, 0, 2)));
    for (Norm norm : Norm.values()) {
      DistanceCost toTarget = DistanceCost.toTarget(new int[] {5, 1, 2}, 0.1, -0.4, 0.9);
      DistanceCost between = DistanceCost.between(new int[] {0, 1}, new int[] {4, 0});
      DistanceCost linear = DistanceCost.linear(A, 0.1, 0.2, 0.3, 0.4);
      all.add(new Named(norm + " to target", toTarget.norm(norm).l1(0.7).alpha(0.1)));
      all.add(new Named(norm + " between", between.norm(norm).l1(2).l2(0).alpha(0.2)));
      all.add(
          new Named(
              norm + " linear, weighted",
              linear.norm(norm).weights(1, 0.5, 2, 0).l1(0.7).l2(3).alpha(0.1)));
      for (CostRamp.Shape shape : CostRamp.Shape.values()) {
        CostRamp ramp = new CostRamp(shape, 5);
        all.add(
            new Named(
                norm + " with ramp " + shape, toTarget.norm(norm).l1(1).alpha(0.1).ramp(ramp)));
        all.add(
            new Named(
                norm + " ramped " + shape,
                CostFunction.sum(between, toTarget.norm(norm).l1(1).alpha(0.1).ramp(ramp))
                    .ramped(CostRamp.quadratic())
                    .times(-0.4)));
      }
    }
    all.add(
        new Named(
            "sum of sums",
            CostFunction.sum(
                all.get(0).cost,
                CostFunction.sum(all.get(2).cost, (t, h, x, u) -> Math.sin(x[3] * u[1])),
                all.get(3).cost.times(0.5))));
    return all;
  }

  @ParameterizedTest
  @MethodSource("costs")
  void derivativesAgreeWithFiniteDifferences(Named named) {
    RandomGenerator random = new SplittableRandom(2);
    for (int t : new int[] {0, 4, T - 1}) {
      double[] x = gaussian(random, DX);
      double[] u = gaussian(random, DU);
      CostDerivatives exact = new CostDerivatives(DX, DU);
      named.cost.addDerivatives(t, T, x, u, exact);
      CostDerivatives expected = new CostDerivatives(DX, DU);
      FiniteDifferenceCost.of(named.cost).addDerivatives(t, T, x, u, expected);

      assertEquals(named.cost.value(t, T, x, u), exact.value(), 1e-12);
      for (int i = 0; i < DX + DU; i++) {
        assertEquals(expected.gradient(i), exact.gradient(i), 1e-6, "gradient " + i);
        for (int j = 0; j < DX + DU; j++) {
          assertEquals(expected.hessian(i, j), exact.hessian(i, j), 2e-5, "hessian " + i + j);
        }
      }
    }
  }

  @Test
  void derivativesOfCostsAddUp() {
    CostFunction cost = ActionCost.quadratic(2);
    CostDerivatives out = new CostDerivatives(1, 1);
    double[] x = {0};
    double[] u = {3};
    cost.addDerivatives(0, 1, x, u, out);
    cost.times(10).addDerivatives(0, 1, x, u, out);
    cost.addDerivatives(0, 1, x, u, out);
    assertEquals(12 * 9, out.value());
    assertEquals(12 * 6, out.gradient(1));
    assertEquals(12 * 2, out.hessian(1, 1));
    out.clear();
    assertEquals(0, out.value());
    assertEquals(0, out.gradient(1));
    assertEquals(0, out.hessian(1, 1));
  }

  @Test
  void nothingIsAllocatedForAStep() {
    CostFunction cost =
        CostFunction.sum(
            ActionCost.quadratic(1e-3),
            DistanceCost.between(new int[] {0, 1}, new int[] {2, 3}).l1(1),
            DistanceCost.toTarget(new int[] {0, 1}, 0, 0)
                .norm(Norm.LOG)
                .l1(1)
                .ramp(CostRamp.finalStep().finalMultiplier(10)));
    double[] x = {0.1, 0.2, 0.3, 0.4};
    double[] u = {1};
    CostDerivatives out = new CostDerivatives(4, 1);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    long before = 0;
    for (int i = 0; i < 3000; i++) {
      if (i == 1000) {
        before = threads.getThreadAllocatedBytes(id);
      }
      cost.addDerivatives(i % T, T, x, u, out);
    }
    long perStep = (threads.getThreadAllocatedBytes(id) - before) / 2000;
    assertTrue(perStep < 8, perStep + " bytes for a step");
  }

  private static double[] gaussian(RandomGenerator random, int n) {
    return random.doubles(n, -1.5, 1.5).toArray();
  }
}
