package org.guidedpolicy.cli.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.guidedpolicy.cli.experiment.Diagnosed.Figures;
import org.guidedpolicy.cli.experiment.Diagnosed.Part;
import org.guidedpolicy.plot.DiagnosisPlot;

/** What the parts of iterations reach on their own, as means over the seeds of each variant. */
final class DiagnosisSummary {
  private DiagnosisSummary() {}

  /**
   * An iteration of a variant.
   *
   * @param runs how many of them were diagnosed in it, at least 1
   * @param mean over these
   */
  record Iteration(int runs, Diagnosed mean) {}

  /** The iterations of a variant's runs that have a diagnosis, in order. */
  static List<Iteration> iterations(List<RunRecord> runs) {
    List<Diagnosed> all = runs.stream().flatMap(run -> run.diagnoses().stream()).toList();
    return all.stream()
        .map(Diagnosed::iteration)
        .distinct()
        .sorted()
        .map(i -> all.stream().filter(d -> d.iteration() == i).toList())
        .map(ofOne -> new Iteration(ofOne.size(), Diagnosed.mean(ofOne)))
        .toList();
  }

  private static List<List<RunRecord>> diagnosedVariants(List<RunRecord> runs) {
    return Summary.byVariant(runs.stream().filter(run -> !run.diagnoses().isEmpty()).toList());
  }

  /** A table for each variant that was diagnosed, Markdown; empty if none was. */
  static String markdown(List<RunRecord> runs) {
    List<List<RunRecord>> variants = diagnosedVariants(runs);
    if (variants.isEmpty()) {
      return "";
    }
    StringBuilder page = new StringBuilder("\n## Diagnosis\n\n");
    page.append(
        "What the parts of an iteration reach on their own from its starts, noise-free: the network"
            + " that made its trajectories, that network linearized, the new local policies, and"
            + " the network fitted to these. Means over the runs diagnosed.\n");
    for (List<RunRecord> variant : variants) {
      page.append("\n### ").append(variant.get(0).variant()).append("\n\n");
      table(page, iterations(variant));
    }
    return page.toString();
  }

  private static void table(StringBuilder page, List<Iteration> iterations) {
    List<String> columns = new ArrayList<>(List.of("iteration", "runs"));
    Diagnosed.PARTS.forEach(part -> columns.add("success: " + part.name()));
    Diagnosed.PARTS.forEach(part -> columns.add("distance, m: " + part.name()));
    Summary.row(page, columns);
    Summary.rule(page, columns.size());
    for (Iteration iteration : iterations) {
      String number = Integer.toString(iteration.mean.iteration());
      Summary.row(page, cells(number, Integer.toString(iteration.runs), iteration.mean));
    }
    List<Diagnosed> means = iterations.stream().map(Iteration::mean).toList();
    Summary.row(page, cells("mean", "", Diagnosed.mean(means)));
  }

  private static List<String> cells(String iteration, String runs, Diagnosed mean) {
    return Stream.of(
            Stream.of(iteration, runs),
            numbers(mean, Figures::success),
            numbers(mean, Figures::distance))
        .flatMap(cells -> cells)
        .toList();
  }

  private static Stream<String> numbers(Diagnosed mean, ToDoubleFunction<Figures> value) {
    return Diagnosed.PARTS.stream()
        .map(part -> Summary.number(value.applyAsDouble(part.figures().apply(mean))));
  }

  /** Draws the same, if any run was diagnosed. */
  static void plot(String title, List<RunRecord> runs, Path png) throws IOException {
    List<List<RunRecord>> variants = diagnosedVariants(runs);
    if (!variants.isEmpty()) {
      DiagnosisPlot.write(
          title,
          "what each part of an iteration reaches from the iteration's starts; mean over seeds",
          variants.stream().map(DiagnosisSummary::curves).toList(),
          png);
    }
  }

  private static DiagnosisPlot.Variant curves(List<RunRecord> runs) {
    List<Diagnosed> means = iterations(runs).stream().map(Iteration::mean).toList();
    return new DiagnosisPlot.Variant(
        runs.get(0).variant(),
        means.stream().mapToDouble(Diagnosed::episodes).toArray(),
        Diagnosed.PARTS.stream()
            .map(
                part ->
                    new DiagnosisPlot.Part(
                        part.name(),
                        values(means, part, Figures::success),
                        values(means, part, Figures::distance),
                        values(means, part, Figures::cost)))
            .toList());
  }

  private static double[] values(
      List<Diagnosed> means, Part part, ToDoubleFunction<Figures> value) {
    return means.stream().map(part.figures()).mapToDouble(value).toArray();
  }
}
