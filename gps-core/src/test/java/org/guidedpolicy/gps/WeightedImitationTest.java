package org.guidedpolicy.gps;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.training.FallbackCounter;
import org.guidedpolicy.training.LeastSquaresTrainer;
import org.junit.jupiter.api.Test;

/** The S-phase with weights, on a policy of a bias and one gain. */
class WeightedImitationTest {
  private static final EnvironmentSpec SPEC = EnvironmentSpec.builder(1, 1).horizon(2).build();

  /** Where both are the same point, a policy can only take the weighted mean of the targets. */
  private static final List<Trajectory> TRAJECTORIES =
      List.of(
          new Trajectory(2, new double[] {1, 1, 0}, new double[2], new double[] {1, 1}),
          new Trajectory(2, new double[] {1, 1, 0}, new double[2], new double[] {1, 1}));

  private static LinearGaussianController constant(double a, double b, double va, double vb) {
    return LinearGaussianController.of(
        2, 1, 1, new double[2], new double[] {a, b}, new double[] {va, vb});
  }

  private static GaussianPolicy imitated(double[] weights, double penalty) {
    try (WorkPool pool = WorkPool.of(1)) {
      return new PolicyPhase(
              SPEC,
              PolicyOptions.defaults(),
              new LeastSquaresTrainer(1, 1, 1),
              pool,
              new FallbackCounter())
          .imitate(
              TRAJECTORIES,
              List.of(constant(1, 2, 0.5, 0.25), constant(3, 4, 1, 2)),
              weights,
              penalty)
          .policy();
    }
  }

  /** Precisions 2, 4, 1, 0.5 of the trajectories' steps in turn. */
  @Test
  void thePolicyIsTheMeanByWeightAndPrecisionAndItsCovarianceTheInverseMeanPrecision() {
    double[] w = {1, 2, 1.5, 1};
    double wP = 1 * 2 + 2 * 4 + 1.5 * 1 + 1 * 0.5;
    double mean = (1 * 2 * 1 + 2 * 4 * 2 + 1.5 * 1 * 3 + 1 * 0.5 * 4) / wP;
    GaussianPolicy policy = imitated(w, 0);
    double[] action = new double[1];
    policy.action(new double[] {1}, action);
    assertEquals(mean, action[0], 1e-5);
    assertArrayEquals(new double[] {5.5 / wP}, policy.covariance(), 1e-14);
  }

  @Test
  void anEntropyPenaltyShrinksTheNoiseAndLeavesTheMean() {
    double[] w = {1, 2, 1.5, 1};
    GaussianPolicy policy = imitated(w, 3);
    assertArrayEquals(new double[] {1 / (12 / 5.5 + 3)}, policy.covariance(), 1e-14);
    double[] with = new double[1];
    double[] without = new double[1];
    policy.action(new double[] {1}, with);
    imitated(w, 0).action(new double[] {1}, without);
    assertArrayEquals(without, with);
  }
}
