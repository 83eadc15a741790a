package org.guidedpolicy.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one iteration did, for listeners, files and plots. Immutable and thread-safe.
 *
 * @param iteration 1, 2, ...
 * @param episodes training episodes executed so far
 * @param meanCost mean over this iteration's trajectories of the executed cost, summed over steps
 * @param test results on held-out initial states of the policy that this iteration produced; empty
 *     without an {@link Evaluation}
 * @param figures the algorithm's own, the most telling group first
 * @param fallbacks how often what happened that was not meant to, in the order of {@link Fallback};
 *     what did not happen is not in it
 * @param warnings what went wrong and how it was answered, in sentences; empty if nothing did
 * @param seconds wall-clock seconds of each phase, in order of execution
 */
public record IterationReport(
    int iteration,
    int episodes,
    double meanCost,
    Optional<Evaluation.Result> test,
    List<Figure> figures,
    Map<Fallback, Integer> fallbacks,
    List<String> warnings,
    Map<String, Double> seconds) {

  public IterationReport {
    figures = List.copyOf(figures);
    warnings = List.copyOf(warnings);
    Map<Fallback, Integer> counts = new EnumMap<>(Fallback.class);
    counts.putAll(fallbacks);
    fallbacks = Collections.unmodifiableMap(counts);
    seconds = Collections.unmodifiableMap(new LinkedHashMap<>(seconds));
  }

  /**
   * The value of a figure, if there is such a figure.
   *
   * @param key of {@link Figure#key}, for instance {@code kl_per_step/reached}
   */
  public Optional<Double> figure(String key) {
    return figures.stream().filter(f -> f.key().equals(key)).map(Figure::value).findFirst();
  }

  /** The figures by group, in their order. */
  public Map<String, List<Figure>> groups() {
    Map<String, List<Figure>> groups = new LinkedHashMap<>();
    figures.forEach(f -> groups.computeIfAbsent(f.group(), g -> new ArrayList<>()).add(f));
    return groups;
  }

  /** The sum of {@link #seconds}. */
  public double totalSeconds() {
    return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
