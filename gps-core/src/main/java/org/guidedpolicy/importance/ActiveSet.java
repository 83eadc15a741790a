package org.guidedpolicy.importance;

import java.util.List;
import org.guidedpolicy.cost.CostExpansion;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.rollout.Trajectory;

/**
 * The samples that an estimate is made of, with their rewards and their mixture's densities
 * ([GPS13] Alg. 1, S_k). Immutable; one thread.
 */
final class ActiveSet {
  private final List<Sample> samples;
  private final LogLikelihood likelihood;
  private final double[][] r;
  private final SampledReturn sampledReturn;

  /**
   * @param samples at least one
   * @param cost whose negative is the reward
   */
  ActiveSet(List<Sample> samples, Sources sources, CostFunction cost) {
    this.samples = List.copyOf(samples);
    List<Trajectory> episodes = samples.stream().map(Sample::trajectory).toList();
    likelihood = sources.likelihood(episodes);
    r = episodes.stream().map(episode -> rewards(episode, cost)).toArray(double[][]::new);
    int[] present = samples.stream().mapToInt(Sample::source).distinct().sorted().toArray();
    double[][][] logs = new double[present.length][][];
    int[] counts = new int[present.length];
    for (int j = 0; j < present.length; j++) {
      int source = present[j];
      logs[j] = sources.logs(source, episodes, likelihood);
      counts[j] = (int) samples.stream().filter(sample -> sample.source() == source).count();
    }
    sampledReturn =
        new SampledReturn(likelihood, r, SampledReturn.mixture(logs, counts, r[0].length));
  }

  private static double[] rewards(Trajectory episode, CostFunction cost) {
    double[] r = CostExpansion.perStep(episode, cost);
    for (int t = 0; t < r.length; t++) {
      r[t] = -r[t];
    }
    return r;
  }

  SampledReturn sampledReturn() {
    return sampledReturn;
  }

  LogLikelihood likelihood() {
    return likelihood;
  }

  /** Rewards, N x T; not a copy. */
  double[][] rewards() {
    return r;
  }

  /** The sample of the greatest return. */
  Trajectory best() {
    int best = 0;
    for (int i = 1; i < r.length; i++) {
      if (sum(r[i]) > sum(r[best])) {
        best = i;
      }
    }
    return samples.get(best).trajectory();
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
