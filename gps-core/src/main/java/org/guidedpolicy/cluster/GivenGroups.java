package org.guidedpolicy.cluster;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Groups that the user knows, for instance the targets of episodes with deterministic resets.
 * Immutable and thread-safe.
 */
public final class GivenGroups implements TrajectoryClusterer {
  private final int[] groups;

  private GivenGroups(int[] groups) {
    this.groups = groups;
  }

  /**
   * @param groups a group's number for each trajectory, in the order of the trajectories; any
   *     integers
   */
  public static GivenGroups of(int... groups) {
    return new GivenGroups(groups.clone());
  }

  /** All trajectories in one cluster, however many there are. */
  public static TrajectoryClusterer single() {
    return (problem, random) -> of(new int[problem.trajectories().size()]).cluster(problem, random);
  }

  /** Each trajectory in a cluster of its own, however many there are. */
  public static TrajectoryClusterer each() {
    return (problem, random) ->
        of(IntStream.range(0, problem.trajectories().size()).toArray()).cluster(problem, random);
  }

  /** The number of clusters asked for plays no part. */
  @Override
  public Clustering cluster(ClusteringProblem problem, RandomGenerator random) {
    if (groups.length != problem.trajectories().size()) {
      throw new IllegalArgumentException(
          "groups are given for "
              + groups.length
              + " trajectories, but there are "
              + problem.trajectories().size());
    }
    return Partition.fit(problem, Partition.renumbered(groups), false).clustering(0, 0);
  }
}
