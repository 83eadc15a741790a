package org.guidedpolicy.importance;

import java.util.Arrays;
import java.util.List;
import org.guidedpolicy.importance.NetworkFamily.Member;
import org.guidedpolicy.importance.NetworkFamily.Rows;
import org.guidedpolicy.parallel.WorkPool;

/**
 * Fits a policy to actions, max over theta and sigma of the mean of log pi_theta(u | o) - 1e-6
 * |theta|^2, by L-BFGS: half of the evaluations with unit noise, half with the noise that the first
 * half left over. Immutable and thread-safe as its pool is.
 */
final class Imitation {
  private static final double DECAY = 1e-6;
  private static final int MEMORY = 30;

  /** Actions that are met exactly leave this much noise. */
  private static final double MIN_NOISE = 1e-3;

  private final NetworkFamily family;
  private final double maxNoise;
  private final WorkPool pool;

  /**
   * @param maxNoise greatest sigma of the result
   */
  Imitation(NetworkFamily family, double maxNoise, WorkPool pool) {
    this.family = family;
    this.maxNoise = maxNoise;
    this.pool = pool;
  }

  /** From a theta, with so many evaluations of the likelihood. */
  Member fit(List<Rows> rows, double[] start, int evaluations) {
    LogLikelihood likelihood = new LogLikelihood(family, rows, pool);
    double[] sigma = new double[family.actions()];
    Arrays.fill(sigma, 1);
    int half = Math.max(1, evaluations / 2);
    double[] theta = search(likelihood, new Member(start, sigma), half, half);
    sigma = noise(likelihood, theta, Double.POSITIVE_INFINITY);
    theta = search(likelihood, new Member(theta, sigma), half, half);
    return new Member(theta, noise(likelihood, theta, maxNoise));
  }

  /** More probable actions, the noise as it is. */
  Member fitMean(List<Rows> rows, Member start, int iterations) {
    LogLikelihood likelihood = new LogLikelihood(family, rows, pool);
    return start.at(search(likelihood, start, iterations, 2 * iterations));
  }

  private static double[] search(
      LogLikelihood likelihood, Member start, int iterations, int evaluations) {
    double[][] c = new double[likelihood.size()][];
    int steps = 0;
    for (int i = 0; i < c.length; i++) {
      steps += likelihood.steps(i);
    }
    for (int i = 0; i < c.length; i++) {
      c[i] = new double[likelihood.steps(i)];
      Arrays.fill(c[i], 1.0 / steps);
    }
    Lbfgs.Objective negative =
        (theta, gradientOut) -> {
          double mean = likelihood.value(start.at(theta), c, gradientOut);
          double squares = 0;
          for (int k = 0; k < theta.length; k++) {
            gradientOut[k] = 2 * DECAY * theta[k] - gradientOut[k];
            squares += theta[k] * theta[k];
          }
          return DECAY * squares - mean;
        };
    return new Lbfgs(MEMORY, iterations, evaluations, 0).minimize(negative, start.theta()).x();
  }

  private static double[] noise(LogLikelihood likelihood, double[] theta, double max) {
    return Arrays.stream(likelihood.residuals(theta))
        .map(residual -> Math.min(max, Math.max(MIN_NOISE, residual)))
        .toArray();
  }
}
