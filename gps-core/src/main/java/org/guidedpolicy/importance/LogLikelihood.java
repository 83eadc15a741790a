package org.guidedpolicy.importance;

import java.util.Arrays;
import java.util.List;
import org.guidedpolicy.importance.NetworkFamily.Member;
import org.guidedpolicy.importance.NetworkFamily.Rows;
import org.guidedpolicy.network.NetworkShape;
import org.guidedpolicy.network.Parameters;
import org.guidedpolicy.network.Passes;
import org.guidedpolicy.parallel.WorkPool;

/**
 * log pi_theta(u_t | o_t) at every executed step of some episodes, and the gradient of weighted
 * sums of them. All sums are taken in one fixed order, in double precision: results are equal bit
 * by bit for any number of threads. One thread calls it, the pool's share the episodes.
 */
final class LogLikelihood {
  /** Rows of a batch: its activations stay in the cache. */
  private static final int BLOCK = 100;

  private final NetworkFamily family;
  private final List<Rows> episodes;
  private final WorkPool pool;

  LogLikelihood(NetworkFamily family, List<Rows> episodes, WorkPool pool) {
    this.family = family;
    this.episodes = List.copyOf(episodes);
    this.pool = pool;
  }

  /** How many episodes. */
  int size() {
    return episodes.size();
  }

  /** L of an episode. */
  int steps(int episode) {
    return episodes.get(episode).steps();
  }

  /** log pi of each step, N x L_i. */
  double[][] logs(Member pi) {
    double[][] logs = new double[episodes.size()][];
    Parameters<double[]> theta = parameters(pi);
    double constant = family.logConstant(pi.sigma());
    pool.forEach(
        episodes.size(),
        () -> new Passes<>(theta, BLOCK),
        (passes, i) -> {
          Rows rows = episodes.get(i);
          logs[i] = new double[rows.steps()];
          for (int from = 0; from < rows.steps(); from += BLOCK) {
            int n = Math.min(BLOCK, rows.steps() - from);
            double[][] y = passes.forward(block(rows.f(), from, n), n);
            for (int b = 0; b < n; b++) {
              logs[i][from + b] = constant - half(rows.v()[from + b], y[b], pi.sigma());
            }
          }
        });
    return logs;
  }

  /** 1/2 sum_j ((v_j - y_j) / sigma_j)^2. */
  private static double half(double[] v, double[] y, double[] sigma) {
    double squares = 0;
    for (int j = 0; j < sigma.length; j++) {
      double e = (v[j] - y[j]) / sigma[j];
      squares += e * e;
    }
    return 0.5 * squares;
  }

  /**
   * sum_i,t c_i,t dlog pi_i,t / dtheta.
   *
   * @param c N x L_i; steps of weight 0 cost nothing
   * @return as many entries as theta
   */
  double[] gradient(Member pi, double[][] c) {
    double[] gradient = new double[pi.theta().length];
    value(pi, c, gradient);
    return gradient;
  }

  /**
   * sum_i,t c_i,t log pi_i,t, and its gradient.
   *
   * @param c N x L_i; steps of weight 0 cost nothing
   * @param gradientOut receives the gradient
   */
  double value(Member pi, double[][] c, double[] gradientOut) {
    NetworkShape shape = family.shape();
    double[][] gradients = new double[episodes.size()][];
    double[] sums = new double[episodes.size()];
    Parameters<double[]> theta = parameters(pi);
    pool.forEach(
        episodes.size(),
        () -> new Workspace(theta, shape),
        (w, i) -> {
          w.gradient.clear();
          sums[i] = w.add(episodes.get(i), c[i], pi.sigma(), family.logConstant(pi.sigma()));
          gradients[i] = w.gradient.values();
        });
    Arrays.fill(gradientOut, 0);
    double sum = 0;
    for (int i = 0; i < sums.length; i++) {
      sum += sums[i];
      for (int k = 0; k < gradientOut.length; k++) {
        gradientOut[k] += gradients[i][k];
      }
    }
    return sum;
  }

  /** What a thread needs for gradients. */
  private static final class Workspace {
    private final Passes<double[]> passes;
    private final Parameters<double[]> gradient;
    private final double[][] f = new double[BLOCK][];
    private final double[][] v = new double[BLOCK][];
    private final double[] weights = new double[BLOCK];
    private final double[][] dy;

    Workspace(Parameters<double[]> theta, NetworkShape shape) {
      passes = new Passes<>(theta, BLOCK);
      gradient = Parameters.doublePrecision(shape);
      dy = new double[BLOCK][shape.outputs()];
    }

    /** Adds an episode's gradient; returns its weighted logs. */
    double add(Rows rows, double[] c, double[] sigma, double constant) {
      double sum = 0;
      int n = 0;
      for (int t = 0; t < rows.steps(); t++) {
        if (c[t] != 0) {
          f[n] = rows.f()[t];
          v[n] = rows.v()[t];
          weights[n++] = c[t];
        }
        if (n == BLOCK || (n > 0 && t == rows.steps() - 1)) {
          sum += addBlock(n, sigma, constant);
          n = 0;
        }
      }
      return sum;
    }

    private double addBlock(int n, double[] sigma, double constant) {
      double[][] y = passes.forward(f, n);
      double sum = 0;
      for (int b = 0; b < n; b++) {
        sum += weights[b] * (constant - half(v[b], y[b], sigma));
        for (int j = 0; j < sigma.length; j++) {
          dy[b][j] = weights[b] * (v[b][j] - y[b][j]) / (sigma[j] * sigma[j]);
        }
      }
      passes.backward(dy, gradient);
      return sum;
    }
  }

  /** The root of the mean over all steps of (v_j - y_j)^2, dU entries. */
  double[] residuals(double[] theta) {
    int dU = family.actions();
    double[][] squares = new double[episodes.size()][dU];
    Parameters<double[]> parameters = Parameters.doublePrecision(family.shape());
    parameters.set(theta);
    pool.forEach(
        episodes.size(),
        () -> new Passes<>(parameters, BLOCK),
        (passes, i) -> {
          Rows rows = episodes.get(i);
          for (int from = 0; from < rows.steps(); from += BLOCK) {
            int n = Math.min(BLOCK, rows.steps() - from);
            double[][] y = passes.forward(block(rows.f(), from, n), n);
            for (int b = 0; b < n; b++) {
              for (int j = 0; j < dU; j++) {
                double e = rows.v()[from + b][j] - y[b][j];
                squares[i][j] += e * e;
              }
            }
          }
        });
    double[] residuals = new double[dU];
    long steps = episodes.stream().mapToLong(Rows::steps).sum();
    for (double[] episode : squares) {
      for (int j = 0; j < dU; j++) {
        residuals[j] += episode[j];
      }
    }
    for (int j = 0; j < dU; j++) {
      residuals[j] = Math.sqrt(residuals[j] / steps);
    }
    return residuals;
  }

  private Parameters<double[]> parameters(Member pi) {
    Parameters<double[]> theta = Parameters.doublePrecision(family.shape());
    theta.set(pi.theta());
    return theta;
  }

  private static double[][] block(double[][] rows, int from, int n) {
    return Arrays.copyOfRange(rows, from, from + n);
  }
}
