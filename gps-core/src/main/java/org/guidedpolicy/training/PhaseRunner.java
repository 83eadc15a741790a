package org.guidedpolicy.training;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Runs the phases of an iteration: begins none once training is cancelled, and adds up wall-clock
 * seconds by phase, in order of first use. One thread.
 */
public final class PhaseRunner {
  private final BooleanSupplier cancelled;
  private final Map<String, Double> seconds = new LinkedHashMap<>();

  PhaseRunner(BooleanSupplier cancelled) {
    this.cancelled = cancelled;
  }

  /**
   * @throws CancellationException instead of the phase, if training is cancelled
   */
  public <R> R run(String phase, Supplier<R> work) {
    if (cancelled.getAsBoolean()) {
      throw new CancellationException("cancelled before phase " + phase);
    }
    long start = System.nanoTime();
    try {
      return work.get();
    } finally {
      seconds.merge(phase, (System.nanoTime() - start) * 1e-9, Double::sum);
    }
  }

  /** Of each phase so far. */
  public Map<String, Double> seconds() {
    return seconds;
  }
}
