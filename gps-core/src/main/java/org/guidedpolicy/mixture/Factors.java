package org.guidedpolicy.mixture;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.chol.CholeskyDecompositionInner_DDRM;

/**
 * The Gaussians of a mixture in the form that densities are worked out from: means, lower Cholesky
 * factors and log scales. Different components may be set by different threads.
 */
final class Factors {
  private static final double LOG_TWO_PI = Math.log(2.0 * Math.PI);

  /** Attempts at a Cholesky factor, with ever more of the diagonal added. */
  private static final int ATTEMPTS = 12;

  final int components;
  final int dimension;

  /** K x d. */
  final double[] mean;

  /** Lower factors L_k, K x d x d, with zeros above the diagonal. */
  final double[] lower;

  /** log mass_k - (d log 2 pi + log |S_k|) / 2. */
  final double[] logScale;

  Factors(int components, int dimension) {
    this.components = components;
    this.dimension = dimension;
    this.mean = new double[components * dimension];
    this.lower = new double[components * dimension * dimension];
    this.logScale = new double[components];
  }

  /**
   * Sets a component from arrays of all components.
   *
   * <p>A covariance that is not positive definite by rounding gets the smallest share of its own
   * diagonal, from 1e-14 up in steps of ten, that makes it so.
   *
   * @return false if the covariance is not positive semidefinite or not finite
   */
  boolean set(int k, double[] masses, double[] means, double[] covariances) {
    int d = dimension;
    System.arraycopy(means, k * d, mean, k * d, d);
    var decomposition = new CholeskyDecompositionInner_DDRM(true);
    DMatrixRMaj work = new DMatrixRMaj(d, d);
    double share = 0.0;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      System.arraycopy(covariances, k * d * d, work.data, 0, d * d);
      for (int i = 0; i < d; i++) {
        work.data[i * d + i] *= 1.0 + share;
      }
      if (decomposition.decompose(work)) {
        double logDeterminant = store(k, decomposition.getT().data);
        if (!Double.isFinite(logDeterminant)) {
          return false;
        }
        logScale[k] = Math.log(masses[k]) - 0.5 * (d * LOG_TWO_PI + logDeterminant);
        return true;
      }
      share = share == 0.0 ? 1e-14 : 10.0 * share;
    }
    return false;
  }

  private double store(int k, double[] L) {
    int d = dimension;
    double logDiagonal = 0.0;
    for (int i = 0; i < d; i++) {
      int to = (k * d + i) * d;
      System.arraycopy(L, i * d, lower, to, i + 1);
      Arrays.fill(lower, to + i + 1, to + d, 0.0);
      logDiagonal += Math.log(L[i * d + i]);
    }
    return 2.0 * logDiagonal;
  }
}
