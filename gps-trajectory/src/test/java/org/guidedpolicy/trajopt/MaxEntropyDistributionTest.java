package org.guidedpolicy.trajopt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.guidedpolicy.cost.ActionCost;
import org.guidedpolicy.cost.CostDerivatives;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.dynamics.Model;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.lqr.ExpectedCost;
import org.guidedpolicy.lqr.Gaussian;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.lqr.LinearGaussianDynamics;
import org.guidedpolicy.lqr.LqrException;
import org.guidedpolicy.lqr.QuadraticCost;
import org.guidedpolicy.lqr.RegularizedBackwardPass;
import org.guidedpolicy.lqr.TrajectoryDistribution;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.RolloutCollector;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.Test;

class MaxEntropyDistributionTest {
  private static final int T = 12;

  private static Trajectory swing() {
    return new TrajectoryOptimizer(OptimizerOptions.defaults())
        .solve(Pendulum.swingUp(), new double[2], Pendulum.push(60))
        .plan()
        .trajectory();
  }

  private static Tracking tracking(Trajectory of) {
    return Tracking.of(of, new double[] {10, 1}, Tracking.actionWeights(of, 0.4));
  }

  /** [GPS13] Sec. 4.1: one backward pass of the cost and the tracking cost, nothing regularized. */
  @Test
  void gainsAndCovariancesAreThoseOfOneBackwardPass() {
    Trajectory nominal = swing();
    Tracking tracking = tracking(nominal);
    CostFunction convex =
        CostFunction.sum(
            ActionCost.quadratic(0.02), (t, horizon, x, u) -> 0.1 * x[0] * x[0] + x[1] * x[1]);
    var distribution =
        MaxEntropyDistribution.around(TrajectoryProblem.of(new Pendulum(), convex), tracking);
    assertEquals(1, distribution.raise());
    var pass = passOf(nominal, CostFunction.sum(convex, tracking));
    assertTrue(pass.run(0));
    for (int t = 0; t < nominal.horizon(); t++) {
      double[] K = new double[2];
      pass.copyGain(t, K, 0);
      assertArrayEquals(K, distribution.controller().gain(t).data, 1e-8 * (1 + Math.abs(K[0])));
      double variance = distribution.controller().covariance(t).get(0, 0);
      assertEquals(1, variance * pass.actionHessian(t).get(0, 0), 1e-9);
      double[] mean = new double[1];
      distribution.mean(t, nominal.state(t), mean);
      assertEquals(nominal.action(t, 0), mean[0], 1e-9, "through the trajectory");
    }
  }

  private static RegularizedBackwardPass passOf(Trajectory nominal, CostFunction cost) {
    int steps = nominal.horizon();
    var pass = new RegularizedBackwardPass(steps, 2, 1);
    double[] fx = new double[4];
    double[] fu = new double[2];
    for (int t = 0; t < steps; t++) {
      var at = new CostDerivatives(2, 1);
      cost.addDerivatives(t, steps, nominal.state(t), nominal.action(t), at);
      double[] gradient = new double[3];
      double[] hessian = new double[9];
      for (int i = 0; i < 3; i++) {
        gradient[i] = at.gradient(i);
        for (int j = 0; j < 3; j++) {
          hessian[3 * i + j] = at.hessian(i, j);
        }
      }
      pass.setCost(t, gradient, hessian);
      if (t < steps - 1) {
        new Pendulum().linearize(nominal.state(t), nominal.action(t), fx, fu);
        pass.setDynamics(t, fx, fu);
      }
    }
    return pass;
  }

  private static TrajectoryProblem linear() {
    return TrajectoryProblem.of(new LinearQuadratic(), LinearQuadratic.cost());
  }

  private static Tracking linearTracking() {
    Plan best =
        new TrajectoryOptimizer(OptimizerOptions.defaults())
            .solve(linear(), new double[] {1, -2, 0.5}, T)
            .plan();
    return Tracking.of(best.trajectory(), new double[3], new double[] {0.05});
  }

