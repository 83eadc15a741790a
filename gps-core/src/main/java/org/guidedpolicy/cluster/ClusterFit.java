package org.guidedpolicy.cluster;

import java.util.Optional;

/** Fits the model of a group of trajectories. Thread-safe. */
@FunctionalInterface
public interface ClusterFit {
  /**
   * @param members numbers of trajectories, at least one, ascending
   */
  ClusterModel fit(int[] members);

  /**
   * Log density of each member under a model fitted to the other members, if there is a cheaper way
   * than {@link #fit} without each; empty if not.
   *
   * @param members numbers of trajectories, at least two, ascending
   * @return one for each member, in their order
   */
  default Optional<double[]> leaveOneOut(int[] members) {
    return Optional.empty();
  }
}
