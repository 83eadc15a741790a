package org.guidedpolicy.train;

/** How the multiplier of the KL bound follows predicted and actual improvements [RF, Sec. IV-C]. */
public enum StepSizeRule {
  /** Always the bound given. */
  FIXED,
  /** Improvements of the expected costs under the fitted models. */
  ANALYTIC,
  /** Actual improvement of the executed costs against the improvement that the models predicted. */
  SAMPLED;

  /**
   * The next multiplier: predicted / (2 max(1e-4, predicted - actual)), clipped to [0.1, 5], times
   * the current one, clipped to [min, max]. A prediction or outcome that is not finite leaves the
   * multiplier as it is.
   *
   * @param multiplier the current one
   * @param predicted cost decrease that the models promised
   * @param actual cost decrease that happened
   * @param min least multiplier
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

  private static double clip(double value, double least, double greatest) {
    return Math.max(least, Math.min(greatest, value));
  }
}
