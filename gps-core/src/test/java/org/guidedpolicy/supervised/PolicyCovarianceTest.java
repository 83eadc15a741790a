package org.guidedpolicy.supervised;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.guidedpolicy.policy.Samples;
import org.junit.jupiter.api.Test;

class PolicyCovarianceTest {

  /** E[loss] + log|S|, whose minimum over S defines the covariance. */
  private static double objective(double[] S, double[] precisions, int dU) {
    DMatrixRMaj covariance = new DMatrixRMaj(dU, dU, true, S);
    double sum = 0;
    int N = precisions.length / (dU * dU);
    for (int n = 0; n < N; n++) {
      double[] P = Arrays.copyOfRange(precisions, n * dU * dU, (n + 1) * dU * dU);
      DMatrixRMaj product = new DMatrixRMaj(dU, dU);
      CommonOps_DDRM.mult(new DMatrixRMaj(dU, dU, true, P), covariance, product);
      sum += CommonOps_DDRM.trace(product) / N;
    }
    return sum - Math.log(CommonOps_DDRM.det(covariance));
  }

  @Test
  void noNearbyCovarianceIsBetterThanTheFullOne() {
    SplittableRandom random = new SplittableRandom(3);
    int dU = 3;
    double[] precisions = new double[20 * dU * dU];
    for (int n = 0; n < 20; n++) {
      System.arraycopy(
          Samples.positiveDefinite(random, dU, 0.1), 0, precisions, n * dU * dU, dU * dU);
    }
    double[] best = PolicyCovariance.full(dU, precisions);
    double optimum = objective(best, precisions, dU);
    for (int trial = 0; trial < 200; trial++) {
      double[] other = best.clone();
      for (int i = 0; i < dU; i++) {
        for (int j = 0; j <= i; j++) {
          double change = 1e-3 * random.nextGaussian() * Math.sqrt(best[i * dU + i]);
          other[i * dU + j] += change * Math.sqrt(best[j * dU + j]);
          other[j * dU + i] = other[i * dU + j];
        }
      }
      assertTrue(objective(other, precisions, dU) >= optimum, "trial " + trial);
    }
  }

  @Test
  void aFloorRaisesEveryDirectionToItAndLeavesTheOthers() {
    // 45 degrees between the axes: standard deviation 0.1 along one diagonal, 2 along the other
    double[] covariance = {2.005, 1.995, 1.995, 2.005};
    double[] raised = PolicyCovariance.withFloor(covariance, new double[] {0.5, 0.5});
    assertArrayEquals(new double[] {2.125, 1.875, 1.875, 2.125}, raised, 1e-12);
  }

  @Test
  void aFloorFollowsTheUnitsOfEachAction() {
    SplittableRandom random = new SplittableRandom(5);
    double[] covariance = Samples.positiveDefinite(random, 3, 0);
    double[] floor = {0.8, 1.2, 2};
    double[] units = {1000, 1, 0.001};
    double[] raised = PolicyCovariance.withFloor(covariance, floor);
    double[] scaled = new double[9];
    double[] scaledFloor = new double[3];
    for (int i = 0; i < 3; i++) {
      scaledFloor[i] = floor[i] * units[i];
      for (int j = 0; j < 3; j++) {
        scaled[i * 3 + j] = covariance[i * 3 + j] * units[i] * units[j];
      }
    }
    double[] raisedScaled = PolicyCovariance.withFloor(scaled, scaledFloor);
    for (int k = 0; k < 9; k++) {
      double expected = raised[k] * units[k / 3] * units[k % 3];
      assertEquals(expected, raisedScaled[k], 1e-9 * Math.abs(expected), "entry " + k);
    }
    for (int i = 0; i < 3; i++) {
      assertTrue(raised[i * 3 + i] >= floor[i] * floor[i] - 1e-9);
    }
  }

  @Test
  void aFloorBelowTheCovarianceChangesNoBit() {
    double[] covariance = Samples.positiveDefinite(new SplittableRandom(7), 4, 1);
    double[] floor = {0.5, 0.5, 0.5, 0.5};
    assertArrayEquals(covariance, PolicyCovariance.withFloor(covariance, floor));
    assertArrayEquals(covariance, PolicyCovariance.withFloor(covariance, new double[4]));
  }

  @Test
  void aFloorMustBePositiveEverywhereOrNowhere() {
    double[] covariance = {1, 0, 0, 1};
    var mixed =
        assertThrows(
            IllegalArgumentException.class,
            () -> PolicyCovariance.withFloor(covariance, new double[] {1, 0}));
    assertTrue(mixed.getMessage().contains("floor[1]"), mixed.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> PolicyCovariance.withFloor(covariance, new double[] {1, Double.NaN}));
  }

  @Test
  void targetsGiveTheFormAskedFor() {
    double[] precisions = {4, 1, 1, 4, 4, -1, -1, 2};
    SupervisedTargets targets =
        new SupervisedTargets(1, 2, new double[2], new double[4], precisions);
    assertArrayEquals(
        new double[] {0.25, 0, 0, 1 / 3.0}, PolicyCovariance.of(targets, true, 0), 1e-15);
    assertArrayEquals(
        new double[] {0.25, 0, 0, 1 / 3.0}, PolicyCovariance.of(targets, false, 0), 1e-15);
    assertArrayEquals(
        new double[] {0.36, 0, 0, 0.36}, PolicyCovariance.of(targets, true, 0.6), 1e-15);
  }

  @Test
  void anAverageThatIsNoPrecisionIsRefused() {
    double[] indefinite = {1, 2, 2, 1};
    assertThrows(IllegalArgumentException.class, () -> PolicyCovariance.full(2, indefinite));
    assertThrows(
        IllegalArgumentException.class, () -> PolicyCovariance.diagonal(1, new double[] {-1}));
    assertThrows(
        IllegalArgumentException.class, () -> PolicyCovariance.full(2, new double[] {1, 2, 3}));
  }
}
