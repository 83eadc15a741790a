package org.guidedpolicy.training;

import java.util.List;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.rollout.Trajectory;

/**
 * The training episodes of an iteration, for listeners that show them. Immutable and thread-safe.
 *
 * @param iteration 1, 2, ...
 * @param spec of the environment
 * @param trajectories at least one, in the order of their numbers
 * @param costs of each, summed over steps
 */
public record IterationEpisodes(
    int iteration, EnvironmentSpec spec, List<Trajectory> trajectories, List<Double> costs) {

  /**
   * @throws IllegalArgumentException if there is no trajectory, or not a cost for each
   */
  public IterationEpisodes {
    trajectories = List.copyOf(trajectories);
    costs = List.copyOf(costs);
    if (trajectories.isEmpty() || costs.size() != trajectories.size()) {
      throw new IllegalArgumentException(
          "there must be trajectories and a cost for each, are "
              + trajectories.size()
              + " and "
              + costs.size());
    }
  }
}
