package org.guidedpolicy.lqr;

import org.ejml.data.DMatrixRMaj;

/**
 * A time-varying linear-Gaussian policy u ~ N(K x + k, C), for each of T steps: a local policy, or
 * a global one linearized around a cluster of trajectories ([RF] Sec. IV). Immutable and
 * thread-safe; accessors return copies.
 */
public final class LinearGaussianController {
  final int T;
  final int dX;
  final int dU;
  final double[] K;
  final double[] k;
  final double[] C;

  /** Takes the arrays as they are; the caller keeps no reference to them. */
  LinearGaussianController(int T, int dX, int dU, double[] K, double[] k, double[] C) {
    this.T = T;
    this.dX = dX;
    this.dU = dU;
    this.K = K;
    this.k = k;
    this.C = C;
  }

  /**
   * @param horizon T
   * @param stateDimension dX
   * @param actionDimension dU
   * @param K T x dU x dX, row-major; the sign is u = K x + k
   * @param k T x dU
   * @param C T x dU x dU, symmetric positive definite; only the symmetric part is kept
   * @throws IllegalArgumentException if a length does not fit
   */
  public static LinearGaussianController of(
      int horizon, int stateDimension, int actionDimension, double[] K, double[] k, double[] C) {
    int T = Shapes.requirePositive("horizon", horizon);
    int dX = Shapes.requirePositive("stateDimension", stateDimension);
    int dU = Shapes.requirePositive("actionDimension", actionDimension);
    Shapes.requireLength("K", K, T * dU * dX);
    Shapes.requireLength("k", k, T * dU);
    Shapes.requireLength("C", C, T * dU * dU);
    double[] symmetricC = Shapes.symmetrize(C.clone(), dU);
    return new LinearGaussianController(T, dX, dU, K.clone(), k.clone(), symmetricC);
  }

  /** T. */
  public int horizon() {
    return T;
  }

  /** dX. */
  public int stateDimension() {
    return dX;
  }

  /** dU. */
  public int actionDimension() {
    return dU;
  }

  /** A copy of K at step t, dU x dX. */
  public DMatrixRMaj gain(int t) {
    return Shapes.block(K, t, dU, dX);
  }

  /** A copy of k at step t, dU entries. */
  public double[] offset(int t) {
    return Shapes.block(k, t, dU, 1).data;
  }

  /** A copy of C at step t, dU x dU. */
  public DMatrixRMaj covariance(int t) {
    return Shapes.block(C, t, dU, dU);
  }

  /**
   * The lower Cholesky factor L of C = L L^T at step t, so that K x + k + L w is a sample for w ~
   * N(0, I). Computed at each call.
   *
   * @return dU x dU entries, row-major, zero above the diagonal
   * @throws LqrException if C is not positive definite there
   */
  public double[] covarianceCholesky(int t) {
    double[] L = new double[dU * dU];
    if (!Cholesky.lower(C, t * dU * dU, dU, L, 0)) {
      throw notPositiveDefinite("controller", t);
    }
    return L;
  }

  LqrException notPositiveDefinite(String whose, int t) {
    return Cholesky.notPositiveDefinite(whose + " covariance C at step " + t, C, t * dU * dU, dU);
  }

  /**
   * The mean action K x + k.
   *
   * @param t step
   * @param x state, dX entries
   * @param out receives dU entries
   */
  public void mean(int t, double[] x, double[] out) {
    for (int i = 0; i < dU; i++) {
      double sum = k[t * dU + i];
      int row = (t * dU + i) * dX;
      for (int j = 0; j < dX; j++) {
        sum += K[row + j] * x[j];
      }
      out[i] = sum;
    }
  }

  void requireFinite(String whose) {
    Shapes.requireFinite(whose, "gain K", K, dU * dX);
    Shapes.requireFinite(whose, "offset k", k, dU);
    Shapes.requireFinite(whose, "covariance C", C, dU * dU);
  }
}
