package org.guidedpolicy.fit;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.TriangularSolver_DDRM;
import org.ejml.dense.row.decomposition.chol.CholeskyDecompositionInner_DDRM;

/** Log densities of residuals. Used by one thread. */
final class NormalDensity {
  private static final double LOG_TWO_PI = Math.log(2.0 * Math.PI);

  private final int n;
  private final DMatrixRMaj work;
  private final double[] y;
  private final CholeskyDecompositionInner_DDRM decomposition =
      new CholeskyDecompositionInner_DDRM(true);

  NormalDensity(int dimension) {
    this.n = dimension;
    this.work = new DMatrixRMaj(dimension, dimension);
    this.y = new double[dimension];
  }

  /** log N(residual; 0, covariance). */
  double log(double[] residual, double[] covariance) {
    System.arraycopy(covariance, 0, work.data, 0, n * n);
    if (!decomposition.decompose(work)) {
      throw new ArithmeticException(
          "the covariance of a prediction is not positive definite; raise the policy's variances");
    }
    double[] L = decomposition.getT().data;
    System.arraycopy(residual, 0, y, 0, n);
    TriangularSolver_DDRM.solveL(L, y, n);
    double sum = n * LOG_TWO_PI;
    for (int i = 0; i < n; i++) {
      sum += y[i] * y[i] + 2.0 * Math.log(L[i * n + i]);
    }
    return -0.5 * sum;
  }
}
