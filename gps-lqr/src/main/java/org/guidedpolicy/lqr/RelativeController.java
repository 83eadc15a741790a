package org.guidedpolicy.lqr;

/** v ~ N(K x + k, C) for each step, in rows. A workspace. */
final class RelativeController {
  final int T;
  final int dX;
  final int dU;

  /** [_ K k] for each step, dU x (dU+dX+1); the first dU columns are not used. */
  final double[][][] gain;

  /** C for each step, dU x dU. */
  final double[][][] covariance;

  RelativeController(int T, int dX, int dU) {
    this.T = T;
    this.dX = dX;
    this.dU = dU;
    gain = new double[T][dU][dU + dX + 1];
    covariance = new double[T][dU][dU];
  }

  static RelativeController of(LinearGaussianController controller) {
    int dX = controller.dX;
    int dU = controller.dU;
    var result = new RelativeController(controller.T, dX, dU);
    for (int t = 0; t < controller.T; t++) {
      for (int a = 0; a < dU; a++) {
        int row = t * dU + a;
        System.arraycopy(controller.K, row * dX, result.gain[t][a], dU, dX);
        result.gain[t][a][dU + dX] = controller.k[row];
        System.arraycopy(controller.C, row * dU, result.covariance[t][a], 0, dU);
      }
    }
    return result;
  }
}
