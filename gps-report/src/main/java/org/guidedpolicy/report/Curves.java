package org.guidedpolicy.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.guidedpolicy.report.Axis.Kind;
import org.guidedpolicy.training.Diagnosis;
import org.guidedpolicy.training.Evaluation;
import org.guidedpolicy.training.IterationReport;

/** The charts of a training. */
final class Curves {
  private static final int MOST_ACTIONS = 8;

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
                Series.ofNumber("training", history, IterationReport::meanCost))),
        diagnosis(history));
  }

  private static Series heldOut(
      String name,
      List<IterationReport> history,
      Function<Evaluation.Result, Optional<Double>> value) {
    return Series.of(name, history, report -> report.test().flatMap(value));
  }

  private static Chart diagnosis(List<IterationReport> history) {
    boolean success =
        history.stream()
            .flatMap(r -> r.diagnosis().stream())
            .anyMatch(d -> d.network().success().isPresent());
    Function<Evaluation.Result, Optional<Double>> value =
        success ? Evaluation.Result::success : Evaluation.Result::meanCost;
    return new Chart(
        success ? "Success of an iteration's parts" : "Cost of an iteration's parts",
        "",
        success ? Kind.SHARE : Kind.ADAPTIVE,
        "From the iteration's own starts, without noise. Where the local policies are good and the"
            + " next network is not, the fit loses what was gained.",
        List.of(
            part("network", history, Diagnosis::network, value),
            part("linearised", history, Diagnosis::linearized, value),
            part("local", history, Diagnosis::local, value),
            part("next network", history, Diagnosis::next, value)));
  }

  private static Series part(
      String name,
      List<IterationReport> history,
      Function<Diagnosis, Evaluation.Result> part,
      Function<Evaluation.Result, Optional<Double>> value) {
    return Series.of(name, history, report -> report.diagnosis().map(part).flatMap(value));
  }

  static List<Chart> steps(List<IterationReport> history) {
    return List.of(
        new Chart(
            "KL divergence per step",
            "nats",
            Kind.FROM_ZERO,
            "How far the new local policies moved from the network, and how far they might.",
            List.of(
                Series.ofNumber("reached", history, IterationReport::kl),
                Series.ofNumber("allowed, ε", history, r -> r.step().klPerStep()).asDashed())),
        new Chart(
            "Improvement of the cost",
            "",
            Kind.SIGNED,
            "What the models promised for the step before, and what happened. Far less than"
                + " promised, or below zero: the steps are too large.",
            List.of(
                Series.of("actual", history, r -> r.step().actualImprovement()),
                Series.of("predicted", history, r -> r.step().predictedImprovement()).asDashed())),
        new Chart(
            "Multiplier of the KL bound",
            "",
            Kind.FROM_ZERO,
            "Follows from the improvements.",
            multiplier(history)),
        new Chart(
            "Price of moving, η",
            "",
            Kind.LOGARITHMIC,
            "Median dual variable of the local policies: high where the KL bound holds them back.",
            List.of(Series.ofNumber("median", history, IterationReport::eta))));
  }

  /** None where the rule is fixed. */
  private static List<Series> multiplier(List<IterationReport> history) {
    boolean fixed =
        history.stream().mapToDouble(r -> r.step().multiplier()).distinct().count() == 1;
    return fixed
        ? List.of()
        : List.of(Series.ofNumber("multiplier", history, r -> r.step().multiplier()));
  }

  static List<Chart> policy(List<IterationReport> history) {
    return List.of(
        new Chart(
            "Standard deviation of the actions",
            "",
            Kind.FROM_ZERO,
            "Exploration noise of the policy, in units of the action. Close to zero, nothing new is"
                + " tried.",
            deviations(history)),
        new Chart(
            "Loss of the network's fit",
            "",
            Kind.ADAPTIVE,
            "On its targets, before and after the fit. Close together: the network cannot follow.",
            List.of(
                Series.ofNumber("after", history, r -> r.fit().lossAfter()),
                Series.ofNumber("before", history, r -> r.fit().lossBefore()).asDashed())));
  }

  private static List<Series> deviations(List<IterationReport> history) {
    int dU = history.get(history.size() - 1).policyStandardDeviation().size();
    if (dU > MOST_ACTIONS) {
      return List.of(
          Series.ofNumber("greatest", history, r -> sorted(r).get(dU - 1)),
          Series.ofNumber("median", history, r -> sorted(r).get(dU / 2)),
          Series.ofNumber("least", history, r -> sorted(r).get(0)));
    }
    List<Series> series = new ArrayList<>();
    IntStream.range(0, dU)
        .forEach(
            j ->
                series.add(
                    Series.ofNumber(
                        "action " + (j + 1), history, r -> r.policyStandardDeviation().get(j))));
    return series;
  }

  private static List<Double> sorted(IterationReport report) {
    return report.policyStandardDeviation().stream().sorted().toList();
  }
}
