package org.guidedpolicy.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Adds up wall-clock seconds by phase, in order of first use. One thread. */
final class Stopwatch {
  private final Map<String, Double> seconds = new LinkedHashMap<>();

  <R> R time(String phase, Supplier<R> work) {
    long start = System.nanoTime();
    try {
      return work.get();
    } finally {
      seconds.merge(phase, (System.nanoTime() - start) * 1e-9, Double::sum);
    }
  }

  Map<String, Double> seconds() {
    return seconds;
  }
}
