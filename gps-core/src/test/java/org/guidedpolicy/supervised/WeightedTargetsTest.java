package org.guidedpolicy.supervised;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightedTargetsTest {
  private static final double[][] P = {{2, 0.5, 0.5, 1}, {4, -1, -1, 3}, {1, 0.2, 0.2, 0.5}};

  private static SupervisedTargets targets() {
    double[] precisions = new double[12];
    for (int n = 0; n < 3; n++) {
      System.arraycopy(P[n], 0, precisions, n * 4, 4);
    }
    return new SupervisedTargets(
        1, 2, new double[] {1, 2, 3}, new double[] {1, 2, 3, 4, 5, 6}, precisions);
  }

  /** Of one action each. */
  private static double[] weights(double... weights) {
    int N = weights.length;
    double[] ones = new double[N];
    Arrays.fill(ones, 1);
    return new SupervisedTargets(1, 1, new double[N], new double[N], ones)
        .weighted(weights)
        .precisions();
  }

  @Test
  void theCovarianceIsTheInverseOfTheWeightedMeanPrecision() {
    double[] w = {1, 2, 1.5};
    double a = 0;
    double b = 0;
    double d = 0;
    for (int n = 0; n < 3; n++) {
      a += w[n] * P[n][0] / 4.5;
      b += w[n] * P[n][1] / 4.5;
      d += w[n] * P[n][3] / 4.5;
    }
    double det = a * d - b * b;
    double[] expected = {d / det, -b / det, -b / det, a / det};
    assertArrayEquals(expected, PolicyCovariance.of(targets().weighted(w), false, 0), 1e-14);
  }

  @Test
  void thePrecisionPenaltyIsAddedToTheMean() {
    SupervisedTargets weighted = targets().weighted(new double[] {1, 2, 1.5});
    double[] without = PolicyCovariance.of(weighted, true, 0);
    double[] with = PolicyCovariance.of(weighted.withPrecisionAdded(0.7), true, 0);
    assertEquals(1 / without[0] + 0.7, 1 / with[0], 1e-14);
    assertEquals(1 / without[3] + 0.7, 1 / with[3], 1e-14);
  }

  @Test
  void onlyPrecisionsChange() {
    SupervisedTargets weighted = targets().weighted(new double[] {1, 2, 1.5});
    assertArrayEquals(targets().means(), weighted.means());
    assertArrayEquals(targets().observations(), weighted.observations());
  }

  @Test
  void weightsAreScaledToMeanOne() {
    assertArrayEquals(new double[] {0.5, 1, 1.5}, weights(1, 2, 3), 1e-15);
    assertArrayEquals(new double[] {0.5, 1, 1.5}, weights(0.001, 0.002, 0.003), 1e-15);
    assertArrayEquals(new double[] {1, 1, 1}, weights(0.002, 0.002, 0.002), 1e-15);
  }

  @Test
  void noPointWeighsMoreThanTwiceTheMedian() {
    // 1, 1, 1, 1, 2 of mean 1.2
    double[] clipped = weights(1, 1, 1, 1, 1000);
    assertArrayEquals(new double[] {1 / 1.2, 1 / 1.2, 1 / 1.2, 1 / 1.2, 2 / 1.2}, clipped, 1e-15);
    assertArrayEquals(weights(1, 1, 1, 1, 2), clipped);
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0})
  void weightsThatAreNotPositiveAndFiniteAreRefused(double weight) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> weights(1, weight, 1));
    assertTrue(e.getMessage().contains("weights[1]"), e.getMessage());
    assertTrue(e.getMessage().contains(String.valueOf(weight)), e.getMessage());
  }

  @Test
  void thereIsAWeightForEachPoint() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> targets().weighted(new double[] {1, 1}));
    assertTrue(e.getMessage().contains("weights has 2 entries, expected 3"), e.getMessage());
  }
}
