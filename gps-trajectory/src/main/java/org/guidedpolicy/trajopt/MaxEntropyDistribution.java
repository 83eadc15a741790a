package org.guidedpolicy.trajopt;

import java.util.Objects;
import java.util.random.RandomGenerator;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.lqr.Gaussian;
import org.guidedpolicy.lqr.KlConstrainedLqr;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.lqr.LinearGaussianDynamics;
import org.guidedpolicy.lqr.LqrException;
import org.guidedpolicy.lqr.QuadraticCost;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.ControllerFactory;
import org.guidedpolicy.rollout.Controllers;
import org.guidedpolicy.rollout.Trajectory;

/**
 * Trajectories around a good one, the better the more probable: the action distributions
 *
 * <pre>
 * q(u_t | x_t) = N(uhat_t + K_t (x_t - xhat_t), Quu_t^-1)
 * </pre>
 *
 * that minimize E_q[c + tracking] - H(q) for the expansion of dynamics and cost around it ([GPS13]
 * Sec. 4.1). The tracking cost keeps them where the expansion holds: with it, the cost to go of the
 * cost c is solved by {@link KlConstrainedLqr} at eta = 1 with the reference N(uhat_t, 1 / (2 wu)).
 *
 * <p>The mean passes through the trajectory as it is; to improve it first, optimize for an
 * iteration ({@link TrajectoryOptimizer}). Immutable and thread-safe.
 */
public final class MaxEntropyDistribution {
  private static final double LOG_2_PI = Math.log(2 * Math.PI);
  private static final double MAX_RAISE = 1e6;

  private final Trajectory nominal;
  private final LinearGaussianController controller;
  private final double raise;

  /** The lower factor L of each covariance, and -1/2 log|2 pi C|. */
  private final double[][] factors;

  private final double[] constants;

  private MaxEntropyDistribution(
      Trajectory nominal, LinearGaussianController controller, double raise) {
    this.nominal = nominal;
    this.controller = controller;
    this.raise = raise;
    int T = controller.horizon();
    int dU = controller.actionDimension();
    factors = new double[T][];
    constants = new double[T];
    for (int t = 0; t < T; t++) {
      factors[t] = controller.covarianceCholesky(t);
      constants[t] = -0.5 * dU * LOG_2_PI;
      for (int a = 0; a < dU; a++) {
        constants[t] -= Math.log(factors[t][a * dU + a]);
      }
    }
  }

  /**
   * The distribution for a cost as it is, computed in the calling thread.
   *
   * @param problem model and cost; its limits do not matter here
   * @param tracking of the trajectory to be around, all weights of its actions positive
   */
  public static MaxEntropyDistribution around(TrajectoryProblem problem, Tracking tracking) {
    return around(problem, tracking, 1, WorkPool.of(1));
  }

  /**
   * The distribution for a multiple of the cost.
   *
   * @param costScale multiplies the cost and not the tracking: without tracking, covariances are
   *     proportional to its inverse
   * @param pool shares the expansion's steps among its threads
   * @throws LqrException if Quu is not positive definite even with the weights of the actions
   *     raised a million times
   */
  public static MaxEntropyDistribution around(
      TrajectoryProblem problem, Tracking tracking, double costScale, WorkPool pool) {
    Require.positive("costScale", costScale);
    double[] weights = tracking.actionWeights();
    for (int j = 0; j < weights.length; j++) {
      Require.positive("the tracking's actionWeights[" + j + "]", weights[j]);
    }
    var states = tracking.withActionWeights(new double[weights.length]);
    var local = LocalProblem.of(problem.withCost(problem.cost().times(costScale)), states, pool);
    for (double raise = 1; ; raise *= 2) {
      try {
        return new MaxEntropyDistribution(
            tracking.trajectory(), local.solve(weights, raise), raise);
      } catch (LqrException e) {
        if (raise >= MAX_RAISE) {
          throw e;
        }
      }
    }
  }

