package org.guidedpolicy.fit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.guidedpolicy.mixture.NormalInverseWishart;
import org.junit.jupiter.api.Test;

class LeaveOneOutTest {
  private static final int GIVEN = 4;
  private static final int TARGET = 3;
  private static final int D = GIVEN + TARGET;

  @Test
  void closedFormEqualsARefitWithoutThePoint() {
    RandomGenerator random = new SplittableRandom(3);
    for (int n : new int[] {2, 3, 6, 20}) {
      for (double strength : new double[] {0.3, 1.0, 5.0}) {
        double[] points = random.doubles(n * D, -1, 1).toArray();
        NormalInverseWishart prior = prior(strength, random);
        ConditionalGaussian all = new ConditionalGaussian(GIVEN, TARGET);
        all.fit(points, n, prior, new double[GIVEN]);
        LeaveOneOut left = new LeaveOneOut(all, points, n, prior);
        for (int p = 0; p < n; p++) {
          left.without(p);
          assertEqualsRefit(left, points, n, p, prior);
        }
      }
    }
  }

  private static void assertEqualsRefit(
      LeaveOneOut left, double[] points, int n, int p, NormalInverseWishart prior) {
    double[] others = new double[(n - 1) * D];
    System.arraycopy(points, 0, others, 0, p * D);
    System.arraycopy(points, (p + 1) * D, others, p * D, (n - 1 - p) * D);
    ConditionalGaussian refit = new ConditionalGaussian(GIVEN, TARGET);
    refit.fit(others, n - 1, prior, new double[GIVEN]);
    double[] gain = new double[TARGET * GIVEN];
    double[] residual = new double[TARGET];
    double[] covariance = new double[TARGET * TARGET];
    refit.copyGain(gain, 0);
    refit.copyOffset(residual, 0);
    refit.copyCovariance(covariance, 0);
    for (int i = 0; i < TARGET; i++) {
      residual[i] = points[p * D + GIVEN + i] - residual[i];
      for (int j = 0; j < GIVEN; j++) {
        residual[i] -= gain[i * GIVEN + j] * points[p * D + j];
      }
    }
    double[] leftResidual = new double[TARGET];
    double[] leftCovariance = new double[TARGET * TARGET];
    left.copyResidual(leftResidual);
    left.copyCovariance(leftCovariance);
    assertArrayEquals(residual, leftResidual, 1e-9);
    assertArrayEquals(covariance, leftCovariance, 1e-9);
    assertEquals(new NormalDensity(TARGET).log(residual, covariance), left.logDensity(), 1e-7);
  }

  private static NormalInverseWishart prior(double strength, RandomGenerator random) {
    double[] A = random.doubles(D * D, -1, 1).toArray();
    double[] scale = new double[D * D];
    for (int i = 0; i < D; i++) {
      scale[i * D + i] = 0.1 * strength;
      for (int j = 0; j < D; j++) {
        for (int k = 0; k < D; k++) {
          scale[i * D + j] += strength * A[i * D + k] * A[j * D + k];
        }
      }
    }
    return new NormalInverseWishart(
        random.doubles(D, -1, 1).toArray(), scale, strength, 0.9 * strength);
  }
}
