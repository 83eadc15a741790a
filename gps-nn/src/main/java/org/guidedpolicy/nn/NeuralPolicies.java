package org.guidedpolicy.nn;

import org.guidedpolicy.supervised.PolicyTrainer;
import org.guidedpolicy.supervised.PolicyTrainerFactory;

/**
 * Makes trainers of neural policies; the one that ServiceLoader finds has default options.
 * Immutable and thread-safe.
 */
public final class NeuralPolicies implements PolicyTrainerFactory {
  private final NetworkOptions options;

  /** With {@link NetworkOptions#defaults}. */
  public NeuralPolicies() {
    this(NetworkOptions.defaults());
  }

  private NeuralPolicies(NetworkOptions options) {
    this.options = options;
  }

  /** With these options. */
  public static NeuralPolicies with(NetworkOptions options) {
    return new NeuralPolicies(options);
  }

  @Override
  public PolicyTrainer create(int observationDimension, int actionDimension, long seed) {
    return new NeuralPolicyTrainer(observationDimension, actionDimension, options, seed);
  }

  @Override
  public String description() {
    return options.toString();
  }
}