  /** The LQR problem in deviations from a trajectory. */
  private record LocalProblem(
      Trajectory nominal, LinearGaussianDynamics dynamics, QuadraticCost cost) {

    static LocalProblem of(TrajectoryProblem problem, Tracking tracking, WorkPool pool) {
      Trajectory nominal = tracking.trajectory();
      int T = nominal.horizon();
      int dX = nominal.stateDimension();
      int dU = nominal.actionDimension();
      Require.length(
          "states of the trajectory", dX, problem.model().stateDimension(), "the model's dX");
      Require.length(
          "actions of the trajectory", dU, problem.model().actionDimension(), "the model's dU");
      int dZ = dX + dU;
      double[] fxu = new double[(T - 1) * dX * dZ];
      double[] gradient = new double[T * dZ];
      double[] hessian = new double[T * dZ * dZ];
      var sum = problem.withCost(CostFunction.sum(problem.cost(), tracking));
      new Expansion(sum, false, pool)
          .around(
              Rollout.of(nominal),
              (t, at) -> {
                System.arraycopy(at.gradient, 0, gradient, t * dZ, dZ);
                System.arraycopy(at.hessian, 0, hessian, t * dZ * dZ, dZ * dZ);
                for (int i = 0; i < dX && t < T - 1; i++) {
                  int row = (t * dX + i) * dZ;
                  System.arraycopy(at.fx, i * dX, fxu, row, dX);
                  System.arraycopy(at.fu, i * dU, fxu, row + dX, dU);
                }
              });
      return new LocalProblem(
          nominal,
          LinearGaussianDynamics.of(
              T, dX, dU, fxu, new double[(T - 1) * dX], new double[(T - 1) * dX * dX]),
          QuadraticCost.of(T, dX, dU, new double[T], gradient, hessian));
    }

    /** The controller in absolute coordinates, its mean through the trajectory. */
    LinearGaussianController solve(double[] actionWeights, double raise) {
      int T = cost.horizon();
      int dX = cost.stateDimension();
      int dU = cost.actionDimension();
      double[] C = new double[T * dU * dU];
      for (int i = 0; i < T * dU; i++) {
        int a = i % dU;
        C[i * dU + a] = 1 / (2 * raise * actionWeights[a]);
      }
      var reference =
          LinearGaussianController.of(T, dX, dU, new double[T * dU * dX], new double[T * dU], C);
      var solution =
          new KlConstrainedLqr(T, dX, dU, KlConstrainedLqr.Options.defaults())
              .solveAt(
                  dynamics, Gaussian.of(new double[dX], new double[dX * dX]), cost, reference, 1)
              .controller();
      return around(nominal, solution);
    }

    private static LinearGaussianController around(
        Trajectory nominal, LinearGaussianController deviations) {
      int T = deviations.horizon();
      int dX = deviations.stateDimension();
      int dU = deviations.actionDimension();
      double[] K = new double[T * dU * dX];
      double[] k = new double[T * dU];
      double[] C = new double[T * dU * dU];
      for (int t = 0; t < T; t++) {
        System.arraycopy(deviations.gain(t).data, 0, K, t * dU * dX, dU * dX);
        System.arraycopy(deviations.covariance(t).data, 0, C, t * dU * dU, dU * dU);
        for (int a = 0; a < dU; a++) {
          int row = t * dU + a;
          k[row] = nominal.action(t, a);
          for (int i = 0; i < dX; i++) {
            k[row] -= K[row * dX + i] * nominal.state(t, i);
          }
        }
      }
      return LinearGaussianController.of(T, dX, dU, K, k, C);
    }
  }

  /** T. */
  public int horizon() {
    return controller.horizon();
  }

  /** The trajectory that the mean passes through. */
  public Trajectory nominal() {
    return nominal;
  }

  /** The same as a controller u ~ N(K x + k, C). */
  public LinearGaussianController controller() {
    return controller;
  }

  /** Controllers that draw an episode's actions from this distribution. */
  public ControllerFactory controllers() {
    return Controllers.following(controller);
  }

  /**
   * By how much the weights of the actions had to be raised until Quu was positive definite
   * everywhere: 1 where they sufficed, which they always do for convex costs.
   */
  public double raise() {
    return raise;
  }

  /**
   * The mean action.
   *
   * @param x state, dX entries
   * @param out receives dU entries
   */
  public void mean(int t, double[] x, double[] out) {
    Objects.checkIndex(t, horizon());
    controller.mean(t, x, out);
  }

  /**
   * Draws an action.
   *
   * @param x state, dX entries
   * @param out receives dU entries
   */
  public void sample(int t, double[] x, RandomGenerator random, double[] out) {
    mean(t, x, out);
    int dU = controller.actionDimension();
    for (int b = 0; b < dU; b++) {
      double eps = random.nextGaussian();
      for (int a = b; a < dU; a++) {
        out[a] += factors[t][a * dU + b] * eps;
      }
    }
  }

  /** log q(u | x) at step t, for x of dX and u of dU entries. */
  public double logDensity(int t, double[] x, double[] u) {
    int dU = controller.actionDimension();
    Require.length("u", u.length, dU, "dU");
    double[] mean = new double[dU];
    mean(t, x, mean);
    double[] y = new double[dU];
    double squares = 0;
    // L y = u - mean
    for (int a = 0; a < dU; a++) {
      double sum = u[a] - mean[a];
      for (int b = 0; b < a; b++) {
        sum -= factors[t][a * dU + b] * y[b];
      }
      y[a] = sum / factors[t][a * dU + a];
      squares += y[a] * y[a];
    }
    return constants[t] - 0.5 * squares;
  }

  /**
   * The log densities of an episode's actions, given its states.
   *
   * @param episode of at most T steps; actions as they were chosen, not as they were clipped
   * @return one for each step
   */
  public double[] logDensities(Trajectory episode) {
    if (episode.horizon() > horizon()) {
      throw new IllegalArgumentException(
          "the episode has " + episode.horizon() + " steps, the distribution " + horizon());
    }
    double[] logs = new double[episode.horizon()];
    for (int t = 0; t < logs.length; t++) {
      logs[t] = logDensity(t, episode.state(t), episode.action(t));
    }
    return logs;
  }
}
