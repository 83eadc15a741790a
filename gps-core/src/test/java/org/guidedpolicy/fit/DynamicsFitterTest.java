package org.guidedpolicy.fit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.guidedpolicy.lqr.LinearGaussianDynamics;
import org.guidedpolicy.mixture.MixturePrior;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DynamicsFitterTest {
  private static final double[] STATE_UNITS = {1e3, 1e-3, 1.0, 1e3, 1.0};

  private final WorkPool pool = WorkPool.of(1);

  @AfterEach
  void closePool() {
    pool.close();
  }

  @Test
  void aDoubleIntegratorIsRecoveredFromManyEpisodes() {
    List<Trajectory> trajectories = Systems.degenerate(400, 0.01, 1);
    LinearGaussianDynamics fitted = fitAll(trajectories);
    double[] x = {0.3, -0.5, 0.7, -0.4, 0.0, 0.8};
    for (int t = 0; t < Systems.T - 1; t++) {
      double[] next = fitted.offset(t);
      for (int i = 0; i < 5; i++) {
        for (int j = 0; j < 6; j++) {
          next[i] += fitted.jacobian(t).get(i, j) * x[j];
        }
      }
      assertEquals(0.3 - 0.5 * Systems.DT, next[0], 0.01, "position at " + t);
      assertEquals(-0.5 + 0.8 * Systems.DT, next[1], 0.01, "velocity at " + t);
      assertEquals(0.7, next[2], 1e-3, "target at " + t);
      assertEquals(1e-4, fitted.covariance(t).get(0, 0), 3e-5, "noise at " + t);
    }
  }

  @Test
  void fewAndDegenerateEpisodesGiveFiniteDynamicsWithPositiveDefiniteNoise() {
    for (int episodes : new int[] {1, 2, 3, 20}) {
      List<Trajectory> trajectories = Systems.degenerate(episodes, 0.01, 2);
      assertUsable(fitAll(trajectories));
      List<Trajectory> noiseless = Systems.degenerate(episodes, 0.0, 3);
      assertUsable(fitAll(noiseless));
      List<Trajectory> twice = new ArrayList<>(trajectories);
      twice.addAll(trajectories);
      assertUsable(fitAll(twice));
    }
    assertUsable(fitAll(List.of(new Trajectory(3, new double[8], new double[3], new double[6]))));
  }

  @Test
  void onePointGroupsAreUsableUnderAPriorOfFewPoints() {
    List<Trajectory> trajectories = Systems.degenerate(4, 0.01, 2);
    MixturePrior many = Systems.dynamicsPrior(trajectories, pool);
    MixturePrior few = new MixturePrior(many.mixture(), 3, 1.0);
    assertTrue(few.at(new double[] {0.5, 0.5}).degrees() < 0);
    for (double strength : new double[] {1e-3, 1.0, 100.0}) {
      assertUsable(
          DynamicsFitter.prepare(trajectories, new MixturePrior(few.mixture(), 3, strength), pool)
              .fit(new int[] {2}));
    }
  }

  @Test
  void dynamicsFollowTheUnits() {
    List<Trajectory> trajectories = Systems.degenerate(8, 0.01, 4);
    double[] units = Arrays.copyOf(STATE_UNITS, 6);
    units[5] = 1e-3;
    LinearGaussianDynamics metres = fitAll(trajectories);
    LinearGaussianDynamics others = fitAll(Systems.inUnits(trajectories, STATE_UNITS, units[5]));
    for (int t = 0; t < Systems.T - 1; t++) {
      for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 6; j++) {
          if (j == 4) {
            continue; // a state entry that is zero throughout has no scale
          }
          assertEquals(
              metres.jacobian(t).get(i, j),
              others.jacobian(t).get(i, j) * units[j] / units[i],
              1e-6);
        }
        for (int j = 0; j < 4; j++) {
          double scale = Math.sqrt(metres.covariance(t).get(i, i) * metres.covariance(t).get(j, j));
          assertEquals(
              metres.covariance(t).get(i, j),
              others.covariance(t).get(i, j) / units[i] / units[j],
              1e-5 * scale);
        }
      }
    }
  }

  @Test
  void fitsAreTheSameForAnyNumberOfThreadsAndAnyListingOfMembers() {
    List<Trajectory> trajectories = Systems.degenerate(30, 0.01, 5);
    MixturePrior prior = Systems.dynamicsPrior(trajectories, pool);
    int[] members = {3, 7, 11, 29};
    LinearGaussianDynamics one = DynamicsFitter.prepare(trajectories, prior, pool).fit(members);
    for (int threads : new int[] {2, 4}) {
      try (WorkPool several = WorkPool.of(threads)) {
        assertSame(one, DynamicsFitter.prepare(trajectories, prior, several).fit(members), 0.0);
      }
    }
    int[] shuffled = {11, 29, 3, 7};
    assertSame(one, DynamicsFitter.prepare(trajectories, prior, pool).fit(shuffled), 0.0);
  }

  @Test
  void theOrderOfTrajectoriesDoesNotMatter() {
    List<Trajectory> trajectories = Systems.degenerate(30, 0.01, 5);
    MixturePrior prior = Systems.dynamicsPrior(trajectories, pool);
    List<Trajectory> reversed = new ArrayList<>(trajectories);
    java.util.Collections.reverse(reversed);
    assertSame(
        DynamicsFitter.prepare(trajectories, prior, pool).fit(new int[] {3, 7, 11, 29}),
        DynamicsFitter.prepare(reversed, prior, pool).fit(new int[] {26, 22, 18, 0}),
        1e-9);
  }

  @Test
  void groupsThatCannotBeFittedAreRefused() {
    List<Trajectory> trajectories = Systems.degenerate(4, 0.01, 5);
    MixturePrior prior = Systems.dynamicsPrior(trajectories, pool);
    DynamicsFitter fitter = DynamicsFitter.prepare(trajectories, prior, pool);
    assertThrows(IllegalArgumentException.class, () -> fitter.fit(new int[0]));
    assertThrows(IllegalArgumentException.class, () -> fitter.fit(new int[] {4}));
    assertThrows(IllegalArgumentException.class, () -> fitter.leaveOneOut(new int[] {1}));
    List<Trajectory> unequal = new ArrayList<>(trajectories);
    unequal.add(new Trajectory(3, new double[20], new double[3], new double[15]));
    assertThrows(
        IllegalArgumentException.class, () -> DynamicsFitter.prepare(unequal, prior, pool));
  }

  private LinearGaussianDynamics fitAll(List<Trajectory> trajectories) {
    return DynamicsFitter.prepare(trajectories, Systems.dynamicsPrior(trajectories, pool), pool)
        .fit(IntStream.range(0, trajectories.size()).toArray());
  }

  private static void assertUsable(LinearGaussianDynamics dynamics) {
    for (int t = 0; t < dynamics.horizon() - 1; t++) {
      assertTrue(
          Arrays.stream(dynamics.jacobian(t).data).allMatch(f -> Math.abs(f) < 1e3), "fxu " + t);
      assertTrue(Arrays.stream(dynamics.offset(t)).allMatch(Double::isFinite), "fc " + t);
      DMatrixRMaj F = dynamics.covariance(t);
      assertTrue(DecompositionFactory_DDRM.chol(F.numRows, true).decompose(F.copy()), "F at " + t);
    }
  }

  private static void assertSame(
      LinearGaussianDynamics a, LinearGaussianDynamics b, double tolerance) {
    for (int t = 0; t < a.horizon() - 1; t++) {
      assertArrayEquals(a.jacobian(t).data, b.jacobian(t).data, tolerance);
      assertArrayEquals(a.offset(t), b.offset(t), tolerance);
      assertArrayEquals(a.covariance(t).data, b.covariance(t).data, tolerance);
    }
  }
}
