package org.guidedpolicy.nn;

import org.guidedpolicy.environment.AngleEncoding;
import org.guidedpolicy.environment.EnvironmentSpec;
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

  /** A trainer whose networks see sine and cosine of every angle that the spec declares. */
  @Override
  public PolicyTrainer create(EnvironmentSpec spec, long seed) {
    AngleEncoding inputs = AngleEncoding.of(spec.observationDimension(), spec.observationAngles());
    return new NeuralPolicyTrainer(inputs, spec.actionDimension(), options, seed);
  }

  @Override
  public String description() {
    return options.toString();
  }
}
