package org.guidedpolicy.lqr;

/** Expected quadratic cost under Gaussian marginals, in closed form. */
public final class ExpectedCost {
  private ExpectedCost() {}

  /** E[constant + g^T z + 1/2 z^T C z] for each step, T entries. */
  public static double[] perStep(TrajectoryDistribution distribution, QuadraticCost cost) {
    throw new UnsupportedOperationException();
  }

  /** The sum of {@link #perStep}. */
  public static double total(TrajectoryDistribution distribution, QuadraticCost cost) {
    double sum = 0;
    for (double c : perStep(distribution, cost)) {
      sum += c;
    }
    return sum;
  }
}
