package org.guidedpolicy.gps;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.guidedpolicy.cost.ActionCost;
import org.guidedpolicy.cost.CostExpansion;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.DistanceCost;
import org.guidedpolicy.lqr.Gaussian;
import org.guidedpolicy.lqr.KlConstrainedLqr;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.lqr.LinearGaussianDynamics;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.Test;

/** The C-phase's problem of an episode that ended early. */
class EarlyEndProblemTest {
  private static final int T = 8;
  private static final int L = 3;

  /** x' = x + u with little noise, from 0. */
  private static final LinearGaussianDynamics DYNAMICS =
      LinearGaussianDynamics.of(
          T, 1, 1, filled(2 * (T - 1), 1), new double[T - 1], filled(T - 1, 1e-4));

  private static final LinearGaussianController NETWORK =
      LinearGaussianController.of(T, 1, 1, filled(T, -0.1), filled(T, 0.3), filled(T, 0.5));

  /** Fell at x = 3. */
  private static final Trajectory FALL =
      new Trajectory(
          T,
          L,
          new double[] {0, 1, 2, 3, 3, 3, 3, 3, 3},
          new double[] {1, 1, 1, 0, 0, 0, 0, 0},
          new double[] {0, 1, 2, 3, 3, 3, 3, 3});

  private static double[] filled(int n, double value) {
    double[] a = new double[n];
    Arrays.fill(a, value);
    return a;
  }

  private static LinearGaussianController localPolicy(CostFunction cost) {
    return new KlConstrainedLqr(T, 1, 1, KlConstrainedLqr.Options.defaults())
        .solve(
            DYNAMICS,
            Gaussian.of(new double[1], new double[] {1e-4}),
            CostExpansion.around(FALL, cost),
            NETWORK,
            1.0,
            1.0)
        .controller();
  }

  @Test
  void whatWouldBeDoneAfterTheEndStaysAsItIs() {
    CostFunction cost =
        CostFunction.sum(DistanceCost.toTarget(new int[] {0}, 0), ActionCost.quadratic(1));
    LinearGaussianController q = localPolicy(cost);
    for (int t = L; t < T; t++) {
      assertArrayEquals(NETWORK.gain(t).data, q.gain(t).data, 1e-9);
      assertArrayEquals(NETWORK.offset(t), q.offset(t), 1e-9);
      assertEquals(NETWORK.covariance(t).get(0, 0), q.covariance(t).get(0, 0), 1e-9);
    }
  }

  @Test
  void theStepsBeforeTheEndAreMadeResponsibleForTheRest() {
    CostFunction alive = ActionCost.quadratic(1e-3);
    double[] mean = new double[1];
    localPolicy(alive.withAfterEnd((t, horizon, x, u) -> x[0] * x[0])).mean(0, new double[1], mean);
    double careful = mean[0];
    localPolicy(alive.withAfterEnd((t, horizon, x, u) -> 9)).mean(0, new double[1], mean);
    double careless = mean[0];
    assertTrue(careful < careless - 0.02, careful + " and " + careless);
  }
}
