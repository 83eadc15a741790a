package org.guidedpolicy.lqr;

/** KL divergence of two linear-Gaussian controllers under the state marginals of the first. */
public final class TrajectoryKl {
  private TrajectoryKl() {}

  /**
   * E_{q(x_t)} KL(q(u|x_t) || reference(u|x_t)) for each step, T entries.
   *
   * @param distribution marginals of q
   * @param q the new controller
   * @param reference the controller to stay close to
   */
  public static double[] perStep(
      TrajectoryDistribution distribution,
      LinearGaussianController q,
      LinearGaussianController reference) {
    throw new UnsupportedOperationException();
  }
}
