package org.guidedpolicy.gps;

import java.util.List;
import org.guidedpolicy.rollout.Trajectory;

/**
 * Lengths of episodes of which some ended early. A KL bound per step is one per executed step: what
 * a local policy would do after the end changes nothing.
 */
public final class EarlyEnds {
  private EarlyEnds() {}

  /** The mean number of executed steps; the horizon if none ended early. */
  public static double meanSteps(List<Trajectory> trajectories) {
    return trajectories.stream().mapToInt(Trajectory::steps).average().orElseThrow();
  }

  /**
   * The mean number of executed steps of some trajectories.
   *
   * @param members their places, at least one
   */
  public static double meanSteps(List<Trajectory> trajectories, List<Integer> members) {
    return members.stream().mapToInt(m -> trajectories.get(m).steps()).average().orElseThrow();
  }
}
