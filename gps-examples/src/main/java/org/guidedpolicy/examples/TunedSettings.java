package org.guidedpolicy.examples;

import org.guidedpolicy.nn.NetworkOptions;
import org.guidedpolicy.policy.Activation;
import org.guidedpolicy.resetfree.ResetFree;

/**
 * How the arms and the point mass learn: groups of trajectories share their models, as in [RF]. The
 * numbers were chosen on these tasks, and the tables in docs/results are theirs.
 */
public final class TunedSettings {
  private TunedSettings() {}

  /** 40 episodes an iteration in this many groups, a KL bound of 1 per step. */
  public static ResetFree groups(int clusters, ResetFree defaults) {
    return defaults.with(
        o -> {
          o.trajectories = 40;
          o.clusters = clusters;
          o.step = o.step.with(s -> s.klPerStep = 1);
          o.policy =
              o.policy.with(
                  p -> {
                    p.replayedIterations = 2;
                    p.explorationFloor = 0;
                  });
          o.imagination = o.imagination.with(i -> i.imaginedRounds = 0);
        });
  }

  /** tanh, 10 passes in every later fit. */
  public static NetworkOptions network() {
    return NetworkOptions.defaults()
        .with(
            o -> {
              o.activation = Activation.TANH;
              o.laterFits = new NetworkOptions.Schedule(10, 3e-3, 0);
            });
  }
}
