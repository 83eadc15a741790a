package org.guidedpolicy.safety;

import java.util.ArrayList;
import java.util.List;

/** Counts how long steps take, without allocating anything. Thread-safe. */
final class StepClock {
  private final long allowed;
  private final long[] bounds = new long[StepTimes.BOUNDS.size()];
  private final long[] counts = new long[StepTimes.BOUNDS.size() + 1];
  private long steps;
  private long late;
  private long worst;

  /**
   * @param allowed nanoseconds that a step may take
   */
  StepClock(long allowed) {
    this.allowed = allowed;
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = (long) (allowed * StepTimes.BOUNDS.get(i));
    }
  }

  /**
   * Counts a step.
   *
   * @return whether it was late
   */
  synchronized boolean add(long nanoseconds) {
    int bin = 0;
    while (bin < bounds.length && nanoseconds > bounds[bin]) {
      bin++;
    }
    counts[bin]++;
    steps++;
    worst = Math.max(worst, nanoseconds);
    boolean tooLong = nanoseconds > allowed;
    if (tooLong) {
      late++;
    }
    return tooLong;
  }

  /** How many times the allowed time fits into it. */
  long periods(long nanoseconds) {
    return nanoseconds / Math.max(1, allowed);
  }

  synchronized StepTimes times() {
    List<Long> histogram = new ArrayList<>();
    for (long count : counts) {
      histogram.add(count);
    }
    return new StepTimes(steps, late, allowed * 1e-9, worst * 1e-9, histogram);
  }

  /** Begins anew. */
  synchronized void clear() {
    java.util.Arrays.fill(counts, 0);
    steps = 0;
    late = 0;
    worst = 0;
  }
}
