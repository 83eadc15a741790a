package org.guidedpolicy.lqr;

/**
 * Expected quadratic cost under Gaussian marginals, in closed form: the analytic cost of [RF] Sec.
 * IV-C. Thread-safe.
 */
public final class ExpectedCost {
  private ExpectedCost() {}

  /**
   * E[constant + g^T z + 1/2 z^T C z] for each step, T entries.
   *
   * <p>Where the marginals overflowed, so does the result: check it with {@link Double#isFinite}.
   *
   * @throws IllegalArgumentException if the shapes differ
   */
  public static double[] perStep(TrajectoryDistribution distribution, QuadraticCost cost) {
    Shapes.requireEqual("distribution.horizon", distribution.T, "cost", cost.T);
    Shapes.requireEqual("distribution.stateDimension", distribution.dX, "cost", cost.dX);
    Shapes.requireEqual("distribution.actionDimension", distribution.dU, "cost", cost.dU);
    int T = cost.T;
    int dZ = cost.dX + cost.dU;
    double[] result = new double[T];
    double[] columns = new double[dZ];
    for (int t = 0; t < T; t++) {
      // constant + mu^T (g + 1/2 C mu) + 1/2 tr(C Sigma)
      int mu = t * dZ;
      java.util.Arrays.fill(columns, 0);
      double sum = cost.constant[t];
      for (int i = 0; i < dZ; i++) {
        int row = (mu + i) * dZ;
        addSecondMoment(
            columns,
            dZ,
            cost.hessian,
            distribution.covariance,
            row,
            distribution.mean,
            mu,
            distribution.mean[mu + i]);
        sum += cost.gradient[mu + i] * distribution.mean[mu + i];
      }
      double quadratic = 0;
      for (double c : columns) {
        quadratic += c;
      }
      result[t] = sum + 0.5 * quadratic;
    }
    return result;
  }

  /** columns_j += C_ij (Sigma_ij + mu_i mu_j). */
  private static void addSecondMoment(
      double[] columns,
      int n,
      double[] C,
      double[] Sigma,
      int row,
      double[] mean,
      int mu,
      double mui) {
    for (int j = 0; j < n; j++) {
      columns[j] += C[row + j] * (Sigma[row + j] + mui * mean[mu + j]);
    }
  }

  /**
   * The sum of {@link #perStep}.
   *
   * @throws IllegalArgumentException if the shapes differ
   */
  public static double total(TrajectoryDistribution distribution, QuadraticCost cost) {
    double sum = 0;
    for (double c : perStep(distribution, cost)) {
      sum += c;
    }
    return sum;
  }
}
