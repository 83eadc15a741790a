package org.guidedpolicy.cluster;

import java.util.random.RandomGenerator;

/** Groups trajectories that may share one model. Implementations are immutable and thread-safe. */
@FunctionalInterface
public interface TrajectoryClusterer {
  /**
   * @param problem the trajectories and how a group's model is fitted
   * @param random all randomness of the grouping
   * @return groups without an empty one, and their models
   */
  Clustering cluster(ClusteringProblem problem, RandomGenerator random);
}
