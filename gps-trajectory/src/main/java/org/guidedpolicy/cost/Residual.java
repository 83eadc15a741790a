package org.guidedpolicy.cost;

/** An error d(x) that is to become 0, row by row, with derivatives. Immutable and thread-safe. */
interface Residual {

  /** Which state entries each row depends on. */
  SparsePattern pattern();

  /** How many rows d has. */
  default int size() {
    return pattern().columns.length;
  }

  /** d_i. */
  double value(int i, double[] x);

  /** The derivatives of d_i by the state entries of its row of the pattern. Not to be changed. */
  double[] gradient(int i, double[] x);

  /** Adds factor times the Hessian of d_i. */
  void addCurvature(int i, double factor, double[] x, CostDerivatives out);
}
