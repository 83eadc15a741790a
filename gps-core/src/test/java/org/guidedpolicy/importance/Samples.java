package org.guidedpolicy.importance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.guidedpolicy.rollout.Trajectory;

/** Small random samples for tests. */
final class Samples {
  private Samples() {}

  /**
   * n episodes of T steps with 3 entries observed and 2 actions; those with odd numbers end early.
   */
  static List<Trajectory> random(int n, int T, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Trajectory> episodes = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int L = i % 2 == 1 && T > 2 ? T - 1 : T;
      double[] states = new double[(T + 1) * 3];
      for (int t = 0; t <= T; t++) {
        for (int k = 0; k < 3; k++) {
          states[t * 3 + k] = t > L ? states[L * 3 + k] : random.nextGaussian();
        }
      }
      double[] observations = Arrays.copyOf(states, T * 3);
      double[] actions = new double[T * 2];
      for (int k = 0; k < L * 2; k++) {
        actions[k] = 5 * random.nextGaussian();
      }
      episodes.add(new Trajectory(T, L, states, actions, observations));
    }
    return episodes;
  }

  /** n x T rewards. */
  static double[][] rewards(int n, int T, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] r = new double[n][T];
    for (double[] each : r) {
      for (int t = 0; t < T; t++) {
        each[t] = -10 * random.nextDouble();
      }
    }
    return r;
  }
}
