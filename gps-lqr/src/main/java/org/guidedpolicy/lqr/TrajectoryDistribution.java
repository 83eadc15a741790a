package org.guidedpolicy.lqr;

import org.ejml.data.DMatrixRMaj;

/**
 * The Gaussian marginals of z_t = [x_t; u_t] for each of T steps. Immutable and thread-safe;
 * accessors return copies.
 */
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
   * Runs a controller forward through the dynamics. Under unstable dynamics the marginals may
   * overflow: see {@link #isFinite}.
   *
   * @param dynamics T-1 transitions
   * @param initial N(x_1)
   * @param controller u ~ N(K x + k, C); a C of zero is a noiseless controller
   * @throws IllegalArgumentException if the shapes differ
   * @throws LqrException if an input is not finite
   */
  public static TrajectoryDistribution of(
      LinearGaussianDynamics dynamics, Gaussian initial, LinearGaussianController controller) {
    Shapes.requireSameShape("dynamics", dynamics, "controller", controller);
    Shapes.requireEqual("initial.dimension", initial.dimension(), "controller", controller.dX);
    dynamics.requireFinite("dynamics");
    initial.requireFinite("initial");
    controller.requireFinite("controller");
    var pass = new ForwardPass(controller.T, controller.dX, controller.dU);
    pass.run(
        initial, TransposedDynamics.of(dynamics), dynamics.F, RelativeController.of(controller));
    return pass.withActions(controller);
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

  /** Whether no mean and no covariance has overflowed. */
  public boolean isFinite() {
    return Shapes.isFinite(mean) && Shapes.isFinite(covariance);
  }

  /** A copy of the mean of [x; u] at step t, dZ entries. */
  public double[] mean(int t) {
    return Shapes.block(mean, t, dX + dU, 1).data;
  }

  /** A copy of the covariance of [x; u] at step t, dZ x dZ. */
  public DMatrixRMaj covariance(int t) {
    return Shapes.block(covariance, t, dX + dU, dX + dU);
  }

  void requireFinite(String whose) {
    int dZ = dX + dU;
    Shapes.requireFinite(whose, "mean", mean, dZ);
    Shapes.requireFinite(whose, "covariance", covariance, dZ * dZ);
  }
}
