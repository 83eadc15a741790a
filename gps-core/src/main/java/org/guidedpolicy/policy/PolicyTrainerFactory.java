package org.guidedpolicy.policy;

/**
 * Makes a trainer for an environment's dimensions; implementations are found with ServiceLoader.
 */
public interface PolicyTrainerFactory {
  PolicyTrainer create(int observationDimension, int actionDimension, long seed);
}
