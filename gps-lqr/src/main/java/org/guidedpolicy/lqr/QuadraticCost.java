package org.guidedpolicy.lqr;

import org.ejml.data.DMatrixRMaj;

/**
 * A cost constant + gradient^T z + 1/2 z^T hessian z in z = [x; u], in absolute coordinates, for
 * each of T steps. The Hessian may be indefinite. Immutable and thread-safe; accessors return
 * copies.
 */
public final class QuadraticCost {
  final int T;
  final int dX;
  final int dU;
  final double[] constant;
  final double[] gradient;
  final double[] hessian;

  private QuadraticCost(
      int T, int dX, int dU, double[] constant, double[] gradient, double[] hessian) {
    this.T = T;
    this.dX = dX;
    this.dU = dU;
    this.constant = constant;
    this.gradient = gradient;
    this.hessian = hessian;
  }

  /**
   * @param horizon T
   * @param stateDimension dX
   * @param actionDimension dU
   * @param constant T entries
   * @param gradient T x dZ
   * @param hessian T x dZ x dZ, row-major; only the symmetric part is kept, the rest has no effect
   *     on the cost
   * @throws IllegalArgumentException if a length does not fit
   */
  public static QuadraticCost of(
      int horizon,
      int stateDimension,
      int actionDimension,
      double[] constant,
      double[] gradient,
      double[] hessian) {
    int T = Shapes.requirePositive("horizon", horizon);
    int dX = Shapes.requirePositive("stateDimension", stateDimension);
    int dU = Shapes.requirePositive("actionDimension", actionDimension);
    int dZ = dX + dU;
    Shapes.requireLength("constant", constant, T);
    Shapes.requireLength("gradient", gradient, T * dZ);
    Shapes.requireLength("hessian", hessian, T * dZ * dZ);
    double[] symmetric = Shapes.symmetrize(hessian.clone(), dZ);
    return new QuadraticCost(T, dX, dU, constant.clone(), gradient.clone(), symmetric);
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

  /** The constant at step t. */
  public double constant(int t) {
    return constant[t];
  }

  /** A copy of the gradient at step t, dZ entries. */
  public double[] gradient(int t) {
    return Shapes.block(gradient, t, dX + dU, 1).data;
  }

  /** A copy of the Hessian at step t, dZ x dZ. */
  public DMatrixRMaj hessian(int t) {
    return Shapes.block(hessian, t, dX + dU, dX + dU);
  }

  void requireFinite(String whose) {
    int dZ = dX + dU;
    Shapes.requireFinite(whose, "constant", constant, 1);
    Shapes.requireFinite(whose, "gradient", gradient, dZ);
    Shapes.requireFinite(whose, "Hessian", hessian, dZ * dZ);
  }
}
