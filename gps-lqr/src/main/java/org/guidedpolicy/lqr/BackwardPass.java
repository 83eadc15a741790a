package org.guidedpolicy.lqr;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * The maximum-entropy LQR recursion [LA] for the cost c/eta - log reference, in the coordinates of
 * {@link RelativeProblem}; with a second reference of weights nu for the cost (c - nu log second -
 * eta log reference) / (nu + eta). A workspace for one thread.
 *
 * <p>With [Q q] the matrix and vector of the cost to go in [v; x], eliminating v by a partial
 * Cholesky factorization Qvv = R^T R leaves [Vxx vx] in the trailing rows.
 */
final class BackwardPass {
  private final int T;
  private final int dX;
  private final int dU;
  private final int dZ;
  private final int width;

  /** The solution: K = -Qvv^{-1} Qvx, k = -Qvv^{-1} qv, C = Qvv^{-1}. */
  final RelativeController controller;

  /** 1/2 (tr C - dU - log |C|) for each step: the part of the KL that no state enters. */
  final double[] covarianceKl;

  private double[][] Q;
  private double[][] next;
  private final double[][] P;
  private final double[][] R;
  private final double[][] inverse;
  private int failedStep = -1;

  BackwardPass(int T, int dX, int dU) {
    this.T = T;
    this.dX = dX;
    this.dU = dU;
    dZ = dX + dU;
    width = dZ + 1;
    controller = new RelativeController(T, dX, dU);
    covarianceKl = new double[T];
    Q = new double[dZ][width];
    next = new double[dZ][width];
    P = new double[dX][width];
    R = new double[dU][width];
    inverse = new double[dU][dU];
  }

  /**
   * @return false if Qvv is not positive definite at some step: eta is too small
   */
  boolean run(RelativeProblem problem, double eta) {
    failedStep = -1;
    for (int t = T - 1; t >= 0; t--) {
      setQ(problem, t, eta);
      if (!factorize()) {
        failedStep = t;
        return false;
      }
      solveGain(controller.gain[t]);
      covarianceKl[t] = solveCovariance(controller.covariance[t]);
      setValue();
    }
    return true;
  }

  /** The step at which the last pass failed, -1 if it did not. */
  int failedStep() {
    return failedStep;
  }

  /**
   * [Q q] = [H g]/a + eta/a diag(I, 0) + r f^T (Vxx f + [0 vx]), upper triangle, for the entropy's
   * weight a = nu + eta, in whose units Q is, and r = a of the next step / a.
   */
  private void setQ(RelativeProblem problem, int t, double eta) {
    double weight = problem.nu[t] + eta;
    double scale = 1 / weight;
    for (int i = 0; i < dZ; i++) {
      Rows.setScaled(Q[i], i, width, scale, problem.H[t][i]);
    }
    for (int a = 0; a < dU; a++) {
      Q[a][a] += eta / weight;
    }
    if (t < T - 1) {
      addNextValue(problem.f[t], (problem.nu[t + 1] + eta) / weight);
    }
  }

  private void addNextValue(double[][] f, double r) {
    // P = Vxx f + [0 vx]
    for (int i = 0; i < dX; i++) {
      double[] V = next[dU + i];
      Arrays.fill(P[i], 0);
      P[i][dZ] = V[dZ];
      Rows.addCombination(P[i], 0, width, dX, V, dU, f);
    }
    // [Q q] += r f^T P
    for (int i = 0; i < dZ; i++) {
      Rows.addColumnCombination(Q[i], i, width, dX, r, f, i, P);
    }
  }

  /** R^T [R S s] = [Qvv Qvx qv]. */
  private boolean factorize() {
    for (int a = 0; a < dU; a++) {
      double[] row = R[a];
      System.arraycopy(Q[a], a, row, a, width - a);
      Rows.addColumnCombination(row, a, width, a, -1, R, a, R);
      if (!Cholesky.isPositive(row[a], Q[a][a])) {
        return false;
      }
      Rows.scale(row, a, width, 1 / Math.sqrt(row[a]));
    }
    return true;
  }

  /** [Vxx vx] = [Qxx qx] - S^T [S s]. */
  private void setValue() {
    for (int i = dU; i < dZ; i++) {
      Rows.addColumnCombination(Q[i], i, width, dU, -1, R, i, R);
    }
    Rows.mirrorUpper(Q, dU, dZ);
    double[][] swap = next;
    next = Q;
    Q = swap;
  }

  /** R [K k] = -[S s]. */
  private void solveGain(double[][] gain) {
    for (int a = dU - 1; a >= 0; a--) {
      double[] row = gain[a];
      System.arraycopy(R[a], dU, row, dU, dX + 1);
      for (int b = a + 1; b < dU; b++) {
        Rows.addOne(row, dU, width, R[a][b], gain[b]);
      }
      Rows.scale(row, dU, width, -1 / R[a][a]);
    }
  }

  /**
   * C = Qvv^{-1} = R^{-1} R^{-T}.
   *
   * @return 1/2 (tr C - dU - log |C|)
   */
  private double solveCovariance(double[][] C) {
    double halfLogDeterminant = 0;
    for (int a = dU - 1; a >= 0; a--) {
      double[] row = inverse[a];
      Arrays.fill(row, 0);
      row[a] = -1;
      for (int b = a + 1; b < dU; b++) {
        Rows.addOne(row, b, dU, R[a][b], inverse[b]);
      }
      Rows.scale(row, a, dU, -1 / R[a][a]);
      halfLogDeterminant += Math.log(R[a][a]);
    }
    double trace = 0;
    for (int a = 0; a < dU; a++) {
      for (int b = a; b < dU; b++) {
        double sum = Rows.dot(inverse[a], b, inverse[b], b, dU - b);
        C[a][b] = sum;
        C[b][a] = sum;
      }
      trace += C[a][a];
    }
    return 0.5 * (trace - dU) + halfLogDeterminant;
  }

  /**
   * Smallest eigenvalue of Quu (in the units of the action) where the last pass failed. Allocates.
   */
  double smallestEigenvalue(RelativeProblem problem, double eta) {
    setQ(problem, failedStep, eta);
    var Qvv = new DMatrixRMaj(dU, dU);
    var L = new DMatrixRMaj(dU, dU);
    for (int a = 0; a < dU; a++) {
      for (int b = 0; b < dU; b++) {
        Qvv.set(a, b, Q[Math.min(a, b)][Math.max(a, b)]);
        L.set(a, b, problem.action[failedStep][a][b]);
      }
    }
    // Quu = L^{-T} Qvv L^{-1}
    CommonOps_DDRM.invert(L);
    var QvvInverseL = new DMatrixRMaj(dU, dU);
    var Quu = new DMatrixRMaj(dU, dU);
    CommonOps_DDRM.mult(Qvv, L, QvvInverseL);
    CommonOps_DDRM.multTransA(L, QvvInverseL, Quu);
    return Cholesky.smallestEigenvalue(Quu);
  }
}
