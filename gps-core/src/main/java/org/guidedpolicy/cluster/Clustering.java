package org.guidedpolicy.cluster;

import java.util.ArrayList;
import java.util.List;

/** A grouping of trajectories and each group's model. Immutable and thread-safe. */
public final class Clustering {
  private final int[] assignment;
  private final List<ClusterModel> models;
  private final double logLikelihood;
  private final int iterations;
  private final int reseeded;

  Clustering(
      int[] assignment,
      List<ClusterModel> models,
      double logLikelihood,
      int iterations,
      int reseeded) {
    this.assignment = assignment.clone();
    this.models = List.copyOf(models);
    this.logLikelihood = logLikelihood;
    this.iterations = iterations;
    this.reseeded = reseeded;
  }

  /** The cluster of trajectory m. */
  public int assignment(int m) {
    return assignment[m];
  }

  /** A copy of the cluster of every trajectory. */
  public int[] assignment() {
    return assignment.clone();
  }

  /** One model for each cluster; every cluster has a member. */
  public List<ClusterModel> models() {
    return models;
  }

  /** The numbers of a cluster's trajectories, ascending. */
  public int[] members(int cluster) {
    return Partition.members(assignment, cluster);
  }

  /** How many trajectories each cluster has. */
  public List<Integer> sizes() {
    List<Integer> result = new ArrayList<>();
    for (int k = 0; k < models.size(); k++) {
      result.add(members(k).length);
    }
    return List.copyOf(result);
  }

  /**
   * Sum over the trajectories of log P(k) + log p_k(trajectory), [RF, Eq. 1], each in its own
   * cluster; with leave-one-out scores if the clusterer uses them.
   */
  public double logLikelihood() {
    return logLikelihood;
  }

  /** Iterations until the grouping no longer changed or their limit; 0 if it was not iterated. */
  public int iterations() {
    return iterations;
  }

  /** How often a cluster had lost its trajectories and was re-seeded. */
  public int reseeded() {
    return reseeded;
  }
}
