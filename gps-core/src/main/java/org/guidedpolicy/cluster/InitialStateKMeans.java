package org.guidedpolicy.cluster;

import java.util.List;
import java.util.random.RandomGenerator;
import org.guidedpolicy.mixture.KMeans;
import org.guidedpolicy.rollout.Trajectory;

/**
 * Groups trajectories by their first states alone: k-means++ on x_1 in standardized coordinates.
 * Immutable and thread-safe.
 */
public final class InitialStateKMeans implements TrajectoryClusterer {
  private static final int MAX_ITERATIONS = 100;

  @Override
  public Clustering cluster(ClusteringProblem problem, RandomGenerator random) {
    int[] assignment = assign(problem.trajectories(), problem.usableClusters(), random);
    return Partition.fit(problem, assignment, false).clustering(0, 0);
  }

  /** Groups numbered 0, 1, ... without gaps; fewer than asked for if first states coincide. */
  static int[] assign(List<Trajectory> trajectories, int groups, RandomGenerator random) {
    int dX = trajectories.get(0).stateDimension();
    double[] first = new double[trajectories.size() * dX];
    for (int m = 0; m < trajectories.size(); m++) {
      trajectories.get(m).copyState(0, first, m * dX);
    }
    return Partition.renumbered(
        KMeans.assign(first, trajectories.size(), dX, groups, MAX_ITERATIONS, random));
  }
}
