package org.guidedpolicy.gps;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.training.Fallback;
import org.guidedpolicy.training.FallbackCounter;
import org.guidedpolicy.training.Figure;

/**
 * The multipliers of the conditions' KL bounds, which follow from the improvements that were
 * predicted and that happened [MD, Sec. 4.2]. One thread.
 */
public final class ConditionSteps {
  private final double[] multipliers;
  private final double klPerStep;
  private final double min;
  private final double max;
  private final boolean shared;
  private final FallbackCounter fallbacks;

  /**
   * @param conditions how many
   * @param klPerStep bound per time step that the multipliers multiply
   * @param min least multiplier
   * @param max greatest multiplier
   * @param shared whether all conditions have the same, which follows from their mean improvements
   */
  public ConditionSteps(
      int conditions,
      double klPerStep,
      double min,
      double max,
      boolean shared,
      FallbackCounter fallbacks) {
    this.multipliers = new double[conditions];
    Arrays.fill(multipliers, Math.max(min, Math.min(max, 1)));
    this.klPerStep = klPerStep;
    this.min = min;
    this.max = max;
    this.shared = shared;
    this.fallbacks = fallbacks;
  }

  /**
   * Changes the multipliers: P / (2 max(1e-4, P - A)), clipped to [0.1, 5], times the last one.
   *
   * @param predicted P, of each condition
   * @param actual A, of each condition
   */
  public void follow(double[] predicted, double[] actual) {
    if (shared) {
      double P = DoubleStream.of(predicted).average().orElseThrow();
      double A = DoubleStream.of(actual).average().orElseThrow();
      follow(0, P, A);
      Arrays.fill(multipliers, multipliers[0]);
      return;
    }
    for (int m = 0; m < multipliers.length; m++) {
      follow(m, predicted[m], actual[m]);
    }
  }

  private void follow(int m, double predicted, double actual) {
    multipliers[m] = StepSizeRule.nextMultiplier(multipliers[m], predicted, actual, min, max);
    if (!Double.isFinite(predicted) || !Double.isFinite(actual)) {
      fallbacks.add(
          Fallback.STEP_KEPT, 1, () -> "predicted improvement " + predicted + ", actual " + actual);
    } else if (multipliers[m] == min || multipliers[m] == max) {
      fallbacks.add(Fallback.STEP_AT_LIMIT, 1, () -> "the multiplier is " + multipliers[m]);
    }
  }

  /** The bound of each condition per time step. */
  public double[] klPerStep() {
    return DoubleStream.of(multipliers).map(multiplier -> multiplier * klPerStep).toArray();
  }

  /**
   * The steps.
   *
   * @param reached KL divergence per time step of the local policies made under these bounds
   */
  public List<Figure> figures(double reached) {
    List<Figure> all = new ArrayList<>();
    String unit = "nats per step";
    all.add(new Figure("KL", "reached", reached, unit, "How far the new local policies moved."));
    double mean = DoubleStream.of(klPerStep()).average().orElseThrow();
    all.add(new Figure("KL", "allowed", mean, unit, "How far they might."));
    String meaning = "Of the KL bound; follows from improvements.";
    if (shared) {
      all.add(new Figure("step", "multiplier", multipliers[0], "", meaning));
      return all;
    }
    for (int m = 0; m < multipliers.length; m++) {
      all.add(new Figure("step", "multiplier, condition " + (m + 1), multipliers[m], "", meaning));
    }
    return all;
  }

  /** Writes what the next decisions depend on. */
  public void write(BinaryOutput out) {
    out.putDoubles(multipliers);
  }

  /** Takes over what {@link #write} wrote. */
  public void read(BinaryInput in) throws FormatException {
    System.arraycopy(
        in.getDoubles("multipliers", multipliers.length), 0, multipliers, 0, multipliers.length);
  }
}
