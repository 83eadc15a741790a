package org.guidedpolicy.fit;

import org.guidedpolicy.lqr.LinearGaussianController;

/** A policy as a time-varying linear-Gaussian controller around some trajectories. Thread-safe. */
@FunctionalInterface
public interface PolicyLinearization {
  /**
   * @param members numbers of trajectories, at least one, in any order
   */
  LinearGaussianController fit(int[] members);
}
