package org.guidedpolicy.training;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What {@link AdviceRule}s ask of a training. Immutable and thread-safe. */
final class AdviceFacts {
  /** So many iterations are one observation: single ones scatter. */
  static final int WINDOW = 3;

  private final List<IterationReport> history;

  AdviceFacts(List<IterationReport> history) {
    this.history = List.copyOf(history);
  }

  int iterations() {
    return history.size();
  }

  /** Training episodes so far. */
  int episodes() {
    return history.isEmpty() ? 0 : last().episodes();
  }

  private IterationReport last() {
    return history.get(history.size() - 1);
  }

  /** Whether iterations fill two windows: what is said earlier is chance. */
  boolean areEnough() {
    return history.size() >= 2 * WINDOW;
  }

  private List<IterationReport> lastOnes() {
    return history.subList(Math.max(0, history.size() - WINDOW), history.size());
  }

  private List<IterationReport> before() {
    int end = Math.max(0, history.size() - WINDOW);
    return history.subList(Math.max(0, end - WINDOW), end);
  }

  private List<IterationReport> firstOnes() {
    return history.subList(0, Math.min(WINDOW, history.size()));
  }

  /** Mean over the last iterations that have it. */
  Optional<Double> lately(Function<IterationReport, Optional<Double>> figure) {
    return mean(lastOnes(), figure);
  }

  /** Mean over as many iterations before those. */
  Optional<Double> before(Function<IterationReport, Optional<Double>> figure) {
    return mean(before(), figure);
  }

  /** Mean over the first iterations. */
  Optional<Double> atFirst(Function<IterationReport, Optional<Double>> figure) {
    return mean(firstOnes(), figure);
  }

  /** The largest of all iterations that have it. */
  Optional<Double> ever(Function<IterationReport, Optional<Double>> figure) {
    return history.stream().flatMap(r -> figure.apply(r).stream()).max(Double::compare);
  }

  private static Optional<Double> mean(
      List<IterationReport> of, Function<IterationReport, Optional<Double>> figure) {
    List<Double> values =
        of.stream().flatMap(r -> figure.apply(r).stream()).filter(Double::isFinite).toList();
    return values.isEmpty()
        ? Optional.empty()
        : Optional.of(values.stream().mapToDouble(Double::doubleValue).average().orElseThrow());
  }

  /** How often something happened in all iterations. */
  int times(Fallback... kinds) {
    return Stream.of(kinds)
        .mapToInt(kind -> history.stream().mapToInt(r -> r.fallbacks().getOrDefault(kind, 0)).sum())
        .sum();
  }

  /** A figure of an iteration. */
  static Function<IterationReport, Optional<Double>> figure(String group, String name) {
    return report -> report.figure(group, name);
  }

  /** Success on held-out starts. */
  static Optional<Double> success(IterationReport report) {
    return report.test().flatMap(Evaluation.Result::success);
  }

  /** Cost on held-out starts, or of the training episodes without tests. */
  static Optional<Double> cost(IterationReport report) {
    return report
        .test()
        .flatMap(Evaluation.Result::meanCost)
        .or(() -> Optional.of(report.meanCost()));
  }

  /** Whether tests show that the task is solved. */
  boolean isSolved() {
    return lately(AdviceFacts::success).filter(s -> s >= 0.9).isPresent();
  }
}
