package org.guidedpolicy.importance;

import java.util.List;
import org.guidedpolicy.importance.NetworkFamily.Member;
import org.guidedpolicy.training.Figure;

/**
 * A step along the gradient of the return, estimated from a policy's own samples with the mean
 * reward of each step as its baseline (GPOMDP: Baxter, Bartlett, 2001),
 *
 * <pre>
 * g = 1/N sum_i,s dlog pi_i,s/dtheta sum_{t&gt;=s} (r_i,t - b_t),   theta += a g / |g|.
 * </pre>
 *
 * Stateless; one thread.
 */
final class PolicyGradient {
  private final double stepLength;

  /**
   * @param stepLength a
   */
  PolicyGradient(double stepLength) {
    this.stepLength = stepLength;
  }

  /**
   * @param pi the policy that the samples are of
   * @param own its samples
   */
  Proposal propose(Member pi, ActiveSet own) {
    double[] g = own.likelihood().gradient(pi, weights(own.rewards(), own.likelihood()));
    double norm = Math.sqrt(Lbfgs.dot(g, g));
    double[] theta = pi.theta().clone();
    for (int k = 0; k < theta.length && norm > 0; k++) {
      theta[k] += stepLength * g[k] / norm;
    }
    return new Proposal(
        pi.at(theta),
        List.of(
            new Figure(
                "objective", "gradient", norm, "", "Length of the estimated gradient of return.")));
  }

  /** sum_{t>=s} (r_i,t - b_t) / N, N x L_i. */
  static double[][] weights(double[][] r, LogLikelihood likelihood) {
    int N = r.length;
    int T = r[0].length;
    double[] b = new double[T];
    for (double[] each : r) {
      for (int t = 0; t < T; t++) {
        b[t] += each[t] / N;
      }
    }
    double[][] c = new double[N][];
    for (int i = 0; i < N; i++) {
      c[i] = new double[likelihood.steps(i)];
      double sum = 0;
      for (int t = T - 1; t >= 0; t--) {
        sum += (r[i][t] - b[t]) / N;
        if (t < c[i].length) {
          c[i][t] = sum;
        }
      }
    }
    return c;
  }
}
