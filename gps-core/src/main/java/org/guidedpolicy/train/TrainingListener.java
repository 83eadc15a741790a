package org.guidedpolicy.train;

import org.guidedpolicy.policy.GaussianPolicy;

/** Told of every finished iteration, on the training thread. */
@FunctionalInterface
public interface TrainingListener {
  /**
   * @param report what the iteration did
   * @param policy the policy it produced
   */
  void onIteration(IterationReport report, GaussianPolicy policy);
}
