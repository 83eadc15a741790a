package org.guidedpolicy.cluster;

import org.guidedpolicy.lqr.Gaussian;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.lqr.LinearGaussianDynamics;
import org.guidedpolicy.lqr.TrajectoryLogDensity;

/**
 * What the trajectories of a cluster have in common. [RF, Sec. III]. Immutable and thread-safe.
 *
 * @param initial N(x_1)
 * @param dynamics x' given x and u
 * @param policy the linearized global policy, u given x
 */
public record ClusterModel(
    Gaussian initial, LinearGaussianDynamics dynamics, LinearGaussianController policy) {

  /**
   * The density of a trajectory under this model, [RF, Eq. 1] without the cluster's probability.
   */
  public TrajectoryLogDensity density() {
    return new TrajectoryLogDensity(initial, policy, dynamics);
  }
}
