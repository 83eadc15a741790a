package org.guidedpolicy.fit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.lqr.TrajectoryLogDensity;
import org.guidedpolicy.mixture.MixturePrior;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PolicyLinearizationTest {
  private final WorkPool pool = WorkPool.of(1);
  private final List<Trajectory> trajectories = Systems.degenerate(40, 0.05, 1);
  private final int[] all = IntStream.range(0, trajectories.size()).toArray();

  @AfterEach
  void closePool() {
    pool.close();
  }

  @Test
  void regressionReproducesALinearPolicyAtTheVisitedStates() {
    GaussianPolicy policy = new Systems.Linear(new double[] {-0.8, 0.5, 0, 0, 0});
    LinearGaussianController fitted = regression(policy, true).fit(all);
    assertFollows(policy, fitted, 0.02);
    for (int t = 0; t < Systems.T; t++) {
      assertEquals(0.25, fitted.covariance(t).get(0, 0), 1e-3);
    }
  }

  @Test
  void theResidualEntersTheCovarianceOnRequestOnly() {
    GaussianPolicy policy = new Systems.Tanh(5, 2.0);
    LinearGaussianController with = regression(policy, true).fit(all);
    LinearGaussianController without = regression(policy, false).fit(all);
    for (int t = 0; t < Systems.T; t++) {
      assertTrue(with.covariance(t).get(0, 0) > 0.251);
      assertEquals(0.25, without.covariance(t).get(0, 0));
      assertArrayEquals(with.gain(t).data, without.gain(t).data);
    }
  }

  @Test
  void regressionOnOneTrajectoryIsFinite() {
    LinearGaussianController fitted = regression(new Systems.Tanh(5, 1.0), true).fit(new int[] {3});
    for (int t = 0; t < Systems.T; t++) {
      assertTrue(Arrays.stream(fitted.gain(t).data).allMatch(K -> Math.abs(K) < 1e3));
    }
  }

  @Test
  void jacobiansReproduceALinearPolicyExactly() {
    double[] gain = {-0.8, 0.5, 0.1, 0, 0};
    LinearGaussianController fitted =
        JacobianLinearizer.prepare(trajectories, new Systems.Linear(gain), pool)
            .fit(new int[] {2, 5, 9});
    for (int t = 0; t < Systems.T; t++) {
      assertArrayEquals(gain, fitted.gain(t).data, 1e-14);
      assertEquals(0.3, fitted.offset(t)[0], 1e-14);
      assertEquals(0.25, fitted.covariance(t).get(0, 0));
    }
  }

  @Test
  void jacobiansAreAveragedOverTheMembersOwnStates() {
    var policy = new Systems.Tanh(5, 1.5);
    int[] members = {4, 17};
    LinearGaussianController fitted =
        JacobianLinearizer.prepare(trajectories, policy, pool).fit(members);
    double h = 1e-5;
    for (int t = 0; t < Systems.T; t++) {
      double meanAction = 0;
      double predicted = fitted.offset(t)[0];
      for (int j = 0; j < 5; j++) {
        double slope = 0;
        for (int m : members) {
          double[] x = trajectories.get(m).state(t);
          x[j] += h;
          double above = action(policy, x);
          x[j] -= 2 * h;
          slope += (above - action(policy, x)) / (2 * h) / members.length;
          predicted += fitted.gain(t).get(0, j) * trajectories.get(m).state(t, j) / members.length;
        }
        assertEquals(slope, fitted.gain(t).get(0, j), 1e-8);
      }
      for (int m : members) {
        meanAction += action(policy, trajectories.get(m).state(t)) / members.length;
      }
      assertEquals(meanAction, predicted, 1e-12);
    }
  }

  @Test
  void aPolicyOfOtherObservationsHasNoJacobianByTheState() {
    Trajectory blind = new Trajectory(2, new double[] {1, 2, 3}, new double[2], new double[2]);
    var exception =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                JacobianLinearizer.prepare(
                    List.of(blind), new Systems.Linear(new double[] {1}), pool));
    assertTrue(exception.getMessage().contains("PolicyLinearizer"));
  }

  /** With one component in the mixture every subset has the same prior. */
  @Test
  void leavingOneOutEqualsARefitWhenThePriorIsTheSame() {
    GaussianPolicy policy = new Systems.Tanh(5, 1.5);
    double[] points = Tuples.policyActions(trajectories, 40, policy);
    MixturePrior prior = oneComponent(points, 6);
    double[] transitions = Tuples.transitions(trajectories, 40);
    MixturePrior dynamicsPrior = oneComponent(transitions, 11);
    var initial = InitialStateFitter.prepare(trajectories);
    var dynamics = DynamicsFitter.prepare(trajectories, dynamicsPrior, pool);
    int[] members = {1, 4, 9, 16, 25, 36};
    for (PolicyLinearization linearization :
        List.of(
            PolicyLinearizer.prepare(trajectories, policy, prior, true, pool),
            PolicyLinearizer.prepare(trajectories, policy, prior, false, pool),
            JacobianLinearizer.prepare(trajectories, new Systems.Tanh(5, 1.5), pool))) {
      double[] actions = linearization.leaveOneOut(members);
      double[] moves = dynamics.leaveOneOut(members);
      double[] starts = initial.leaveOneOut(members);
      for (int i = 0; i < members.length; i++) {
        int m = members[i];
        int[] others = Arrays.stream(members).filter(o -> o != m).toArray();
        var refit =
            new TrajectoryLogDensity(
                initial.fit(others), linearization.fit(others), dynamics.fit(others));
        double[] x = trajectories.get(m).states();
        double[] u = trajectories.get(m).actions();
        assertEquals(refit.policy(x, u), actions[i], 1e-3);
        assertEquals(refit.initial(x), starts[i], 1e-9);
        // the regularization stays that of the whole fit, which tells in the collinear entries
        assertEquals(refit.dynamics(x, u), moves[i], 0.02 * Math.abs(refit.dynamics(x, u)));
      }
    }
  }

  @Test
  void firstStatesHaveADiagonalCovarianceWithAFloorInTheirUnits() {
    var fitter = InitialStateFitter.prepare(trajectories);
    var fitted = fitter.fit(all);
    double mean =
        Arrays.stream(all)
            .mapToDouble(m -> trajectories.get(m).state(0, 1))
            .average()
            .orElseThrow();
    double variance =
        Arrays.stream(all)
            .mapToDouble(m -> Math.pow(trajectories.get(m).state(0, 1) - mean, 2))
            .average()
            .orElseThrow();
    assertEquals(mean, fitted.mean()[1], 1e-12);
    assertEquals(variance, fitted.covariance().get(1, 1), 1e-12);
    assertEquals(0.0, fitted.covariance().get(0, 1));
    double floor = fitted.covariance().get(2, 2);
    assertEquals(1e-6 * 0.7 * 0.7, floor, 1e-12);
    assertTrue(fitter.fit(new int[] {3}).covariance().get(0, 0) > 0);
  }

  private PolicyLinearizer regression(GaussianPolicy policy, boolean includeResidual) {
    double[] points = Tuples.policyActions(trajectories, trajectories.size(), policy);
    return PolicyLinearizer.prepare(
        trajectories, policy, Systems.prior(points, 6, pool), includeResidual, pool);
  }

  private MixturePrior oneComponent(double[] points, int d) {
    var wide = Systems.prior(points, d, pool);
    return new MixturePrior(
        org.guidedpolicy.mixture.GaussianMixture.of(
            d, new double[] {1.0}, wide.mixture().mean(0), wide.mixture().covariance(0)),
        wide.points(),
        1.0);
  }

  private void assertFollows(
      GaussianPolicy policy, LinearGaussianController fitted, double tolerance) {
    double[] out = new double[1];
    for (Trajectory trajectory : trajectories) {
      for (int t = 0; t < Systems.T; t++) {
        fitted.mean(t, trajectory.state(t), out);
        assertEquals(action(policy, trajectory.state(t)), out[0], tolerance);
      }
    }
  }

  private static double action(GaussianPolicy policy, double[] x) {
    double[] out = new double[1];
    policy.action(x, out);
    return out[0];
  }
}
