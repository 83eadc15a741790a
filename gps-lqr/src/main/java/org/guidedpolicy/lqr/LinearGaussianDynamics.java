package org.guidedpolicy.lqr;

import org.ejml.data.DMatrixRMaj;

/**
 * Time-varying linear-Gaussian dynamics x' ~ N(fxu [x; u] + fc, F) for the T-1 transitions of a
 * trajectory of T steps. Immutable and thread-safe; accessors return copies.
 */
public final class LinearGaussianDynamics {
  final int T;
  final int dX;
  final int dU;
  final double[] fxu;
  final double[] fc;
  final double[] F;

  private LinearGaussianDynamics(int T, int dX, int dU, double[] fxu, double[] fc, double[] F) {
    this.T = T;
    this.dX = dX;
    this.dU = dU;
    this.fxu = fxu;
    this.fc = fc;
    this.F = F;
  }

  /**
   * @param horizon T
   * @param stateDimension dX
   * @param actionDimension dU
   * @param fxu (T-1) x dX x (dX+dU), row-major
   * @param fc (T-1) x dX
   * @param F (T-1) x dX x dX, symmetric positive semidefinite; only the symmetric part is kept
   * @throws IllegalArgumentException if a length does not fit
   */
  public static LinearGaussianDynamics of(
      int horizon, int stateDimension, int actionDimension, double[] fxu, double[] fc, double[] F) {
    int T = Shapes.requirePositive("horizon", horizon);
    int dX = Shapes.requirePositive("stateDimension", stateDimension);
    int dU = Shapes.requirePositive("actionDimension", actionDimension);
    Shapes.requireLength("fxu", fxu, (T - 1) * dX * (dX + dU));
    Shapes.requireLength("fc", fc, (T - 1) * dX);
    Shapes.requireLength("F", F, (T - 1) * dX * dX);
    double[] symmetricF = Shapes.symmetrize(F.clone(), dX);
    return new LinearGaussianDynamics(T, dX, dU, fxu.clone(), fc.clone(), symmetricF);
  }

  /** T, one more than the number of transitions. */
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

  /** A copy of fxu at step t, dX x (dX+dU). */
  public DMatrixRMaj jacobian(int t) {
    return Shapes.block(fxu, t, dX, dX + dU);
  }

  /** A copy of fc at step t, dX entries. */
  public double[] offset(int t) {
    return Shapes.block(fc, t, dX, 1).data;
  }

  /** A copy of F at step t, dX x dX. */
  public DMatrixRMaj covariance(int t) {
    return Shapes.block(F, t, dX, dX);
  }

  void requireFinite(String whose) {
    Shapes.requireFinite(whose, "jacobian fxu", fxu, dX * (dX + dU));
    Shapes.requireFinite(whose, "offset fc", fc, dX);
    Shapes.requireFinite(whose, "covariance F", F, dX * dX);
  }
}
