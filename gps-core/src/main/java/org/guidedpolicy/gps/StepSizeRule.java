package org.guidedpolicy.gps;

import java.util.List;
import org.guidedpolicy.training.Figure;

/** How the multiplier of the KL bound follows predicted and actual improvements [RF, Sec. IV-C]. */
public enum StepSizeRule {
  /** Always the bound given. */
  FIXED,
  /** Improvements of the expected costs under the fitted models. */
  ANALYTIC,
  /** Actual improvement of the executed costs against the improvement that the models predicted. */
  SAMPLED,
  /**
   * Whether the executed costs fell, whatever the models predicted: with contact, models that hold
   * for a step predict nonsense over a whole episode, and while learning goes well the bound may
   * stay large; near the optimum, where half of the steps make things worse, it becomes small.
   */
  EXECUTED;

  private static final double GROWTH = 1.1;
  private static final double SHRINKAGE = 0.6;

  /**
   * The next multiplier: predicted / (2 max(1e-4, predicted - actual)), clipped to [0.1, 5], times
   * the current one, clipped to [min, max]. A prediction or outcome that is not finite leaves the
   * multiplier as it is.
   *
   * @param multiplier the current one
   * @param predicted cost decrease that the models promised
   * @param actual cost decrease that happened
   * @param min smallest multiplier
   * @param max greatest multiplier
   */
  public static double nextMultiplier(
      double multiplier, double predicted, double actual, double min, double max) {
    double factor = predicted / (2 * Math.max(1e-4, predicted - actual));
    if (!Double.isFinite(factor)) {
      return multiplier;
    }
    return clip(multiplier * clip(factor, 0.1, 5), min, max);
  }

  /**
   * The next multiplier of {@link #EXECUTED}: the current one times 1.1 if the mean cost of the
   * episodes fell, times 0.6 if it did not, clipped to [min, max]. It so stays where it is if costs
   * fall in five iterations of six.
   *
   * @param actual decrease of the mean cost of the executed episodes
   */
  static double nextMultiplier(double multiplier, double actual, double min, double max) {
    return clip(multiplier * (actual > 0 ? GROWTH : SHRINKAGE), min, max);
  }

  /** What happened and what the models promised, mean cost decreases. */
  public static List<Figure> figures(double predicted, double actual) {
    String group = "improvement";
    return List.of(
        new Figure(group, "actual", actual, "", "Cost decrease that happened."),
        new Figure(
            group,
            "predicted",
            predicted,
            "",
            "What the models promised. Far more than happened: the steps are too large."));
  }

  private static double clip(double value, double min, double max) {
    return Math.max(min, Math.min(max, value));
  }
}
