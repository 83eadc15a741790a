package org.guidedpolicy.supervised;

import org.guidedpolicy.environment.EnvironmentSpec;

/**
 * Makes a trainer for an environment's dimensions; implementations are found with ServiceLoader.
 */
public interface PolicyTrainerFactory {
  /**
   * A new trainer, which the caller closes.
   *
   * @param observationDimension dO
   * @param actionDimension dU
   * @param seed source of all its randomness: equal seeds and targets give equal policies
   */
  PolicyTrainer create(int observationDimension, int actionDimension, long seed);

  /**
   * A new trainer for an environment, which the caller closes. Trainings call this one; by default
   * it is the other with the spec's dimensions. Trainers whose policies shall see {@linkplain
   * EnvironmentSpec#observationAngles angles} in another way than as they are implement it.
   *
   * @param seed source of all its randomness: equal seeds and targets give equal policies
   */
  default PolicyTrainer create(EnvironmentSpec spec, long seed) {
    return create(spec.observationDimension(), spec.actionDimension(), seed);
  }

  /**
   * All settings that decide how its trainers fit, as text: a training is resumed only with a
   * factory of the same description. Empty, which is the default, if that cannot be compared.
   */
  default String description() {
    return "";
  }
}
