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

  @Override
  default void close() {}
}
