package org.guidedpolicy.cost;

import java.util.concurrent.CancellationException;
import org.guidedpolicy.lqr.QuadraticCost;
import org.guidedpolicy.rollout.Trajectory;

/**
 * Second-order expansion of a cost around a trajectory. With value c, gradient g and Hessian H at
 * the sample y = [x; u], the Taylor series c + g^T (z - y) + 1/2 (z - y)^T H (z - y) is rewritten
 * as a function of absolute z: constant c - g^T y + 1/2 y^T H y, gradient g - H y, Hessian H.
 *
 * <p>Where an episode ended early, after L steps, all the steps that are left cost what {@link
 * CostFunction#afterEnd} says of its last state, and their sum is charged at step L, as a function
 * of the state alone: nothing that is done later changes it. Steps after L cost 0.
 */
public final class CostExpansion {
  private CostExpansion() {}

  /**
   * As {@link #around(Trajectory, CostFunction, DataScales)}, without knowing how much the data
   * varies.
   */
  public static QuadraticCost around(Trajectory trajectory, CostFunction cost) {
    return around(trajectory, cost, DataScales.unknown());
  }

  /**
   * The cost's Taylor series at every step of the trajectory, as a function of absolute [x; u].
   *
   * @param scales of the data that the trajectory is of: what finite differences take their steps
   *     from
   * @throws CostException if the cost or a derivative is not finite, or the cost fails
   */
  public static QuadraticCost around(Trajectory trajectory, CostFunction cost, DataScales scales) {
    int T = trajectory.horizon();
    int dX = trajectory.stateDimension();
    int dU = trajectory.actionDimension();
    int dZ = dX + dU;
    double[] constant = new double[T];
    double[] gradient = new double[T * dZ];
    double[] hessian = new double[T * dZ * dZ];
    double[] y = new double[dZ];
    CostDerivatives at = new CostDerivatives(dX, dU, scales);
    Samples samples = new Samples(trajectory, cost);
    int L = trajectory.steps();
    for (int t = 0; t < L; t++) {
      at.clear();
      samples.differentiate(t, at);
      constant[t] = recentre(at, samples.at(t, y), gradient, t * dZ, hessian, t * dZ * dZ);
    }
    if (L < T) {
      samples.differentiateRest(at);
      constant[L] = recentre(at, samples.at(L, y), gradient, L * dZ, hessian, L * dZ * dZ);
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

  /**
   * The cost of each step, T entries; steps after an early end cost what {@link
   * CostFunction#afterEnd} says.
   *
   * @throws CostException if one is not finite, or the cost fails
   */
  public static double[] perStep(Trajectory trajectory, CostFunction cost) {
    Samples samples = new Samples(trajectory, cost);
    double[] result = new double[trajectory.horizon()];
    for (int t = 0; t < result.length; t++) {
      result[t] = samples.value(t);
    }
    return result;
  }

  /** The cost at the steps of a trajectory, in arrays of its own. */
  private static final class Samples {
    private final Trajectory trajectory;
    private final CostFunction cost;
    private final double[] x;
    private final double[] u;

    Samples(Trajectory trajectory, CostFunction cost) {
      this.trajectory = trajectory;
      this.cost = cost;
      this.x = new double[trajectory.stateDimension()];
      this.u = new double[trajectory.actionDimension()];
    }

    double value(int t) {
      copy(t);
      double value;
      try {
        value = costOf(t).value(t, trajectory.horizon(), x, u);
      } catch (RuntimeException e) {
        throw failure(e, t);
      }
      requireUnchanged(t);
      requireFinite(value, "value", t);
      return value;
    }

    void differentiate(int t, CostDerivatives at) {
      copy(t);
      try {
        costOf(t).addDerivatives(t, trajectory.horizon(), x, u, at);
      } catch (RuntimeException e) {
        throw failure(e, t);
      }
      requireUnchanged(t);
      requireFinite(at, t);
    }

    /** The sum over all steps that were not run, as a function of the state. */
    void differentiateRest(CostDerivatives sum) {
      sum.clear();
      for (int t = trajectory.steps(); t < trajectory.horizon(); t++) {
        differentiate(t, sum);
      }
      sum.clearActions();
    }

    /** Writes [x; u] of a step. */
    double[] at(int t, double[] y) {
      trajectory.copyState(t, y, 0);
      trajectory.copyAction(t, y, x.length);
      return y;
    }

    private CostFunction costOf(int t) {
      return t < trajectory.steps() ? cost : cost.afterEnd();
    }

    private void copy(int t) {
      trajectory.copyState(t, x, 0);
      trajectory.copyAction(t, u, 0);
    }

    private RuntimeException failure(RuntimeException e, int t) {
      copy(t);
      return e instanceof CancellationException ? e : CostException.failed(e, t, x, u);
    }

    private void requireUnchanged(int t) {
      boolean changed = false;
      for (int i = 0; i < x.length; i++) {
        changed |= x[i] != trajectory.state(t, i);
      }
      for (int i = 0; i < u.length; i++) {
        changed |= u[i] != trajectory.action(t, i);
      }
      if (changed) {
        copy(t);
        throw CostException.changed(t, x, u);
      }
    }

    private void requireFinite(CostDerivatives at, int t) {
      requireFinite(at.value, "value", t);
      for (int i = 0; i < at.dZ; i++) {
        if (!Double.isFinite(at.gradient[i])) {
          requireFinite(at.gradient[i], "gradient by " + at.entryName(i), t);
        }
        for (int j = 0; j < at.dZ; j++) {
          double second = at.hessian[i * at.dZ + j];
          if (!Double.isFinite(second)) {
            requireFinite(second, "Hessian by " + at.entryName(i) + " and " + at.entryName(j), t);
          }
        }
      }
    }

    private void requireFinite(double value, String what, int t) {
      if (!Double.isFinite(value)) {
        throw CostException.notFinite(what, value, t, x, u);
      }
    }
  }
}
