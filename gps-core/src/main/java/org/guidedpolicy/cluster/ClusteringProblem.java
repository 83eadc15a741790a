package org.guidedpolicy.cluster;

import java.util.List;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.Trajectory;

/**
 * Trajectories to be grouped and how a group's model is fitted.
 *
 * @param trajectories M trajectories, at least one
 * @param clusters how many groups are wanted, at least 1; no more than M are made
 * @param fit fits a group's model; what priors it uses stay the same during the clustering
 * @param pool threads; no result depends on how many
 */
public record ClusteringProblem(
    List<Trajectory> trajectories, int clusters, ClusterFit fit, WorkPool pool) {

  public ClusteringProblem {
    trajectories = List.copyOf(trajectories);
    if (trajectories.isEmpty() || clusters < 1) {
      throw new IllegalArgumentException(
          "clustering needs a trajectory and a cluster, has "
              + trajectories.size()
              + " trajectories and "
              + clusters
              + " clusters");
    }
  }

  /** Clusters that can have a member: no more than there are trajectories. */
  public int usableClusters() {
    return Math.min(clusters, trajectories.size());
  }
}
