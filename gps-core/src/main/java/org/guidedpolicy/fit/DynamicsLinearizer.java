package org.guidedpolicy.fit;

import org.guidedpolicy.dynamics.Model;
import org.guidedpolicy.lqr.LinearGaussianDynamics;
import org.guidedpolicy.rollout.Trajectory;

/** Linearizes a model of the dynamics along single trajectories. */
public final class DynamicsLinearizer {
  private DynamicsLinearizer() {}

  /**
   * x_(t+1) ~ N(fx x + fu u + c, diag(variances)) with the model's derivatives at each state and
   * action of the trajectory, and c such that its next state is met exactly, whether or not the
   * model made it.
   *
   * @param variances of each entry of the next state, dX entries, not negative
   */
  public static LinearGaussianDynamics along(
      Model model, Trajectory trajectory, double[] variances) {
    int T = trajectory.horizon();
    int dX = model.stateDimension();
    int dU = model.actionDimension();
    double[] fxu = new double[(T - 1) * dX * (dX + dU)];
    double[] c = new double[(T - 1) * dX];
    double[] F = new double[(T - 1) * dX * dX];
    double[] fx = new double[dX * dX];
    double[] fu = new double[dX * dU];
    for (int t = 0; t < T - 1; t++) {
      double[] x = trajectory.state(t);
      double[] u = trajectory.action(t);
      model.linearize(x, u, fx, fu);
      for (int i = 0; i < dX; i++) {
        int row = (t * dX + i) * (dX + dU);
        System.arraycopy(fx, i * dX, fxu, row, dX);
        System.arraycopy(fu, i * dU, fxu, row + dX, dU);
        c[t * dX + i] = trajectory.state(t + 1, i) - dot(fxu, row, x) - dot(fxu, row + dX, u);
        F[(t * dX + i) * dX + i] = variances[i];
      }
    }
    return LinearGaussianDynamics.of(T, dX, dU, fxu, c, F);
  }

  private static double dot(double[] row, int offset, double[] v) {
    double sum = 0;
    for (int j = 0; j < v.length; j++) {
      sum += row[offset + j] * v[j];
    }
    return sum;
  }
}
