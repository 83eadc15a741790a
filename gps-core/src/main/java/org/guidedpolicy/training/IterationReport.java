package org.guidedpolicy.training;

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

  /** The value of a figure, if there is such a figure: {@code figure("clusters", "largest")}. */
  public Optional<Double> figure(String group, String name) {
    return figures.stream()
        .filter(f -> f.group().equals(group) && f.name().equals(name))
        .map(Figure::value)
        .findFirst();
  }

  /**
   * Each figure that any of the iterations has, once, with its latest value: the first iteration
   * may lack some, or the last. In the order of the last one.
   *
   * @param history oldest first
   */
  public static List<Figure> figures(List<IterationReport> history) {
    Map<String, Figure> all = new LinkedHashMap<>();
    for (int i = history.size() - 1; i >= 0; i--) {
      history.get(i).figures.forEach(f -> all.putIfAbsent(f.group() + "/" + f.name(), f));
    }
    return List.copyOf(all.values());
  }

  /** The sum of {@link #seconds}. */
  public double totalSeconds() {
    return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