  @Test
  void noOtherControllerHasLessCostAndMoreEntropy() {
    Tracking tracking = linearTracking();
    LinearGaussianController q = MaxEntropyDistribution.around(linear(), tracking).controller();
    double best = objective(tracking, q);
    var random = new SplittableRandom(1);
    for (int n = 0; n < 300; n++) {
      // gains, offsets and covariances, each alone and all together
      double size = 0.1 * random.nextDouble();
      double K = n % 4 == 0 || n % 4 == 3 ? size : 0;
      double k = n % 4 == 1 || n % 4 == 3 ? size : 0;
      double C = n % 4 == 2 || n % 4 == 3 ? size : 0;
      double other = objective(tracking, perturbed(q, random, K, k, C));
      assertTrue(other > best, other + " < " + best + " by change " + n);
    }
  }

  private static LinearGaussianController perturbed(
      LinearGaussianController q, SplittableRandom random, double K, double k, double C) {
    double[] gains = new double[T * 3];
    double[] offsets = new double[T];
    double[] covariances = new double[T];
    for (int t = 0; t < T; t++) {
      for (int i = 0; i < 3; i++) {
        gains[3 * t + i] = q.gain(t).data[i] + K * random.nextGaussian();
      }
      offsets[t] = q.offset(t)[0] + k * random.nextGaussian();
      covariances[t] = q.covariance(t).data[0] * Math.exp(C * random.nextGaussian());
    }
    return LinearGaussianController.of(T, 3, 1, gains, offsets, covariances);
  }

  /** E_q[c + tracking] - H(q), in closed form. */
  private static double objective(Tracking tracking, LinearGaussianController q) {
    double[] fxu = new double[(T - 1) * 12];
    double[] fx = new double[9];
    double[] fu = new double[3];
    double[] hessian = new double[T * 16];
    double[] gradient = new double[T * 4];
    double[] constant = new double[T];
    CostFunction cost = CostFunction.sum(LinearQuadratic.cost(), tracking);
    for (int t = 0; t < T; t++) {
      var at = new CostDerivatives(3, 1);
      cost.addDerivatives(t, T, new double[3], new double[1], at);
      constant[t] = at.value();
      for (int i = 0; i < 4; i++) {
        gradient[4 * t + i] = at.gradient(i);
        hessian[16 * t + 5 * i] = at.hessian(i, i);
      }
      if (t < T - 1) {
        new LinearQuadratic().linearize(new double[3], new double[1], fx, fu);
        for (int i = 0; i < 3; i++) {
          System.arraycopy(fx, 3 * i, fxu, 12 * t + 4 * i, 3);
          fxu[12 * t + 4 * i + 3] = fu[i];
        }
      }
    }
    var dynamics =
        LinearGaussianDynamics.of(T, 3, 1, fxu, new double[(T - 1) * 3], new double[(T - 1) * 9]);
    var initial = Gaussian.of(tracking.trajectory().state(0), new double[9]);
    double expected =
        ExpectedCost.total(
            TrajectoryDistribution.of(dynamics, initial, q),
            QuadraticCost.of(T, 3, 1, constant, gradient, hessian));
    double entropy = 0;
    for (int t = 0; t < T; t++) {
      entropy += 0.5 * Math.log(2 * Math.PI * Math.E * q.covariance(t).data[0]);
    }
    return expected - entropy;
  }

  @Test
  void drawsHaveTheMeanAndTheCovarianceOfTheirStep() {
    // two actions that depend on each other: the cost is of their sum
    Model2 model = new Model2();
    CostFunction coupled =
        (t, horizon, x, u) -> x[0] * x[0] + 3 * (u[0] + u[1]) * (u[0] + u[1]) + 0.1 * u[0] * u[0];
    var nominal = new Trajectory(3, new double[] {1, 0.5, 0, 0}, new double[6], new double[3]);
    var distribution =
        MaxEntropyDistribution.around(
            TrajectoryProblem.of(model, coupled),
            Tracking.of(nominal, new double[1], new double[] {0.5, 0.5}));
    double[] C = distribution.controller().covariance(1).data;
    assertTrue(C[1] < -0.05, "they depend on each other");
    double[] x = {0.7};
    double[] mean = new double[2];
    distribution.mean(1, x, mean);
    int n = 100_000;
    double[] sum = new double[2];
    double[] squares = new double[4];
    double[] u = new double[2];
    var random = new SplittableRandom(2);
    for (int m = 0; m < n; m++) {
      distribution.sample(1, x, random, u);
      for (int a = 0; a < 2; a++) {
        sum[a] += u[a] / n;
        for (int b = 0; b < 2; b++) {
          squares[2 * a + b] += (u[a] - mean[a]) * (u[b] - mean[b]) / n;
        }
      }
    }
    assertArrayEquals(mean, sum, 4 * Math.sqrt(C[0] / n));
    assertArrayEquals(C, squares, 0.02 * C[0]);
  }

