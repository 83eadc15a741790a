package org.guidedpolicy.trajopt;

import org.guidedpolicy.dynamics.Model;

/**
 * Second derivatives of a model by central differences of its first ones,
 *
 * <pre>
 * d2f/(dz_j dz_i) = (df/dz_j(z + h_i e_i) - df/dz_j(z - h_i e_i)) / (2 h_i),
 * </pre>
 *
 * made symmetric; to one side where an action cannot be moved both ways. 2 (dX + dU)
 * linearizations. A workspace for one thread.
 */
final class Curvature {
  /** Large enough for first derivatives that are differences themselves. */
  private static final double STEP = 1e-4;

  private final TrajectoryProblem problem;
  private final int dX;
  private final int dU;
  private final int dZ;
  private final double[] x;
  private final double[] u;
  private final Point plus;
  private final Point minus;

  /** dX x dZ x dZ. */
  final double[] fzz;

  Curvature(TrajectoryProblem problem) {
    this.problem = problem;
    Model model = problem.model();
    dX = model.stateDimension();
    dU = model.actionDimension();
    dZ = dX + dU;
    x = new double[dX];
    u = new double[dU];
    plus = new Point(dX, dU);
    minus = new Point(dX, dU);
    fzz = new double[dX * dZ * dZ];
  }

  /** First derivatives at one point. */
  private record Point(double[] fx, double[] fu) {
    Point(int dX, int dU) {
      this(new double[dX * dX], new double[dX * dU]);
    }
  }

  /** Entry (o, j) of [fx fu]. */
  private double entry(Point at, int o, int j) {
    return j < dX ? at.fx[o * dX + j] : at.fu[o * dU + j - dX];
  }

  /** Sets {@link #fzz} at a point. */
  void evaluate(double[] atX, double[] atU) {
    System.arraycopy(atX, 0, x, 0, dX);
    System.arraycopy(atU, 0, u, 0, dU);
    for (int i = 0; i < dX; i++) {
      double h = STEP * Math.max(1, Math.abs(x[i]));
      difference(x, i, i, x[i] - h, x[i] + h);
    }
    for (int a = 0; a < dU; a++) {
      double h = STEP * Math.max(1, Math.abs(u[a]));
      difference(u, a, dX + a, problem.clip(a, u[a] - h), problem.clip(a, u[a] + h));
    }
    symmetrize();
  }

  private void difference(double[] moved, int entry, int i, double min, double max) {
    double centre = moved[entry];
    moved[entry] = max;
    problem.model().linearize(x, u, plus.fx, plus.fu);
    moved[entry] = min;
    problem.model().linearize(x, u, minus.fx, minus.fu);
    moved[entry] = centre;
    for (int o = 0; o < dX; o++) {
      for (int j = 0; j < dZ; j++) {
        fzz[(o * dZ + i) * dZ + j] = (entry(plus, o, j) - entry(minus, o, j)) / (max - min);
      }
    }
  }

  private void symmetrize() {
    for (int o = 0; o < dX; o++) {
      for (int i = 0; i < dZ; i++) {
        for (int j = 0; j < i; j++) {
          int ij = (o * dZ + i) * dZ + j;
          int ji = (o * dZ + j) * dZ + i;
          double mean = 0.5 * (fzz[ij] + fzz[ji]);
          fzz[ij] = mean;
          fzz[ji] = mean;
        }
      }
    }
  }
}
