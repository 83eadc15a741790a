package org.guidedpolicy.cli.tasks;

import org.guidedpolicy.resetfree.ResetFree;
import org.guidedpolicy.training.TrainingOptions;

/** A task's sizes. */
public final class Sizes {
  private Sizes() {}

  /**
   * The library's defaults with these sizes.
   *
   * @param iterations of learning
   * @param trajectories collected in each iteration
   * @param clusters that the trajectories are divided into
   */
  public static TrainingOptions of(int iterations, int trajectories, int clusters) {
    return TrainingOptions.of(
            new ResetFree()
                .with(
                    o -> {
                      o.trajectories = trajectories;
                      o.clusters = clusters;
                    }))
        .with(o -> o.iterations = iterations);
  }
}
