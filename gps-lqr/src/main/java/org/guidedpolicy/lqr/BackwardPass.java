package org.guidedpolicy.lqr;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;

/**
 * The maximum-entropy LQR recursion of [LA] for the cost c/eta - log reference, in the coordinates
 * of {@link RelativeProblem}. A workspace for one thread.
 *
 * <p>With [Q q] the matrix and vector of the cost to go in [v; x], eliminating v by a partial
 * Cholesky factorisation Qvv = R^T R leaves [Vxx vx] in the trailing rows.
 */
final class BackwardPass {
  private final int T;
  private final int dX;
  private final int dU;
  private final int dZ;
  private final int width;

  /** [K k] of v = K x + k, T x dU x (dX+1). */
  final double[] gain;

  /** Covariance Qvv^{-1} of v, T x dU x dU. */
  final double[] covariance;

  /** 1/2 (tr C - dU - log |C|) at each step: the part of the KL that no state enters. */
  final double[] covarianceKl;

  private double[] Q;
  private double[] next;
  private final double[] P;
  private final double[] R;
  private final double[] inverse;
  private int failedStep = -1;

  BackwardPass(int T, int dX, int dU) {
    this.T = T;
    this.dX = dX;
    this.dU = dU;
    dZ = dX + dU;
    width = dZ + 1;
    gain = new double[T * dU * (dX + 1)];
    covariance = new double[T * dU * dU];
    covarianceKl = new double[T];
    Q = new double[dZ * width];
    next = new double[dZ * width];
    P = new double[dX * width];
    R = new double[dU * width];
    inverse = new double[dU * dU];
  }

  /**
   * @return false if Qvv is not positive definite at some step: eta is too small
   */
  boolean run(RelativeProblem problem, double eta) {
    failedStep = -1;
    for (int t = T - 1; t >= 0; t--) {
      setQ(problem, t, eta);
      if (!eliminate()) {
        failedStep = t;
        return false;
      }
      solveGain(t);
      solveCovariance(t);
      double[] swap = next;
      next = Q;
      Q = swap;
    }
    return true;
  }

  /** The step at which the last pass failed, -1 if it did not. */
  int failedStep() {
    return failedStep;
  }

  /** [Q q] = [H g]/eta + diag(I, 0) + f^T (Vxx f + [0 vx]), upper triangle. */
  private void setQ(RelativeProblem problem, int t, double eta) {
    double scale = 1 / eta;
    int start = t * dZ * width;
    double[] H = problem.H;
    for (int i = 0; i < dZ; i++) {
      int row = i * width;
      for (int j = row + i; j < row + width; j++) {
        Q[j] = scale * H[start + j];
      }
    }
    for (int a = 0; a < dU; a++) {
      Q[a * width + a] += 1;
    }
    if (t < T - 1) {
      addNextValue(problem.f, t * dX * width);
    }
  }

  private void addNextValue(double[] f, int start) {
    int V = dU * width + dU;
    // P = Vxx f + [0 vx]
    java.util.Arrays.fill(P, 0);
    for (int i = 0; i < dX; i++) {
      P[i * width + dZ] = next[V + i * width + dX];
    }
    Rows.addProduct(dX, dX, width, false, 1, next, V, width, 1, f, start, width, P, 0, width);
    // [Q q] += f^T P
    Rows.addProduct(dZ, dX, width, true, 1, f, start, 1, width, P, 0, width, Q, 0, width);
  }

  /** R^T [R S s] = [Qvv Qvx qv]; [Vxx vx] = [Qxx qx] - S^T [S s]. */
  private boolean eliminate() {
    for (int a = 0; a < dU; a++) {
      int row = a * width;
      System.arraycopy(Q, row + a, R, row + a, width - a);
      for (int b = 0; b < a; b++) {
        Rows.addOne(R, row + a, width - a, R, b * width + a, -R[b * width + a]);
      }
      double pivot = R[row + a];
      if (!Cholesky.isPositive(pivot, Q[row + a])) {
        return false;
      }
      double scale = 1 / Math.sqrt(pivot);
      for (int j = row + a; j < row + width; j++) {
        R[j] *= scale;
      }
    }
    int V = dU * width + dU;
    Rows.addProduct(dX, dU, dX + 1, true, -1, R, dU, 1, width, R, dU, width, Q, V, width);
    Rows.mirrorUpper(Q, V, width, dX);
    return true;
  }

  /** R [K k] = -[S s]. */
  private void solveGain(int t) {
    int columns = dX + 1;
    int start = t * dU * columns;
    for (int a = dU - 1; a >= 0; a--) {
      int row = start + a * columns;
      for (int j = 0; j < columns; j++) {
        gain[row + j] = -R[a * width + dU + j];
      }
      for (int b = a + 1; b < dU; b++) {
        Rows.addOne(gain, row, columns, gain, start + b * columns, -R[a * width + b]);
      }
      double scale = 1 / R[a * width + a];
      for (int j = 0; j < columns; j++) {
        gain[row + j] *= scale;
      }
    }
  }

  /** C = Qvv^{-1} = R^{-1} R^{-T}. */
  private void solveCovariance(int t) {
    double trace = 0;
    double halfLogDeterminant = 0;
    for (int a = dU - 1; a >= 0; a--) {
      double scale = 1 / R[a * width + a];
      halfLogDeterminant += Math.log(R[a * width + a]);
      for (int b = a; b < dU; b++) {
        double sum = a == b ? 1 : 0;
        for (int c = a + 1; c <= b; c++) {
          sum -= R[a * width + c] * inverse[c * dU + b];
        }
        inverse[a * dU + b] = sum * scale;
      }
    }
    int start = t * dU * dU;
    for (int a = 0; a < dU; a++) {
      for (int b = a; b < dU; b++) {
        double sum = Rows.dot(inverse, a * dU + b, inverse, b * dU + b, dU - b);
        covariance[start + a * dU + b] = sum;
        covariance[start + b * dU + a] = sum;
      }
      trace += covariance[start + a * dU + a];
    }
    covarianceKl[t] = 0.5 * (trace - dU) + halfLogDeterminant;
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
        Qvv.set(a, b, Q[Math.min(a, b) * width + Math.max(a, b)]);
        L.set(a, b, problem.action[(failedStep * dU + a) * width + b]);
      }
    }
    // Quu = L^{-T} Qvv L^{-1}
    CommonOps_DDRM.invert(L);
    var QvvInverseL = new DMatrixRMaj(dU, dU);
    var Quu = new DMatrixRMaj(dU, dU);
    CommonOps_DDRM.mult(Qvv, L, QvvInverseL);
    CommonOps_DDRM.multTransA(L, QvvInverseL, Quu);
    if (MatrixFeatures_DDRM.hasUncountable(Quu)) {
      return Double.NEGATIVE_INFINITY;
    }
    var eigen = DecompositionFactory_DDRM.eig(dU, false, true);
    eigen.decompose(Quu);
    double smallest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < dU; i++) {
      smallest = Math.min(smallest, eigen.getEigenvalue(i).getReal());
    }
    return smallest;
  }
}
