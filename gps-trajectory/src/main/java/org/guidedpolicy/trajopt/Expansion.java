package org.guidedpolicy.trajopt;

import org.guidedpolicy.cost.CostDerivatives;
import org.guidedpolicy.dynamics.Model;
import org.guidedpolicy.lqr.RegularizedBackwardPass;
import org.guidedpolicy.parallel.WorkPool;

/** Derivatives of dynamics and cost along a trajectory, steps in parallel. */
final class Expansion {
  private final TrajectoryProblem problem;
  private final boolean secondOrder;
  private final WorkPool pool;

  Expansion(TrajectoryProblem problem, boolean secondOrder, WorkPool pool) {
    this.problem = problem;
    this.secondOrder = secondOrder;
    this.pool = pool;
  }

  /** Receives one step's derivatives; different steps from different threads. */
  @FunctionalInterface
  interface Receiver {
    /**
     * @param t 0 .. T-1
     * @param at the derivatives at step t; those of the dynamics not at the last step
     */
    void receive(int t, Step at);
  }

  /** Hands the expansion around a trajectory to a backward pass. */
  void around(Rollout trajectory, RegularizedBackwardPass pass) {
    double[] lower = problem.actionLower();
    double[] upper = problem.actionUpper();
    around(
        trajectory,
        (t, at) -> {
          pass.setCost(t, at.gradient, at.hessian);
          pass.setLimits(t, trajectory.u[t], lower, upper);
          if (t < trajectory.T - 1) {
            pass.setDynamics(t, at.fx, at.fu);
            if (secondOrder) {
              at.curvature.evaluate(trajectory.x[t], trajectory.u[t]);
              pass.setCurvature(t, at.curvature.fzz);
            }
          }
        });
  }

  void around(Rollout trajectory, Receiver receiver) {
    pool.forEach(
        trajectory.T,
        () -> new Step(problem),
        (at, t) -> {
          at.evaluate(t, trajectory);
          receiver.receive(t, at);
        });
  }

  /** The derivatives of one step. One thread. */
  static final class Step {
    private final TrajectoryProblem problem;
    private final CostDerivatives cost;
    private final Curvature curvature;

    /** df/dx, dX x dX. */
    final double[] fx;

    /** df/du, dX x dU. */
    final double[] fu;

    /** Of the cost in [x; u], dZ entries. */
    final double[] gradient;

    /** Of the cost, dZ x dZ, symmetric. */
    final double[] hessian;

    private Step(TrajectoryProblem problem) {
      this.problem = problem;
      Model model = problem.model();
      int dX = model.stateDimension();
      int dU = model.actionDimension();
      int dZ = dX + dU;
      cost = new CostDerivatives(dX, dU);
      curvature = new Curvature(problem);
      fx = new double[dX * dX];
      fu = new double[dX * dU];
      gradient = new double[dZ];
      hessian = new double[dZ * dZ];
    }

    private void evaluate(int t, Rollout trajectory) {
      double[] x = trajectory.x[t];
      double[] u = trajectory.u[t];
      if (t < trajectory.T - 1) {
        problem.model().linearize(x, u, fx, fu);
      }
      cost.clear();
      problem.cost().addDerivatives(t, trajectory.T, x, u, cost);
      int dZ = gradient.length;
      for (int i = 0; i < dZ; i++) {
        gradient[i] = cost.gradient(i);
        for (int j = 0; j < dZ; j++) {
          hessian[i * dZ + j] = 0.5 * (cost.hessian(i, j) + cost.hessian(j, i));
        }
      }
    }
  }
}
