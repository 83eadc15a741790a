package org.guidedpolicy.cli.experiment;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/** Summaries of few values. */
public final class Statistics {
  private static final int RESAMPLES = 10_000;
  private static final long SEED = 0x5eed_b007L;

  private Statistics() {}

  /** An interval. */
  public record Interval(double low, double high) {}

  public static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  /** The mean without the lowest and without the highest quarter of the values, rounded down. */
  public static double interquartileMean(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int cut = sorted.length / 4;
    return mean(Arrays.copyOfRange(sorted, cut, sorted.length - cut));
  }

  /**
   * The 95% percentile bootstrap interval of a statistic: from the 2.5% to the 97.5% quantile of
   * its values over 10,000 samples drawn with replacement. The same values give the same interval.
   */
  public static Interval bootstrap95(double[] values, ToDoubleFunction<double[]> statistic) {
    SplittableRandom random = new SplittableRandom(SEED);
    double[] results = new double[RESAMPLES];
    double[] sample = new double[values.length];
    for (int r = 0; r < RESAMPLES; r++) {
      for (int i = 0; i < sample.length; i++) {
        sample[i] = values[random.nextInt(values.length)];
      }
      results[r] = statistic.applyAsDouble(sample);
    }
    Arrays.sort(results);
    return new Interval(quantile(results, 0.025), quantile(results, 0.975));
  }

  private static double quantile(double[] sorted, double share) {
    double position = share * (sorted.length - 1);
    int below = (int) Math.floor(position);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
