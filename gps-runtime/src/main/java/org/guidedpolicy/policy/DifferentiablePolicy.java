package org.guidedpolicy.policy;

/** A Gaussian policy whose mean action has a known derivative. Immutable and thread-safe. */
public interface DifferentiablePolicy extends GaussianPolicy {
  /**
   * The derivative of the noise-free action by the observation.
   *
   * @param observation dO entries
   * @param out receives the Jacobian, dU x dO, row-major
   */
  void jacobian(double[] observation, double[] out /* dU x dO row-major */);
}
