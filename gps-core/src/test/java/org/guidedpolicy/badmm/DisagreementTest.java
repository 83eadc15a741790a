package org.guidedpolicy.badmm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.training.LeastSquaresTrainer;
import org.junit.jupiter.api.Test;

class DisagreementTest {

  private static Trajectory trajectory(double x, double o) {
    return new Trajectory(1, new double[] {x, 0}, new double[2], new double[] {o});
  }

  /** In one dimension: log(s2/s1) + (s1^2 + (m1 - m2)^2) / (2 s2^2) - 1/2. */
  private static double kl(double m1, double v1, double m2, double v2) {
    return 0.5 * Math.log(v2 / v1) + (v1 + (m1 - m2) * (m1 - m2)) / (2 * v2) - 0.5;
  }

  @Test
  void independentActionsAddTheirDivergences() {
    LinearGaussianController q = q(new double[] {0.3, 0, 0, 2});
    GaussianPolicy pi = policy(new double[] {0.5, 0, 0, 1.5});
    Disagreement apart = Disagreement.of(q, pi, List.of(trajectory(1, 2), trajectory(-3, 0.5)));
    // q: (2 x + 1, -x), at x = 1 and -3; pi: (o, 3 o - 1), at o = 2 and 0.5
    double first = kl(3, 0.3, 2, 0.5) + kl(-1, 2, 5, 1.5);
    double second = kl(-5, 0.3, 0.5, 0.5) + kl(3, 2, 0.5, 1.5);
    assertEquals((first + second) / 2, apart.kl()[0], 1e-12);
    assertEquals((first + second) / 2, apart.meanKl(), 1e-12);
    assertArrayEquals(new double[] {(1 - 5.5) / 2, (-6 + 2.5) / 2}, apart.gap(), 1e-12);
  }

  /** Both in coordinates turned by 45 degrees, where they are independent. */
  @Test
  void dependentActionsDivergeAsTheyDoInCoordinatesWhereTheyAreIndependent() {
    LinearGaussianController q = q(turned(0.3, 2));
    GaussianPolicy pi = policy(turned(0.5, 1.5));
    Disagreement apart = Disagreement.of(q, pi, List.of(trajectory(1, 2)));
    // means (3, -1) and (2, 5), turned: (a + b) / sqrt 2, (a - b) / sqrt 2
    double r = Math.sqrt(0.5);
    double expected = kl(2 * r, 0.3, 7 * r, 0.5) + kl(4 * r, 2, -3 * r, 1.5);
    assertEquals(expected, apart.kl()[0], 1e-12);
  }

  @Test
  void equalOnesDoNotDisagree() {
    LinearGaussianController q =
        LinearGaussianController.of(
            1, 1, 2, new double[] {1, 3}, new double[] {0, -1}, turned(0.5, 1.5));
    Disagreement apart =
        Disagreement.of(q, policy(turned(0.5, 1.5)), List.of(trajectory(0.7, 0.7)));
    assertArrayEquals(new double[2], apart.gap(), 1e-15);
    assertEquals(0, apart.kl()[0], 1e-14);
  }

  /** Variances along (1, 1) and (1, -1). */
  private static double[] turned(double a, double b) {
    return new double[] {(a + b) / 2, (a - b) / 2, (a - b) / 2, (a + b) / 2};
  }

  private static LinearGaussianController q(double[] C) {
    return LinearGaussianController.of(1, 1, 2, new double[] {2, -1}, new double[] {1, 0}, C);
  }

  private static GaussianPolicy policy(double[] covariance) {
    return LeastSquaresTrainer.linear(new double[] {1, 3}, new double[] {0, -1}, covariance);
  }
}
