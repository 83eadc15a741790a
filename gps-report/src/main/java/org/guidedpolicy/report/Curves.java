package org.guidedpolicy.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.guidedpolicy.report.Axis.Kind;
import org.guidedpolicy.training.Evaluation;
import org.guidedpolicy.training.Figure;
import org.guidedpolicy.training.IterationReport;

/** The charts of a training. */
final class Curves {
  private static final int MAX_LINES = 8;

  private Curves() {}

  static List<Chart> learning(List<IterationReport> history, String distanceUnit) {
    return List.of(
        new Chart(
            "Success",
            "",
            Kind.SHARE,
            "Share of held-out episodes, run without noise, that reach the goal.",
            List.of(heldOut("held-out", history, Evaluation.Result::success))),
        new Chart(
            "Final distance",
            distanceUnit,
            Kind.FROM_ZERO,
            "Mean distance from the goal at the end of a held-out episode.",
            List.of(heldOut("held-out", history, Evaluation.Result::finalDistance))),
        new Chart(
            "Cost of an episode",
            "",
            Kind.ADAPTIVE,
            "Summed over steps. Training episodes are run by the policy of the iteration before,"
                + " with noise.",
            List.of(
                heldOut("held-out", history, Evaluation.Result::meanCost),
                Series.ofNumber("training", history, IterationReport::meanCost))));
  }

  private static Series heldOut(
      String name,
      List<IterationReport> history,
      Function<Evaluation.Result, Optional<Double>> value) {
    return Series.of(name, history, report -> report.test().flatMap(value));
  }

  /** A chart for each group of the algorithm's own figures. */
  static List<Chart> own(List<IterationReport> history) {
    return Figure.groups(IterationReport.figures(history)).values().stream()
        .map(group -> chart(group, history))
        .toList();
  }

  private static Chart chart(List<Figure> group, List<IterationReport> history) {
    Figure first = group.get(0);
    boolean share = first.unit().equals(Figure.SHARE);
    return new Chart(
        first.group().substring(0, 1).toUpperCase(Locale.ROOT) + first.group().substring(1),
        share ? "" : first.unit(),
        share ? Kind.SHARE : Kind.ANY,
        group.stream().map(Figure::meaning).distinct().collect(Collectors.joining(" ")),
        group.size() > MAX_LINES
            ? List.of(
                rank("largest", 1, first.group(), history),
                rank("median", 0.5, first.group(), history),
                rank("smallest", 0, first.group(), history))
            : group.stream()
                .map(
                    f -> Series.of(f.name(), history, report -> report.figure(f.group(), f.name())))
                .toList());
  }

  /** A group of too many lines in one. */
  private static Series rank(
      String name, double rank, String group, List<IterationReport> history) {
    return Series.of(
        name,
        history,
        report -> {
          double[] sorted =
              report.figures().stream()
                  .filter(f -> f.group().equals(group))
                  .mapToDouble(Figure::value)
                  .sorted()
                  .toArray();
          return sorted.length == 0
              ? Optional.empty()
              : Optional.of(sorted[(int) (rank * (sorted.length - 1))]);
        });
  }
}
