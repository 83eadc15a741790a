package org.guidedpolicy.safety;

import java.util.List;
import java.util.Locale;

/**
 * How long steps took. Immutable.
 *
 * @param steps how many there were
 * @param late how many took longer than allowed
 * @param allowed seconds that a step may take
 * @param worst seconds that the longest took; 0 if there was none
 * @param histogram steps by the share of the allowed time that they took: up to each of {@link
 *     #BOUNDS}, and beyond the last
 */
public record StepTimes(long steps, long late, double allowed, double worst, List<Long> histogram) {

  /** Upper ends of the histogram's bins, in units of the allowed time. */
  public static final List<Double> BOUNDS = List.of(0.1, 0.5, 1.0, 1.1, 1.25, 1.5, 2.0, 5.0, 10.0);

  public StepTimes {
    histogram = List.copyOf(histogram);
  }

  /** Late steps by all, 0 .. 1. */
  public double lateShare() {
    return steps == 0 ? 0 : (double) late / steps;
  }

  /** These steps and others of the same allowed time. */
  public StepTimes and(StepTimes more) {
    Long[] sum = new Long[histogram.size()];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = histogram.get(i) + more.histogram.get(i);
    }
    return new StepTimes(
        steps + more.steps, late + more.late, allowed, Math.max(worst, more.worst), List.of(sum));
  }

  /** One sentence: "3 of 600 steps were late (0.50 %), the worst took 41.2 ms of 20.0". */
  public String sentence() {
    return String.format(
        Locale.ROOT,
        "%d of %d steps were late (%.2f %%), the worst took %.1f ms of %.1f",
        late,
        steps,
        100 * lateShare(),
        1e3 * worst,
        1e3 * allowed);
  }

  /** The histogram, a line for each bin that is not empty. */
  public String table() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < histogram.size(); i++) {
      if (histogram.get(i) > 0) {
        boolean last = i == BOUNDS.size();
        double bound = 1e3 * allowed * BOUNDS.get(last ? i - 1 : i);
        lines.append(
            String.format(
                Locale.ROOT, "%s %8.2f ms  %d%n", last ? " >" : "<=", bound, histogram.get(i)));
      }
    }
    return lines.toString();
  }
}
