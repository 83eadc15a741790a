package org.guidedpolicy.importance;

import java.util.List;
import org.guidedpolicy.importance.NetworkFamily.Member;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.lqr.LqrException;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.training.TrainingException;
import org.guidedpolicy.training.Workshop;

/**
 * Whom samples come from: source 0 is the guiding distribution, source j the j-th policy. The
 * guiding distribution is the initial controller, of which mean and covariance of the actions along
 * an episode are known. Immutable; one thread.
 */
final class Sources {
  /** The guiding distribution. */
  static final int GUIDE = 0;

  private final Workshop shop;
  private final NetworkFamily family;
  private final List<Member> policies;

  Sources(Workshop shop, NetworkFamily family, List<Member> policies) {
    this.shop = shop;
    this.family = family;
    this.policies = List.copyOf(policies);
  }

  /** Episodes of one run's network, with what is known of their likelihoods. */
  LogLikelihood likelihood(List<Trajectory> episodes) {
    return new LogLikelihood(family, episodes.stream().map(family::rows).toList(), shop.pool());
  }

  /**
   * log q_j of each executed step of some episodes, N x L_i.
   *
   * @param likelihood of the same episodes
   */
  double[][] logs(int source, List<Trajectory> episodes, LogLikelihood likelihood) {
    if (source != GUIDE) {
      return likelihood.logs(policies.get(source - 1));
    }
    double[][] logs = new double[episodes.size()][];
    shop.pool().forEach(logs.length, i -> logs[i] = guidingLogs(episodes.get(i)));
    return logs;
  }

  private double[] guidingLogs(Trajectory episode) {
    LinearGaussianController q = shop.initialController().along(shop.spec(), episode);
    int dU = q.actionDimension();
    double[] logs = new double[episode.steps()];
    double[] mean = new double[dU];
    double[] e = new double[dU];
    for (int t = 0; t < logs.length; t++) {
      q.mean(t, episode.state(t), mean);
      double[] L = factor(q, t);
      logs[t] = -0.5 * dU * Math.log(2 * Math.PI);
      // L e = u - mean
      for (int a = 0; a < dU; a++) {
        double sum = episode.action(t, a) - mean[a];
        for (int b = 0; b < a; b++) {
          sum -= L[a * dU + b] * e[b];
        }
        e[a] = sum / L[a * dU + a];
        logs[t] -= 0.5 * e[a] * e[a] + Math.log(L[a * dU + a]);
      }
    }
    return logs;
  }

  private static double[] factor(LinearGaussianController q, int t) {
    try {
      return q.covarianceCholesky(t);
    } catch (LqrException e) {
      throw new TrainingException(
          "the initial controller cannot guide: at step "
              + t
              + " not all of its actions have noise, so its samples have no density; give one that"
              + " explores in every action",
          e);
    }
  }
}
