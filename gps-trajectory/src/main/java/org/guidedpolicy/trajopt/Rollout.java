package org.guidedpolicy.trajopt;

import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.dynamics.Model;
import org.guidedpolicy.rollout.Trajectory;

/** A trajectory in memory that is written anew many times. One thread. */
final class Rollout {
  final int T;
  final double[][] x;
  final double[][] u;
  final double[] costs;
  double cost = Double.POSITIVE_INFINITY;

  Rollout(int T, int dX, int dU) {
    this.T = T;
    x = new double[T + 1][dX];
    u = new double[T][dU];
    costs = new double[T];
  }

  /** A copy of a recorded trajectory, without costs. */
  static Rollout of(Trajectory trajectory) {
    int T = trajectory.horizon();
    Rollout copy = new Rollout(T, trajectory.stateDimension(), trajectory.actionDimension());
    for (int t = 0; t <= T; t++) {
      trajectory.copyState(t, copy.x[t], 0);
      if (t < T) {
        trajectory.copyAction(t, copy.u[t], 0);
      }
    }
    return copy;
  }

  /** How the action at a step follows from the state. */
  @FunctionalInterface
  interface Actions {
    void act(int t, double[] x, double[] out);
  }

  /**
   * Runs from x_0 on until it ends or has diverged.
   *
   * @return whether states and costs are finite and no state exceeds maxState
   */
  boolean run(TrajectoryProblem problem, double[] start, Actions actions, double maxState) {
    Model model = problem.model();
    CostFunction cost = problem.cost();
    System.arraycopy(start, 0, x[0], 0, start.length);
    this.cost = Double.POSITIVE_INFINITY;
    double sum = 0;
    for (int t = 0; t < T; t++) {
      actions.act(t, x[t], u[t]);
      for (int a = 0; a < u[t].length; a++) {
        u[t][a] = problem.clip(a, u[t][a]);
      }
      costs[t] = cost.value(t, T, x[t], u[t]);
      sum += costs[t];
      model.next(x[t], u[t], x[t + 1]);
      if (!Double.isFinite(sum) || !isWithin(x[t + 1], maxState)) {
        return false;
      }
    }
    this.cost = sum;
    return true;
  }

  private static boolean isWithin(double[] x, double max) {
    for (double entry : x) {
      if (!(Math.abs(entry) <= max)) {
        return false;
      }
    }
    return true;
  }

  Plan plan(TrajectoryProblem problem, double[] gains) {
    return new Plan(
        x[0].length,
        u[0].length,
        flat(x),
        flat(u),
        gains.clone(),
        costs.clone(),
        problem.actionLower(),
        problem.actionUpper());
  }

  private static double[] flat(double[][] rows) {
    int n = rows[0].length;
    double[] all = new double[rows.length * n];
    for (int t = 0; t < rows.length; t++) {
      System.arraycopy(rows[t], 0, all, t * n, n);
    }
    return all;
  }
}
