package org.guidedpolicy.supervised;

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
   * All settings that decide how its trainers fit, as text: a training is resumed only with a
   * factory of the same description. Empty, which is the default, if that cannot be compared.
   */
  default String description() {
    return "";
  }
}
