package org.guidedpolicy.cli.tasks;

import org.guidedpolicy.train.TrainingOptions;

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
    return TrainingOptions.defaults()
        .withIterations(iterations)
        .withTrajectories(trajectories)
        .withClusters(clusters);
  }
}
