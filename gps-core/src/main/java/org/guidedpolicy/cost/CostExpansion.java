package org.guidedpolicy.cost;

import org.guidedpolicy.lqr.QuadraticCost;
import org.guidedpolicy.rollout.Trajectory;

/**
 * Second-order expansion of a cost around a trajectory. With value c, gradient g and Hessian H at
 * the sample y = [x; u], the Taylor series c + g^T (z - y) + 1/2 (z - y)^T H (z - y) is rewritten
 * as a function of absolute z: constant c - g^T y + 1/2 y^T H y, gradient g - H y, Hessian H.
 */
public final class CostExpansion {
  private CostExpansion() {}

  /**
   * The cost's Taylor series at every step of the trajectory, as a function of absolute [x; u].
   *
   * @throws IllegalArgumentException if the cost or a derivative is not finite: which, at which
   *     step
   */
  public static QuadraticCost around(Trajectory trajectory, CostFunction cost) {
    int T = trajectory.horizon();
    int dX = trajectory.stateDimension();
    int dU = trajectory.actionDimension();
    int dZ = dX + dU;
    double[] constant = new double[T];
    double[] gradient = new double[T * dZ];
    double[] hessian = new double[T * dZ * dZ];
    double[] x = new double[dX];
    double[] u = new double[dU];
    double[] y = new double[dZ];
    CostDerivatives at = new CostDerivatives(dX, dU);
    for (int t = 0; t < T; t++) {
      trajectory.copyState(t, x, 0);
      trajectory.copyAction(t, u, 0);
      trajectory.copyState(t, y, 0);
      trajectory.copyAction(t, y, dX);
      at.clear();
      cost.addDerivatives(t, T, x, u, at);
      requireFinite(at, t);
      constant[t] = recentre(at, y, gradient, t * dZ, hessian, t * dZ * dZ);
    }
    return QuadraticCost.of(T, dX, dU, constant, gradient, hessian);
  }

  /** Writes gradient and symmetrized Hessian in absolute coordinates and returns the constant. */
  private static double recentre(
      CostDerivatives at, double[] y, double[] gradient, int g, double[] hessian, int H) {
    int dZ = y.length;
    double constant = at.value;
    for (int i = 0; i < dZ; i++) {
      double Hy = 0;
      for (int j = 0; j < dZ; j++) {
        double second = 0.5 * (at.hessian[i * dZ + j] + at.hessian[j * dZ + i]);
        hessian[H + i * dZ + j] = second;
        Hy += second * y[j];
      }
      gradient[g + i] = at.gradient[i] - Hy;
      constant += y[i] * (0.5 * Hy - at.gradient[i]);
    }
    return constant;
  }

  /** The cost of each executed step, T entries. */
  public static double[] perStep(Trajectory trajectory, CostFunction cost) {
    int T = trajectory.horizon();
    double[] x = new double[trajectory.stateDimension()];
    double[] u = new double[trajectory.actionDimension()];
    double[] result = new double[T];
    for (int t = 0; t < T; t++) {
      trajectory.copyState(t, x, 0);
      trajectory.copyAction(t, u, 0);
      result[t] = cost.value(t, T, x, u);
      requireFinite(result[t], "value", t);
    }
    return result;
  }

  private static void requireFinite(CostDerivatives at, int t) {
    requireFinite(at.value, "value", t);
    for (int i = 0; i < at.dZ; i++) {
      if (!Double.isFinite(at.gradient[i])) {
        requireFinite(at.gradient[i], "gradient by " + entry(at, i), t);
      }
      for (int j = 0; j < at.dZ; j++) {
        double second = at.hessian[i * at.dZ + j];
        if (!Double.isFinite(second)) {
          requireFinite(second, "Hessian by " + entry(at, i) + " and " + entry(at, j), t);
        }
      }
    }
  }

  private static String entry(CostDerivatives at, int i) {
    return i < at.dX ? "state entry " + i : "action entry " + (i - at.dX);
  }

  private static void requireFinite(double value, String what, int t) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "the cost's "
              + what
              + " at step "
              + t
              + " is "
              + value
              + ", must be finite; check the cost function at this state and action");
    }
  }
}
