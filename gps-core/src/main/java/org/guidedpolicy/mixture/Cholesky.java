package org.guidedpolicy.mixture;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.chol.CholeskyDecompositionInner_DDRM;

/** Lower Cholesky factors of matrices stored one after the other. Used by one thread. */
final class Cholesky {
  private static final int ATTEMPTS = 12;

  private final int d;
  private final DMatrixRMaj work;
  private final CholeskyDecompositionInner_DDRM decomposition =
      new CholeskyDecompositionInner_DDRM(true);

  Cholesky(int dimension) {
    this.d = dimension;
    this.work = new DMatrixRMaj(dimension, dimension);
  }

  /**
   * Writes L with S = L L^T to the same place of another array and returns log |S|. A matrix that
   * is not positive definite by rounding gets the smallest share of its own diagonal, from 1e-14 up
   * in steps of ten, that makes it so.
   *
   * @return log determinant, NaN if the matrix is not positive semidefinite
   */
  double factor(double[] S, int offset, double[] L) {
    double share = 0.0;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      System.arraycopy(S, offset, work.data, 0, d * d);
      for (int i = 0; i < d; i++) {
        work.data[i * d + i] *= 1.0 + share;
      }
      if (decomposition.decompose(work)) {
        return store(L, offset);
      }
      share = share == 0.0 ? 1e-14 : 10.0 * share;
    }
    return Double.NaN;
  }

  private double store(double[] L, int offset) {
    double[] T = decomposition.getT().data;
    double logDiagonal = 0.0;
    for (int i = 0; i < d; i++) {
      System.arraycopy(T, i * d, L, offset + i * d, i + 1);
      java.util.Arrays.fill(L, offset + i * d + i + 1, offset + (i + 1) * d, 0.0);
      logDiagonal += Math.log(T[i * d + i]);
    }
    return 2.0 * logDiagonal;
  }
}
