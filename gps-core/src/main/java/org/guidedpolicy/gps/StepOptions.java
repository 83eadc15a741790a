package org.guidedpolicy.gps;

import java.util.Objects;
import java.util.function.Consumer;
import org.guidedpolicy.argument.Require;

/**
 * How far a local policy may move from the network in one iteration: KL per time step at most
 * klPerStep times a running multiplier.
 *
 * @param klPerStep epsilon
 * @param rule how the multiplier follows the improvements
 * @param minMultiplier smallest multiplier of the bound
 * @param maxMultiplier greatest multiplier of the bound
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

  private StepOptions(Draft d) {
    this(d.klPerStep, d.rule, d.minMultiplier, d.maxMultiplier, d.warmUpIterations, d.warmUpFactor);
  }

  /** A bound of 1 nat per step, 0.3 of it in the first two iterations. */
  public static StepOptions defaults() {
    return new StepOptions(new Draft());
  }

  /** These options with some changed: {@code options.with(o -> o.klPerStep = 2)}. */
  public StepOptions with(Consumer<Draft> change) {
    Draft draft = new Draft();
    draft.klPerStep = klPerStep;
    draft.rule = rule;
    draft.minMultiplier = minMultiplier;
    draft.maxMultiplier = maxMultiplier;
    draft.warmUpIterations = warmUpIterations;
    draft.warmUpFactor = warmUpFactor;
    change.accept(draft);
    return new StepOptions(draft);
  }

  /** The bound's factor in an iteration, 1, 2, ... */
  public double warmUp(int iteration) {
    return iteration <= warmUpIterations ? warmUpFactor : 1;
  }

  /** Options that are being changed; checked together at the end. One thread. */
  public static final class Draft {
    public double klPerStep = 2; // epsilon, in nats
    public StepSizeRule rule = StepSizeRule.FIXED; // how the multiplier follows the improvements
    public double minMultiplier = 0.1; // of the bound
    public double maxMultiplier = 2; // of the bound
    public int warmUpIterations = 2; // first iterations, with a smaller bound
    public double warmUpFactor = 0.3; // the bound's factor in these
  }
}
