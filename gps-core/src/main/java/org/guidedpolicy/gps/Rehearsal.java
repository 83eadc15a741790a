package org.guidedpolicy.gps;

import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.lqr.LinearGaussianDynamics;

/**
 * Tries controllers out where no robot moves: in a model of its dynamics, without noise, from where
 * the episode of a local problem started. Thread-safe.
 */
public interface Rehearsal {
  /** What the network costs there; infinite if the model diverges. */
  double networkCost(LocalProblem problem);

  /** What the mean actions of a controller cost there; infinite if the model diverges. */
  double cost(LocalProblem problem, LinearGaussianController controller);

  /** The model's own derivatives along the episode of a problem. */
  LinearGaussianDynamics derivatives(LocalProblem problem);
}
