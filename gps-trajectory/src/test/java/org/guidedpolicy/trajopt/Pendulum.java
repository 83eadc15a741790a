package org.guidedpolicy.trajopt;

import org.guidedpolicy.argument.Require;
import org.guidedpolicy.cost.ActionCost;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.dynamics.Model;

/**
 * A pendulum with derivatives in closed form: angle from hanging and velocity, semi-implicit Euler.
 */
final class Pendulum implements Model {
  static final double DT = 0.05;
  static final double MAX_TORQUE = 2;

  @Override
  public int stateDimension() {
    return 2;
  }

  @Override
  public int actionDimension() {
    return 1;
  }

  @Override
  public void next(double[] x, double[] u, double[] next) {
    double v = x[1] + DT * (-9.81 * Math.sin(x[0]) - 0.1 * x[1] + 3 * u[0]);
    next[0] = x[0] + DT * v;
    next[1] = v;
  }

  @Override
  public void linearize(double[] x, double[] u, double[] fx, double[] fu) {
    Require.length("fx", fx.length, 4, "dX x dX");
    double va = -DT * 9.81 * Math.cos(x[0]);
    double vv = 1 - 0.1 * DT;
    System.arraycopy(new double[] {1 + DT * va, DT * vv, va, vv}, 0, fx, 0, 4);
    fu[0] = DT * DT * 3;
    fu[1] = DT * 3;
  }

  /** Effort, and upright at rest at the end. */
  static CostFunction upright() {
    CostFunction end =
        (t, T, x, u) ->
            t == T - 1 ? 20 * (1 + Math.cos(x[0])) + x[1] * x[1] : 0.05 * (1 + Math.cos(x[0]));
    return CostFunction.sum(ActionCost.quadratic(0.02), end);
  }

  static TrajectoryProblem swingUp() {
    return TrajectoryProblem.of(new Pendulum(), upright())
        .withActionLimits(new double[] {-MAX_TORQUE}, new double[] {MAX_TORQUE});
  }

  /** A push to and fro, so that hanging is left. */
  static double[] push(int T) {
    double[] u = new double[T];
    for (int t = 0; t < T; t++) {
      u[t] = 0.3 * Math.sin(0.25 * t);
    }
    return u;
  }
}
