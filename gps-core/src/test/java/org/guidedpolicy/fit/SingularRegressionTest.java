package org.guidedpolicy.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.guidedpolicy.mixture.NormalInverseWishart;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.Test;

/** Regressions that their data do not determine, and arguments that fit no regression. */
class SingularRegressionTest {
  private static final int POINTS = 5;

  /** [v, v, 3 v + noise]: the given entries are the same number twice. */
  private static double[] collinear(double noise) {
    double[] points = new double[3 * POINTS];
    for (int p = 0; p < POINTS; p++) {
      double v = p - 1.5;
      points[3 * p] = v;
      points[3 * p + 1] = v;
      points[3 * p + 2] = 3 * v + noise * (p % 2);
    }
    return points;
  }

  private static NormalInverseWishart noPrior(int d) {
    return new NormalInverseWishart(new double[d], new double[d * d], 0, 0);
  }

  private static ConditionalGaussian fitted(double[] points) {
    ConditionalGaussian fit = new ConditionalGaussian(2, 1);
    fit.fit(points, POINTS, noPrior(3), new double[2]);
    return fit;
  }

  @Test
  void entriesThatAreTheSameShareTheGainBetweenThem() {
    double[] gain = new double[2];
    double[] offset = new double[1];
    ConditionalGaussian fit = fitted(collinear(0));
    fit.copyGain(gain, 0);
    fit.copyOffset(offset, 0);
    assertEquals(3, gain[0] + gain[1], 1e-6);
    assertEquals(0, offset[0], 1e-6);
  }

  @Test
  void regularizationIsAddedOnceToEachGivenVariance() {
    // one given entry of variance 2, covariance 6 with the target: G = 6 / (2 + 1)
    double[] points = {-2, -6, -1, -3, 0, 0, 1, 3, 2, 6};
    ConditionalGaussian fit = new ConditionalGaussian(1, 1);
    fit.fit(points, POINTS, noPrior(2), new double[] {1});
    double[] gain = new double[1];
    fit.copyGain(gain, 0);
    assertEquals(2, gain[0], 1e-12);
  }

  @Test
  void pointsThatAreNotFiniteAreRefused() {
    double[] points = collinear(1);
    points[4] = Double.NaN;
    var e = assertThrows(ArithmeticException.class, () -> fitted(points));
    assertTrue(e.getMessage().contains("not finite"), e::getMessage);
  }

  /** [v, w, w]: what remains of the targets is the same number twice. */
  @Test
  void aPointCannotBeLeftOutOfAFitWhoseTargetsAreTheSame() {
    ConditionalGaussian fit = new ConditionalGaussian(1, 2);
    double[] points = {1, 5, 5, 2, -3, -3, 3, 1, 1, 4, 7, 7, 5, 2, 2};
    fit.fit(points, POINTS, noPrior(3), new double[1]);
    var e =
        assertThrows(
            ArithmeticException.class, () -> new LeaveOneOut(fit, points, POINTS, noPrior(3)));
    assertTrue(e.getMessage().contains("raise the prior's strength"), e::getMessage);
  }

  @Test
  void anIndefiniteCovarianceHasNoDensity() {
    var e =
        assertThrows(
            ArithmeticException.class,
            () -> new NormalDensity(2).log(new double[2], new double[] {1, 2, 2, 1}));
    assertTrue(e.getMessage().contains("raise the policy's variances"), e::getMessage);
  }

  @Test
  void argumentsThatFitNoRegressionAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new ConditionalGaussian(0, 1));
    assertThrows(IllegalArgumentException.class, () -> new ConditionalGaussian(1, 0));
    ConditionalGaussian fit = new ConditionalGaussian(2, 1);
    double[] points = collinear(1);
    double[] none = new double[2];
    assertThrows(
        IllegalArgumentException.class, () -> fit.fit(points, 0, noPrior(3), none), "no point");
    assertThrows(
        IllegalArgumentException.class,
        () -> fit.fit(points, POINTS + 1, noPrior(3), none),
        "fewer points than said");
    assertThrows(
        IllegalArgumentException.class,
        () -> fit.fit(points, POINTS, noPrior(2), none),
        "a prior of other dimension");
    assertThrows(
        IllegalArgumentException.class,
        () -> fit.fit(points, POINTS, noPrior(3), new double[1]),
        "too few regularizers");
  }

  private static Trajectory trajectory(int T, int dX, int dU) {
    return new Trajectory(T, new double[(T + 1) * dX], new double[T * dU], new double[T * dX]);
  }

  @Test
  void trajectoriesThatDifferInShapeAreNamed() {
    Trajectory first = trajectory(3, 2, 1);
    for (Trajectory other :
        List.of(trajectory(4, 2, 1), trajectory(3, 1, 1), trajectory(3, 2, 2))) {
      var e =
          assertThrows(
              IllegalArgumentException.class,
              () -> Tuples.transitions(List.of(first, first, other), 3));
      assertTrue(e.getMessage().startsWith("trajectory 2 has T, dX, dU ="), e::getMessage);
    }
  }

  @Test
  void tuplesTakeAtLeastOneTrajectoryOfTwoSteps() {
    Trajectory shortest = trajectory(1, 2, 1);
    assertThrows(IllegalArgumentException.class, () -> Tuples.transitions(List.of(), 1));
    assertThrows(IllegalArgumentException.class, () -> Tuples.transitions(List.of(shortest), 1));
    assertThrows(
        IllegalArgumentException.class, () -> Tuples.transitions(List.of(trajectory(2, 2, 1)), 0));
    assertEquals(5, Tuples.transitions(List.of(trajectory(2, 2, 1)), 9).length);
  }
}
