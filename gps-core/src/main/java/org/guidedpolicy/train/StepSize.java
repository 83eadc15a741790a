package org.guidedpolicy.train;

import java.util.Optional;

/** Carries the KL bound's multiplier from iteration to iteration [RF, Sec. IV-C]. One thread. */
final class StepSize {
  private final StepOptions options;
  private final FallbackCounter fallbacks;
  private double multiplier = 1;
  private Optional<Outlook> last = Optional.empty();

  StepSize(StepOptions options, FallbackCounter fallbacks) {
    this.options = options;
    this.fallbacks = fallbacks;
    this.multiplier = Math.max(options.minMultiplier(), Math.min(options.maxMultiplier(), 1));
  }

  /**
   * Mean costs over an iteration's trajectories.
   *
   * @param executed of the episodes
   * @param reference expected by the fitted models for the linearised network that made them
   * @param predicted expected by the same models for the new local policies
   */
  record Outlook(double executed, double reference, double predicted) {}

  /** What the next iterations' decisions depend on. */
  record State(double multiplier, Optional<Outlook> last) {}

  State state() {
    return new State(multiplier, last);
  }

  void restore(State state) {
    multiplier = state.multiplier;
    last = state.last;
  }

  /**
   * The bound for this iteration.
   *
   * @param iteration 1, 2, ...
   * @param executed mean cost of this iteration's episodes
   * @param reference mean cost expected by this iteration's models for the linearised network
   */
  IterationReport.Step next(int iteration, double executed, double reference) {
    Optional<Double> predicted = last.map(o -> o.reference - o.predicted);
    Optional<Double> actual =
        last.map(
            o ->
                options.rule() == StepSizeRule.ANALYTIC
                    ? o.reference - reference
                    : o.executed - executed);
    if (predicted.isPresent()) {
      switch (options.rule()) {
        case FIXED -> {}
        case EXECUTED ->
            multiplier =
                StepSizeRule.nextMultiplier(
                    multiplier,
                    actual.orElseThrow(),
                    options.minMultiplier(),
                    options.maxMultiplier());
        case ANALYTIC, SAMPLED -> follow(predicted.get(), actual.orElseThrow());
      }
    }
    double warmUp = iteration <= options.warmUpIterations() ? options.warmUpFactor() : 1;
    return new IterationReport.Step(
        multiplier, warmUp * multiplier * options.klPerStep(), predicted, actual);
  }

  private void follow(double predicted, double actual) {
    multiplier =
        StepSizeRule.nextMultiplier(
            multiplier, predicted, actual, options.minMultiplier(), options.maxMultiplier());
    if (!Double.isFinite(predicted) || !Double.isFinite(actual)) {
      fallbacks.add(
          Fallback.STEP_KEPT, 1, () -> "predicted improvement " + predicted + ", actual " + actual);
    } else if (multiplier == options.minMultiplier() || multiplier == options.maxMultiplier()) {
      fallbacks.add(Fallback.STEP_AT_LIMIT, 1, () -> "the multiplier is " + multiplier);
    }
  }

  /** Keeps what the next iteration's decision needs. */
  void remember(double executed, double reference, double predicted) {
    last = Optional.of(new Outlook(executed, reference, predicted));
  }
}
