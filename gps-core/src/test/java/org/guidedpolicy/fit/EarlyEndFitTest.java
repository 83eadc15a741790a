package org.guidedpolicy.fit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.lqr.LinearGaussianDynamics;
import org.guidedpolicy.mixture.MixturePrior;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.policy.Activation;
import org.guidedpolicy.policy.MlpPolicy;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is fitted to episodes of which some ended early: to what happened, and to nothing else. */
class EarlyEndFitTest {
  private static final int L = 5;

  private final WorkPool pool = WorkPool.of(1);
  private final List<Trajectory> whole = Systems.degenerate(4, 0.01, 3);

  /** The same, but 1 and 3 ended after L steps. */
  private final List<Trajectory> some =
      List.of(whole.get(0), cut(whole.get(1)), whole.get(2), cut(whole.get(3)));

  @AfterEach
  void closePool() {
    pool.close();
  }

  private static Trajectory cut(Trajectory trajectory) {
    int dX = trajectory.stateDimension();
    double[] states = trajectory.states();
    double[] actions = trajectory.actions();
    for (int t = L + 1; t <= trajectory.horizon(); t++) {
      System.arraycopy(states, L * dX, states, t * dX, dX);
    }
    Arrays.fill(actions, L, actions.length, 0);
    return new Trajectory(
        trajectory.horizon(), L, states, actions, Arrays.copyOf(states, Systems.T * dX));
  }

  private DynamicsFitter fitter(List<Trajectory> trajectories) {
    MixturePrior prior = Systems.dynamicsPrior(whole, pool);
    double[] points = Tuples.transitions(whole, 4);
    int d = prior.mixture().dimension();
    return DynamicsFitter.prepare(
        trajectories,
        Tuples.completedTransitions(trajectories),
        prior,
        org.guidedpolicy.mixture.Standardization.of(points, points.length / d, d),
        pool);
  }

  private static void assertSameStep(int t, LinearGaussianDynamics a, LinearGaussianDynamics b) {
    assertArrayEquals(a.jacobian(t).data, b.jacobian(t).data, 0.0, "step " + t);
    assertArrayEquals(a.offset(t), b.offset(t), 0.0, "step " + t);
    assertArrayEquals(a.covariance(t).data, b.covariance(t).data, 0.0, "step " + t);
  }

  @Test
  void aStepsDynamicsAreThoseOfTheEpisodesThatExecutedIt() {
    LinearGaussianDynamics fit = fitter(some).fit(new int[] {0, 1, 2, 3});
    LinearGaussianDynamics all = fitter(whole).fit(new int[] {0, 1, 2, 3});
    LinearGaussianDynamics survivors = fitter(whole).fit(new int[] {0, 2});
    for (int t = 0; t < Systems.T - 1; t++) {
      assertSameStep(t, fit, t < L ? all : survivors);
    }
  }

  @Test
  void afterTheEndOfAllNothingMoves() {
    LinearGaussianDynamics fit = fitter(some).fit(new int[] {1, 3});
    for (int t = L; t < Systems.T - 1; t++) {
      for (int i = 0; i < 5; i++) {
        assertEquals(0, fit.offset(t)[i]);
        for (int j = 0; j < 6; j++) {
          assertEquals(i == j ? 1 : 0, fit.jacobian(t).get(i, j));
        }
        assertTrue(fit.covariance(t).get(i, i) > 0);
      }
    }
  }

  @Test
  void priorsAreFittedToWhatHappened() {
    assertEquals(
        (2 * (Systems.T - 1) + 2 * L) * 11, Tuples.transitions(some, 4).length, "11 = 2 dX + dU");
    double[] executed = Tuples.transitions(some.subList(1, 2), 1);
    assertArrayEquals(
        Arrays.copyOf(Tuples.transitions(whole.subList(1, 2), 1), executed.length), executed);
    assertEquals((2 * Systems.T + 2 * L) * 6, Tuples.policyActions(some, 4, policy()).length);
  }

  @Test
  void whatIsLeftOutIsScoredByItsExecutedSteps() {
    double[] scores = fitter(some).leaveOneOut(new int[] {0, 1, 2, 3});
    double[] pair = fitter(some).leaveOneOut(new int[] {1, 3});
    for (double score : scores) {
      assertTrue(Double.isFinite(score));
    }
    // by hand: the log density of an episode that ended is the sum over L steps of the full fit's
    double[] full = fitter(whole).leaveOneOut(new int[] {1, 3});
    assertTrue(Math.abs(pair[0]) < Math.abs(full[0]), "fewer steps, less density");
  }

  private static MlpPolicy policy() {
    double[] weights = {0.1, -0.2, 0.3, 0.4, -0.5};
    return MlpPolicy.of(
        new double[5],
        new double[] {1, 1, 1, 1, 1},
        List.of(new MlpPolicy.Layer(5, 1, Activation.IDENTITY, weights, new double[] {0.5})),
        new double[] {0.2});
  }

  @Test
  void aPolicyIsLinearizedAtExecutedSteps() {
    MixturePrior prior = Systems.prior(Tuples.policyActions(whole, 4, policy()), 6, pool);
    LinearGaussianController fit =
        PolicyLinearizer.prepare(some, policy(), prior, false, pool).fit(new int[] {1, 3});
    LinearGaussianController jacobian =
        JacobianLinearizer.prepare(some, policy(), pool).fit(new int[] {0, 1, 2, 3});
    double[] mean = new double[1];
    double[] expected = new double[1];
    double[] x = whole.get(0).state(7);
    policy().action(x, expected);
    for (int t = 0; t < Systems.T; t++) {
      jacobian.mean(t, x, mean);
      assertEquals(expected[0], mean[0], 1e-9, "a linear policy is its own linearization");
      assertTrue(Double.isFinite(fit.offset(t)[0]));
      if (t > L) {
        assertArrayEquals(fit.gain(L - 1).data, fit.gain(t).data, 0.0, "the last one stays");
      }
    }
  }
}
