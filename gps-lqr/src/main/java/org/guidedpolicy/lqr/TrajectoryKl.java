package org.guidedpolicy.lqr;

/**
 * KL divergence of two linear-Gaussian controllers under the state marginals of the first, in
 * closed form [LA]. Thread-safe.
 */
public final class TrajectoryKl {
  private TrajectoryKl() {}

  /**
   * E_{q(x_t)} KL(q(u|x_t) || reference(u|x_t)) for each step, T entries; with dK, dk the
   * differences of gain and offset, S the reference's covariance and N(m, V) the state's marginal
   *
   * <pre>1/2 [tr(S^-1 C) - dU + log|S| - log|C| + |S^-1/2 (dK m + dk)|^2 + tr(dK^T S^-1 dK V)]
   * </pre>
   *
   * @param distribution marginals of q
   * @param q the new controller
   * @param reference the controller to stay close to
   * @throws IllegalArgumentException if the shapes differ
   * @throws LqrException if a covariance of q or of the reference is not positive definite
   */
  public static double[] perStep(
      TrajectoryDistribution distribution,
      LinearGaussianController q,
      LinearGaussianController reference) {
    Shapes.requireEqual("distribution.horizon", distribution.T, "q", q.T);
    Shapes.requireEqual("distribution.stateDimension", distribution.dX, "q", q.dX);
    Shapes.requireEqual("distribution.actionDimension", distribution.dU, "q", q.dU);
    Shapes.requireSameShape("q", q, "reference", reference);
    double[] result = new double[q.T];
    for (int t = 0; t < q.T; t++) {
      double[] L = factor("reference", reference, t);
      result[t] = covarianceKl(q, t, L) + 0.5 * meanDistance(distribution, q, reference, t, L);
    }
    return result;
  }

  private static double[] factor(String whose, LinearGaussianController controller, int t) {
    int dU = controller.dU;
    double[] L = new double[dU * dU];
    if (!Cholesky.lower(controller.C, t * dU * dU, dU, L, 0)) {
      throw controller.notPositiveDefinite(whose, t);
    }
    return L;
  }

  /** 1/2 [tr(S^-1 C) - dU + log|S| - log|C|]. */
  private static double covarianceKl(LinearGaussianController q, int t, double[] L) {
    int dU = q.dU;
    // tr(S^-1 C) = |L^-1 M|^2 for C = M M^T
    double[] M = factor("q", q, t);
    double logRatio = Cholesky.logDeterminant(L, 0, dU) - Cholesky.logDeterminant(M, 0, dU);
    Cholesky.solveLower(L, dU, M, dU);
    return 0.5 * (Rows.dot(M, 0, M, 0, dU * dU) - dU + logRatio);
  }

  /** E |L^-1 (dK x + dk)|^2. */
  private static double meanDistance(
      TrajectoryDistribution distribution,
      LinearGaussianController q,
      LinearGaussianController reference,
      int t,
      double[] L) {
    int dX = q.dX;
    int dU = q.dU;
    int dZ = dX + dU;
    int width = dX + 1;
    double[] W = new double[dU * width];
    for (int a = 0; a < dU; a++) {
      int row = t * dU + a;
      for (int j = 0; j < dX; j++) {
        W[a * width + j] = q.K[row * dX + j] - reference.K[row * dX + j];
      }
      W[a * width + dX] = q.k[row] - reference.k[row];
    }
    Cholesky.solveLower(L, dU, W, width);
    double sum = 0;
    for (int a = 0; a < dU; a++) {
      double v = W[a * width + dX] + Rows.dot(W, a * width, distribution.mean, t * dZ, dX);
      sum += v * v;
      for (int i = 0; i < dX; i++) {
        int V = (t * dZ + i) * dZ;
        sum += W[a * width + i] * Rows.dot(W, a * width, distribution.covariance, V, dX);
      }
    }
    return sum;
  }
}
