package org.guidedpolicy.initial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.Test;

class DemonstrationControllerTest {
  private static final int T = 12;
  private static final int DX = 4;
  private static final int DU = 2;
  private static final EnvironmentSpec SPEC = EnvironmentSpec.builder(DX, DU).horizon(T).build();
  private static final double[] X1 = new double[DX];
  private static final double NOISE = 0.3;

  /** Gains and offsets that change slowly over the episode; the last state entry is not used. */
  private static double[] demonstrated(int t, double[] x) {
    double s = 1 + 0.05 * t;
    return new double[] {-2 * s * x[0] - x[1] + 0.5, x[2] - 0.3 * s * x[0] + 0.1 * t};
  }

  private static List<Trajectory> demonstrations(int count, double noise, double[] units) {
    RandomGenerator random = new SplittableRandom(1);
    List<Trajectory> all = new ArrayList<>();
    for (int m = 0; m < count; m++) {
      double[] states = new double[(T + 1) * DX];
      double[] actions = new double[T * DU];
      for (int t = 0; t <= T; t++) {
        double[] x = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian() + 5, 3.0};
        for (int j = 0; j < DX; j++) {
          states[t * DX + j] = x[j] * units[j];
        }
        for (int i = 0; i < DU && t < T; i++) {
          actions[t * DU + i] = demonstrated(t, x)[i] + noise * random.nextGaussian();
        }
      }
      all.add(new Trajectory(T, states, actions, new double[T]));
    }
    return all;
  }

  private static final double[] METRES = {1, 1, 1, 1};

  @Test
  void demonstrationsOfAKnownControllerGiveThatController() {
    LinearGaussianController controller =
        DemonstrationController.from(demonstrations(40, 0, METRES))
            .neighbours(0)
            .ridge(1e-10)
            .startingAt(SPEC, X1);
    RandomGenerator random = new SplittableRandom(2);
    double[] u = new double[DU];
    for (int t = 0; t < T; t++) {
      double[] x = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian(), 3};
      controller.mean(t, x, u);
      assertArrayEquals(demonstrated(t, x), u, 1e-7);
    }
  }

  @Test
  void theDemonstratorsNoiseBecomesExploration() {
    LinearGaussianController controller =
        DemonstrationController.from(demonstrations(300, NOISE, METRES))
            .neighbours(0)
            .minimumVariance(1e-9)
            .startingAt(SPEC, X1);
    for (int t = 0; t < T; t++) {
      DMatrixRMaj C = controller.covariance(t);
      assertEquals(NOISE * NOISE, C.get(0, 0), 0.02);
      assertEquals(NOISE * NOISE, C.get(1, 1), 0.02);
      assertEquals(0, C.get(0, 1), 0.02);
    }
  }

  @Test
  void theNoiseOfFewDemonstrationsIsNotUnderestimated() {
    // 6 samples, 4 parameters: the residual's mean square would be a third of the variance.
    double sum = 0;
    List<Trajectory> all = demonstrations(600, NOISE, METRES);
    for (int group = 0; group < 100; group++) {
      LinearGaussianController controller =
          DemonstrationController.from(all.subList(6 * group, 6 * group + 6))
              .neighbours(0)
              .ridge(1e-9)
              .minimumVariance(1e-9)
              .startingAt(SPEC, X1);
      for (int t = 0; t < T; t++) {
        sum += controller.covariance(t).get(0, 0) / (100 * T);
      }
    }
    assertEquals(NOISE * NOISE, sum, 0.1 * NOISE * NOISE);
  }

  @Test
  void oneDemonstrationIsEnoughForAFiniteController() {
    for (int neighbours : new int[] {0, 1, 50}) {
      LinearGaussianController controller =
          DemonstrationController.from(demonstrations(1, 0, METRES))
              .neighbours(neighbours)
              .startingAt(SPEC, X1);
      for (int t = 0; t < T; t++) {
        for (double gain : controller.gain(t).data) {
          assertTrue(Double.isFinite(gain));
        }
        DMatrixRMaj C = controller.covariance(t);
        double determinant = C.get(0, 0) * C.get(1, 1) - C.get(0, 1) * C.get(1, 0);
        assertTrue(C.get(0, 0) > 0 && determinant > 0, "positive definite");
      }
    }
  }

  @Test
  void unitsOfTheStateDoNotMatter() {
    double[] units = {1e3, 1e-3, 1e6, 1e-6};
    LinearGaussianController metres =
        DemonstrationController.from(demonstrations(5, NOISE, METRES)).startingAt(SPEC, X1);
    LinearGaussianController others =
        DemonstrationController.from(demonstrations(5, NOISE, units)).startingAt(SPEC, X1);
    for (int t = 0; t < T; t++) {
      for (int i = 0; i < DU; i++) {
        assertEquals(metres.offset(t)[i], others.offset(t)[i], 1e-6);
        for (int j = 0; j < DX; j++) {
          double expected = metres.gain(t).get(i, j);
          assertEquals(expected, others.gain(t).get(i, j) * units[j], 1e-8, i + "," + j);
        }
      }
      assertArrayEquals(metres.covariance(t).data, others.covariance(t).data, 1e-8);
    }
  }

  @Test
  void constantAndRepeatedEntriesGiveNoWildGains() {
    List<Trajectory> all = new ArrayList<>();
    for (Trajectory d : demonstrations(10, NOISE, METRES)) {
      double[] states = new double[(T + 1) * DX];
      for (int t = 0; t <= T; t++) {
        double x0 = d.state(t, 0);
        System.arraycopy(new double[] {x0, x0, 2 * x0 + 1, 7}, 0, states, t * DX, DX);
      }
      double[] actions = new double[T * DU];
      for (int t = 0; t < T; t++) {
        d.copyAction(t, actions, t * DU);
      }
      all.add(new Trajectory(T, states, actions, new double[T]));
    }
    LinearGaussianController controller = DemonstrationController.from(all).startingAt(SPEC, X1);
    for (int t = 0; t < T; t++) {
      for (double gain : controller.gain(t).data) {
        assertTrue(Math.abs(gain) < 10, "gain " + gain);
      }
      assertEquals(0, controller.gain(t).get(0, 3));
    }
  }

  @Test
  void demonstrationsThatDoNotFitAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> DemonstrationController.from(List.of()));
    List<Trajectory> mixed = new ArrayList<>(demonstrations(1, 0, METRES));
    mixed.add(new Trajectory(1, new double[8], new double[2], new double[1]));
    assertEquals(
        "demonstration 1 is Trajectory[horizon=1, dX=4, dU=2, dO=1], the first is"
            + " Trajectory[horizon=12, dX=4, dU=2, dO=1]; give equal ones",
        assertThrows(IllegalArgumentException.class, () -> DemonstrationController.from(mixed))
            .getMessage());
    DemonstrationController good = DemonstrationController.from(demonstrations(1, 0, METRES));
    assertThrows(IllegalArgumentException.class, () -> good.neighbours(-1));
    assertThrows(IllegalArgumentException.class, () -> good.ridge(0));
    assertThrows(IllegalArgumentException.class, () -> good.minimumVariance(0));
    EnvironmentSpec longer = EnvironmentSpec.builder(DX, DU).horizon(T + 1).build();
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> good.startingAt(longer, X1))
            .getMessage()
            .startsWith("the demonstrations are Trajectory[horizon=12"));
  }
}