  /** x' = x + u_0 - u_1. */
  private static final class Model2 implements Model {
    @Override
    public int stateDimension() {
      return 1;
    }

    @Override
    public int actionDimension() {
      return 2;
    }

    @Override
    public void next(double[] x, double[] u, double[] next) {
      next[0] = x[0] + u[0] - u[1];
    }

    @Override
    public void linearize(double[] x, double[] u, double[] fx, double[] fu) {
      fx[0] = 1;
      fu[0] = 1;
      fu[1] = -1;
    }
  }

  @Test
  void theDensityIntegratesToOne() {
    var distribution = MaxEntropyDistribution.around(linear(), linearTracking());
    double[] x = {0.3, -0.2, 0.1};
    double sum = 0;
    double h = 1e-3;
    for (double u = -40; u < 40; u += h) {
      sum += h * Math.exp(distribution.logDensity(4, x, new double[] {u}));
    }
    assertEquals(1, sum, 1e-6);
  }

  @Test
  void theLogDensityOfARecordIsThatOfItsDraws() {
    Trajectory nominal = swing();
    var distribution = MaxEntropyDistribution.around(Pendulum.swingUp(), tracking(nominal));
    double[] drawn = new double[nominal.horizon()];
    Environment pendulum = new PendulumEnvironment(nominal.horizon());
    Trajectory record =
        RolloutCollector.inTurn(
                pendulum,
                (first, random) ->
                    (t, now, out) -> {
                      distribution.sample(t, now.state(), random, out);
                      drawn[t] = distribution.logDensity(t, now.state(), out);
                    },
                1,
                5)
            .get(0);
    assertArrayEquals(drawn, distribution.logDensities(record), 0);
    Trajectory followed =
        RolloutCollector.inTurn(pendulum, distribution.controllers(), 1, 5).get(0);
    double mean = Arrays.stream(distribution.logDensities(followed)).sum() / followed.horizon();
    double peak = 0;
    for (int t = 0; t < followed.horizon(); t++) {
      double C = distribution.controller().covariance(t).data[0];
      peak += -0.5 * Math.log(2 * Math.PI * C) / followed.horizon();
    }
    assertEquals(peak - 0.5, mean, 0.4, "half a nat below the peak, on average");
  }

  @Test
  void explorationIsAShareOfTheActionsWhateverTheirUnit() {
    Trajectory nominal = swing();
    double s = Tracking.actionDeviations(nominal)[0];
    var free = TrajectoryProblem.of(new Pendulum(), (t, horizon, x, u) -> 0);
    var tracking = Tracking.of(nominal, new double[2], Tracking.actionWeights(nominal, 0.4));
    double variance =
        MaxEntropyDistribution.around(free, tracking).controller().covariance(3).data[0];
    assertEquals(0.4 * s, Math.sqrt(variance), 1e-9);
  }

  @Test
  void aLargerCostExploresLess() {
    Tracking tracking = linearTracking().withActionWeights(1e-9);
    double once = variance(tracking, 1);
    assertEquals(once / 10, variance(tracking, 10), 1e-6 * once);
  }

  private static double variance(Tracking tracking, double scale) {
    return MaxEntropyDistribution.around(linear(), tracking, scale, WorkPool.of(1))
        .controller()
        .covariance(3)
        .data[0];
  }

  @Test
  void weightsAreRaisedUntilAnIndefiniteCostHasADistribution() {
    var nominal = new Trajectory(3, new double[4], new double[6], new double[3]);
    var tracking = Tracking.of(nominal, new double[1], new double[] {0.5, 0.5});
    CostFunction indefinite = (t, horizon, x, u) -> -3 * u[0] * u[0];
    var distribution =
        MaxEntropyDistribution.around(TrajectoryProblem.of(new Model2(), indefinite), tracking);
    assertEquals(8, distribution.raise(), "8 x 0.5 exceeds 3");
    CostFunction hopeless = (t, horizon, x, u) -> -1e9 * u[0] * u[0];
    assertThrows(
        LqrException.class,
        () ->
            MaxEntropyDistribution.around(TrajectoryProblem.of(new Model2(), hopeless), tracking));
  }
}
