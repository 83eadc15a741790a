package org.guidedpolicy.lqr;

import org.ejml.data.DMatrixRMaj;

/** The Gaussian marginals of z_t = [x_t; u_t] for each of T steps. Immutable and thread-safe. */
public final class TrajectoryDistribution {
  final int T;
  final int dX;
  final int dU;
  final double[] mean;
  final double[] covariance;

  TrajectoryDistribution(int T, int dX, int dU, double[] mean, double[] covariance) {
    this.T = T;
    this.dX = dX;
    this.dU = dU;
    this.mean = mean;
    this.covariance = covariance;
  }

  /**
   * Runs a controller forward through the dynamics.
   *
   * @param dynamics T-1 transitions
   * @param initial N(x_1)
   * @param controller u ~ N(K x + k, C)
   */
  public static TrajectoryDistribution of(
      LinearGaussianDynamics dynamics, Gaussian initial, LinearGaussianController controller) {
    Shapes.requireSameShape("dynamics", dynamics, "controller", controller);
    Shapes.requireEqual("initial.dimension", initial.dimension(), "controller", controller.dX);
    int T = controller.T;
    int dX = controller.dX;
    int dU = controller.dU;
    var pass = new ForwardPass(T, dX, dU);
    pass.run(initial, transposed(dynamics), dynamics.F, packedGain(controller), controller.C);
    return pass.withActions(controller);
  }

  /** Rows of fu^T, fx^T, fc^T for each transition. */
  private static double[] transposed(LinearGaussianDynamics dynamics) {
    int dX = dynamics.dX;
    int dU = dynamics.dU;
    int dZ = dX + dU;
    double[] fT = new double[(dynamics.T - 1) * (dZ + 1) * dX];
    for (int t = 0; t < dynamics.T - 1; t++) {
      int start = t * (dZ + 1) * dX;
      for (int i = 0; i < dX; i++) {
        int row = (t * dX + i) * dZ;
        for (int j = 0; j < dX; j++) {
          fT[start + (dU + j) * dX + i] = dynamics.fxu[row + j];
        }
        for (int a = 0; a < dU; a++) {
          fT[start + a * dX + i] = dynamics.fxu[row + dX + a];
        }
        fT[start + dZ * dX + i] = dynamics.fc[t * dX + i];
      }
    }
    return fT;
  }

  /** [K k] for each step. */
  private static double[] packedGain(LinearGaussianController controller) {
    int dX = controller.dX;
    double[] gain = new double[controller.k.length * (dX + 1)];
    for (int row = 0; row < controller.k.length; row++) {
      System.arraycopy(controller.K, row * dX, gain, row * (dX + 1), dX);
      gain[row * (dX + 1) + dX] = controller.k[row];
    }
    return gain;
  }

  public int horizon() {
    return T;
  }

  /** A copy of the mean of [x; u] at step t, dZ entries. */
  public double[] mean(int t) {
    return LinearGaussianDynamics.copy(mean, t, dX + dU, 1).data;
  }

  /** A copy of the covariance of [x; u] at step t, dZ x dZ. */
  public DMatrixRMaj covariance(int t) {
    return LinearGaussianDynamics.copy(covariance, t, dX + dU, dX + dU);
  }

  void requireFinite(String whose) {
    int dZ = dX + dU;
    Shapes.requireFinite(whose + " mean", mean, dZ);
    Shapes.requireFinite(whose + " covariance", covariance, dZ * dZ);
  }
}
