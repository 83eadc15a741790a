package org.guidedpolicy.importance;

import java.util.Arrays;
import org.guidedpolicy.importance.NetworkFamily.Member;

/**
 * The importance-sampled estimate of a policy's return, regularized by log-normalizers ([GPS13]
 * Sec. 3, 5; the estimator of Tang and Abbeel, 2010):
 *
 * <pre>
 * max over theta of Phi(theta) = sum_t [ J_t + w_r (lZ_t - log N) ],   J_t = sum_i p_i,t r_i,t
 *
 * lpi_i,t = sum_{s&lt;=t} log pi_theta(u_i,s | x_i,s),   lw_i,t = lpi_i,t - lq_i,t
 * lZ_t = logsumexp_i lw_i,t,   p_i,t = exp(lw_i,t - lZ_t)
 * dPhi / dlog pi_i,s = sum_{t&gt;=s} p_i,t (r_i,t - J_t + w_r)
 * </pre>
 *
 * for N samples with rewards r and lq the log density of each one's actions up to step t under the
 * mixture that they came from ({@link #mixture}). No weight is ever exponentiated without its
 * normalizer. After an episode's early end its logs no longer change and its rewards count on.
 * Immutable; one thread.
 */
final class SampledReturn {
  /** Weights below this do not enter the gradient. */
  private static final double NEGLIGIBLE = 1e-12;

  private final LogLikelihood likelihood;
  private final double[][] r;
  private final double[][] lq;
  private final int T;

  /**
   * @param likelihood of the N samples' actions
   * @param r rewards, N x T
   * @param lq N x T
   */
  SampledReturn(LogLikelihood likelihood, double[][] r, double[][] lq) {
    this.likelihood = likelihood;
    this.r = r;
    this.lq = lq;
    this.T = r[0].length;
  }

  /**
   * The logarithm of a mixture's density of each sample up to each step, lq_i,t = logsumexp_j
   * [log(n_j / N) + sum_{s&lt;=t} log q_j].
   *
   * @param logs log q_j of each step, sources x N x L_i
   * @param counts n_j, how many of the N samples came from each source
   * @param T horizon
   * @return N x T
   */
  static double[][] mixture(double[][][] logs, int[] counts, int T) {
    int N = logs[0].length;
    double[][] lq = new double[N][T];
    double[] terms = new double[counts.length];
    for (int i = 0; i < N; i++) {
      for (int j = 0; j < counts.length; j++) {
        terms[j] = Math.log((double) counts[j] / N);
      }
      for (int t = 0; t < T; t++) {
        for (int j = 0; j < counts.length; j++) {
          terms[j] += t < logs[j][i].length ? logs[j][i][t] : 0;
        }
        lq[i][t] = logSumExp(terms);
      }
    }
    return lq;
  }

  static double logSumExp(double... terms) {
    double max = Double.NEGATIVE_INFINITY;
    for (double term : terms) {
      max = Math.max(max, term);
    }
    if (Double.isInfinite(max)) {
      return max;
    }
    double sum = 0;
    for (double term : terms) {
      sum += Math.exp(term - max);
    }
    return max + Math.log(sum);
  }

  /**
   * What the samples say of a policy.
   *
   * @param J J_t, T entries
   * @param lZ lZ_t, T entries
   * @param p p_i,t, N x T
   */
  record Estimate(double[] J, double[] lZ, double[][] p) {

    /** sum_t J_t. */
    double expectedReturn() {
      return Arrays.stream(J).sum();
    }

    /** sum_t [ J_t + w_r (lZ_t - log N) ]. */
    double phi(double wr) {
      double phi = 0;
      for (int t = 0; t < J.length; t++) {
        phi += J[t] + wr * (lZ[t] - Math.log(p.length));
      }
      return phi;
    }

    /** The mean over t of 1 / sum_i p_i,t^2: of how many samples the estimate is made. */
    double effectiveSamples() {
      double sum = 0;
      for (int t = 0; t < J.length; t++) {
        double squares = 0;
        for (double[] pi : p) {
          squares += pi[t] * pi[t];
        }
        sum += 1 / squares;
      }
      return sum / J.length;
    }
  }

  /** The estimate for a policy. */
  Estimate estimate(Member pi) {
    int N = r.length;
    double[][] lw = likelihood.logs(pi);
    for (int i = 0; i < N; i++) {
      lw[i] = logWeights(lw[i], lq[i]);
    }
    double[] J = new double[T];
    double[] lZ = new double[T];
    double[] column = new double[N];
    for (int t = 0; t < T; t++) {
      for (int i = 0; i < N; i++) {
        column[i] = lw[i][t];
      }
      lZ[t] = logSumExp(column);
      for (int i = 0; i < N; i++) {
        lw[i][t] = Math.exp(lw[i][t] - lZ[t]); // p_i,t
        J[t] += lw[i][t] * r[i][t];
      }
    }
    return new Estimate(J, lZ, lw);
  }

  /** lw_i,t = lpi_i,t - lq_i,t. */
  private static double[] logWeights(double[] logPi, double[] lq) {
    double[] lw = new double[lq.length];
    double lpi = 0;
    for (int t = 0; t < lw.length; t++) {
      lpi += t < logPi.length ? logPi[t] : 0;
      lw[t] = lpi - lq[t];
    }
    return lw;
  }

  /**
   * dPhi / dtheta.
   *
   * @param at the estimate for pi
   */
  double[] gradient(Member pi, Estimate at, double wr) {
    double[][] c = new double[r.length][];
    for (int i = 0; i < r.length; i++) {
      double sum = 0;
      double[] all = new double[T];
      for (int t = T - 1; t >= 0; t--) {
        sum += at.p[i][t] * (r[i][t] - at.J[t] + wr);
        all[t] = Math.abs(sum) < NEGLIGIBLE ? 0 : sum;
      }
      c[i] = Arrays.copyOf(all, likelihood.steps(i));
    }
    return likelihood.gradient(pi, c);
  }

  /**
   * -Phi / T as a function of theta, to be minimized.
   *
   * @param minEffectiveSamples where there are fewer the function is infinite
   */
  Lbfgs.Objective negative(Member like, double wr, double minEffectiveSamples) {
    return (theta, gradientOut) -> {
      Member pi = like.at(theta);
      Estimate at = estimate(pi);
      if (minEffectiveSamples > 0 && at.effectiveSamples() < minEffectiveSamples) {
        return Double.POSITIVE_INFINITY;
      }
      double[] gradient = gradient(pi, at, wr);
      for (int k = 0; k < gradient.length; k++) {
        gradientOut[k] = -gradient[k] / T;
      }
      return -at.phi(wr) / T;
    };
  }
}
