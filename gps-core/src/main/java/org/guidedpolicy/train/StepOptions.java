package org.guidedpolicy.train;

import java.util.Objects;

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

  public StepOptions {
    Require.positive("klPerStep", klPerStep);
    Objects.requireNonNull(rule);
    Require.positive("minMultiplier", minMultiplier);
    Require.positive("maxMultiplier", maxMultiplier);
    if (minMultiplier > maxMultiplier) {
      throw new IllegalArgumentException(
          "minMultiplier " + minMultiplier + " is greater than maxMultiplier " + maxMultiplier);
    }
    Require.atLeast("warmUpIterations", warmUpIterations, 0);
    Require.positive("warmUpFactor", warmUpFactor);
  }

  public static StepOptions defaults() {
    return new StepOptions(1.0, StepSizeRule.FIXED, 0.1, 2.0, 3, 0.3);
  }
}
