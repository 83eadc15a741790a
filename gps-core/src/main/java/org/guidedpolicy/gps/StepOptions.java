package org.guidedpolicy.gps;

import java.util.Objects;
import org.guidedpolicy.argument.Require;

/**
 * How far a local policy may move from the network in one iteration: KL per time step at most
 * klPerStep times a running multiplier.
 *
 * @param klPerStep epsilon
 * @param rule how the multiplier follows the improvements
 * @param minMultiplier least multiplier
 * @param maxMultiplier greatest multiplier
 * @param warmUpIterations first iterations that use a smaller bound, while the models still know
 *     little
 * @param warmUpFactor the bound's factor in these
 */
public record StepOptions(
    double klPerStep,
    StepSizeRule rule,
    double minMultiplier,
    double maxMultiplier,
    int warmUpIterations,
    double warmUpFactor) {

  /**
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  public StepOptions {
    Require.positive("klPerStep", klPerStep);
    Objects.requireNonNull(rule, "rule");
    Require.positive("minMultiplier", minMultiplier);
    Require.positive("maxMultiplier", maxMultiplier);
    if (minMultiplier > maxMultiplier) {
      throw new IllegalArgumentException(
          "minMultiplier " + minMultiplier + " is greater than maxMultiplier " + maxMultiplier);
    }
    Require.atLeast("warmUpIterations", warmUpIterations, 0);
    Require.positive("warmUpFactor", warmUpFactor);
  }

  /** A bound of 1 nat per step, 0.3 of it in the first two iterations. */
  public static StepOptions defaults() {
    return new StepOptions(1.0, StepSizeRule.FIXED, 0.1, 2.0, 2, 0.3);
  }

  /** These options with another {@link #klPerStep}. */
  public StepOptions withKlPerStep(double value) {
    return new StepOptions(
        value, rule, minMultiplier, maxMultiplier, warmUpIterations, warmUpFactor);
  }

  /** These options with another {@link #rule}. */
  public StepOptions withRule(StepSizeRule value) {
    return new StepOptions(
        klPerStep, value, minMultiplier, maxMultiplier, warmUpIterations, warmUpFactor);
  }

  /** These options with another {@link #minMultiplier}. */
  public StepOptions withMinMultiplier(double value) {
    return new StepOptions(klPerStep, rule, value, maxMultiplier, warmUpIterations, warmUpFactor);
  }

  /** These options with another {@link #maxMultiplier}. */
  public StepOptions withMaxMultiplier(double value) {
    return new StepOptions(klPerStep, rule, minMultiplier, value, warmUpIterations, warmUpFactor);
  }

  /** These options with another {@link #warmUpIterations}. */
  public StepOptions withWarmUpIterations(int value) {
    return new StepOptions(klPerStep, rule, minMultiplier, maxMultiplier, value, warmUpFactor);
  }

  /** These options with another {@link #warmUpFactor}. */
  public StepOptions withWarmUpFactor(double value) {
    return new StepOptions(klPerStep, rule, minMultiplier, maxMultiplier, warmUpIterations, value);
  }
}
