package org.guidedpolicy.policy;

/**
 * A policy N(action(o), covariance) with a state-independent covariance. Immutable and thread-safe.
 */
public interface GaussianPolicy extends Policy {
  /** A copy of the covariance, dU x dU, row-major. */
  double[] covariance();
}
