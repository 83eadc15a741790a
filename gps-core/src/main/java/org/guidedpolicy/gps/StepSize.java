package org.guidedpolicy.gps;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.training.Fallback;
import org.guidedpolicy.training.FallbackCounter;
import org.guidedpolicy.training.Figure;

/** Carries the KL bound's multiplier from iteration to iteration [RF, Sec. IV-C]. One thread. */
public final class StepSize {
  private final StepOptions options;
  private final FallbackCounter fallbacks;
  private double multiplier = 1;
  private Optional<Outlook> last = Optional.empty();

  public StepSize(StepOptions options, FallbackCounter fallbacks) {
    this.options = options;
    this.fallbacks = fallbacks;
    this.multiplier = Math.max(options.minMultiplier(), Math.min(options.maxMultiplier(), 1));
  }

  /**
   * Mean costs over an iteration's trajectories.
   *
   * @param executed of the episodes
   * @param reference expected by the fitted models for the linearized network that made them
   * @param predicted expected by the same models for the new local policies
   */
  private record Outlook(double executed, double reference, double predicted) {}

  /** Writes what the next decisions depend on. */
  public void write(BinaryOutput out) {
    out.putDouble(multiplier).putInt(last.isPresent() ? 1 : 0);
    last.ifPresent(o -> out.putDouble(o.executed).putDouble(o.reference).putDouble(o.predicted));
  }

  /** Takes over what {@link #write} wrote. */
  public void read(BinaryInput in) throws FormatException {
    multiplier = in.getDouble("multiplier");
    last = Optional.empty();
    if (in.getInt("outlook") != 0) {
      last =
          Optional.of(
              new Outlook(
                  in.getDouble("executed cost"),
                  in.getDouble("reference cost"),
                  in.getDouble("predicted cost")));
    }
  }

  /**
   * A decision.
   *
   * @param multiplier running multiplier of the KL bound
   * @param klPerStep the bound to use, per time step
   * @param predicted cost decrease that the last iteration's models promised; empty in the first
   * @param actual cost decrease that happened; empty in the first iteration
   */
  public record Decision(
      double multiplier, double klPerStep, Optional<Double> predicted, Optional<Double> actual) {

    /**
     * The step and what it follows from.
     *
     * @param reached KL divergence per time step of the local policies made under this bound
     */
    public List<Figure> figures(double reached) {
      List<Figure> all = new ArrayList<>();
      all.add(
          new Figure(
              "KL",
              "reached",
              reached,
              "nats per step",
              "How far the new local policies moved from the network."));
      all.add(new Figure("KL", "allowed", klPerStep, "nats per step", "How far they might."));
      all.add(
          new Figure(
              "step", "multiplier", multiplier, "", "Of the KL bound; follows from improvements."));
      predicted.ifPresent(p -> actual.ifPresent(a -> all.addAll(StepSizeRule.figures(p, a))));
      return all;
    }
  }

  /**
   * The bound for this iteration.
   *
   * @param iteration 1, 2, ...
   * @param executed mean cost of this iteration's episodes
   * @param reference mean cost expected by this iteration's models for the linearized network
   */
  public Decision next(int iteration, double executed, double reference) {
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
    double klPerStep = options.warmUp(iteration) * multiplier * options.klPerStep();
    return new Decision(multiplier, klPerStep, predicted, actual);
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
  public void remember(double executed, double reference, double predicted) {
    last = Optional.of(new Outlook(executed, reference, predicted));
  }
}
