package org.guidedpolicy.fit;

import org.guidedpolicy.lqr.LinearGaussianController;

/** A policy as a time-varying linear-Gaussian controller around some trajectories. Thread-safe. */
public interface PolicyLinearization {
  /**
   * @param members numbers of trajectories, at least one, in any order
   */
  LinearGaussianController fit(int[] members);

  /**
   * Log density of each member's actions, but for the last, under a linearization around the other
   * members.
   *
   * @param members numbers of trajectories, at least two, ascending
   * @return one for each member, in their order
   */
  double[] leaveOneOut(int[] members);

  /** How many regressions so far were singular and had their diagonal raised. */
  default int regularized() {
    return 0;
  }
}
