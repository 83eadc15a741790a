package org.guidedpolicy.policy;

/**
 * Fits a parametric policy to targets, continuing from where its last fit ended. One thread at a
 * time; its randomness comes from the seed it was made with.
 */
public interface PolicyTrainer extends AutoCloseable {

  /**
   * @param policy the fitted policy
   * @param lossBefore the loss on these targets before the fit
   * @param lossAfter and after it
   * @param steps optimiser steps taken
   */
  record Fit(GaussianPolicy policy, double lossBefore, double lossAfter, int steps) {}

  /**
   * @param targets points to imitate
   * @param covariance the policy's covariance, dU x dU
   */
  Fit fit(SupervisedTargets targets, double[] covariance);

  /**
   * All that the next fits depend on (weights, the optimiser's memory, random numbers, input
   * standardisation), so that a trainer made with the same dimensions and options and given this to
   * {@link #restore} goes on bit for bit as this one would. In the trainer's own format, without
   * Java serialisation.
   *
   * @throws UnsupportedOperationException if this kind of trainer cannot be stored
   */
  default byte[] state() {
    throw new UnsupportedOperationException(
        getClass().getName() + " cannot be stored: it does not implement state()");
  }

  /**
   * Goes back to a {@link #state}.
   *
   * @throws IllegalArgumentException if the bytes are damaged or belong to a trainer of other
   *     dimensions or options; this trainer is then unchanged
   * @throws UnsupportedOperationException if this kind of trainer cannot be stored
   */
  default void restore(byte[] state) {
    throw new UnsupportedOperationException(
        getClass().getName() + " cannot be restored: it does not implement restore(byte[])");
  }

  @Override
  default void close() {}
}
