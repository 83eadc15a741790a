package org.guidedpolicy.lqr;

/** The mean dynamics x' = A x + B v + c by columns, as the forward pass reads them. A workspace. */
final class TransposedDynamics {
  private final int dX;
  private final int dU;

  /** A^T for each transition, dX x dX. */
  final double[][][] AT;

  /** B^T for each transition, dU x dX. */
  final double[][][] BT;

  /** c for each transition. */
  final double[][] c;

  TransposedDynamics(int T, int dX, int dU) {
    this.dX = dX;
    this.dU = dU;
    AT = new double[T - 1][dX][dX];
    BT = new double[T - 1][dU][dX];
    c = new double[T - 1][dX];
  }

  static TransposedDynamics of(LinearGaussianDynamics dynamics) {
    int dX = dynamics.dX;
    int dU = dynamics.dU;
    var result = new TransposedDynamics(dynamics.T, dX, dU);
    double[] row = new double[dU + dX + 1];
    for (int t = 0; t < dynamics.T - 1; t++) {
      for (int i = 0; i < dX; i++) {
        int source = (t * dX + i) * (dX + dU);
        System.arraycopy(dynamics.fxu, source, row, dU, dX);
        System.arraycopy(dynamics.fxu, source + dX, row, 0, dU);
        row[dX + dU] = dynamics.fc[t * dX + i];
        result.setRow(t, i, row);
      }
    }
    return result;
  }

  /** Takes row i of [B A c]. */
  void setRow(int t, int i, double[] row) {
    for (int a = 0; a < dU; a++) {
      BT[t][a][i] = row[a];
    }
    for (int j = 0; j < dX; j++) {
      AT[t][j][i] = row[dU + j];
    }
    c[t][i] = row[dU + dX];
  }
}
