package org.guidedpolicy.cli.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.regression.OLSMultipleLinearRegression;
import org.guidedpolicy.cli.experiment.ScreeningDesign.Factor;
import org.guidedpolicy.plot.LearningPlot.Point;

/**
 * What each setting of a screening does: the mean with its second value minus the mean with its
 * first, with standard errors, from a least-squares fit of main effects and seeds to all runs.
 */
final class ScreeningEffects {
  private ScreeningEffects() {}

  private record Column(String title, ToDoubleFunction<RunRecord> value) {}

  private static final List<Column> COLUMNS =
      List.of(
          new Column("success at end", r -> r.returned(Point::testSuccess)),
          new Column("success, last third", r -> r.lastThird(Point::testSuccess)),
          new Column("success half-way", r -> r.halfWay(Point::testSuccess)),
          new Column("distance at end, m", r -> r.returned(Point::testDistance)),
          new Column("cost at end", r -> r.returned(Point::testCost)));

  /**
   * A Markdown page; says what is missing if there are too few runs.
   *
   * @param title of the page
   * @param design of the variants
   * @param runs finished ones, with names of the design's variants
   */
  static String markdown(String title, ScreeningDesign design, List<RunRecord> runs) {
    StringBuilder page = new StringBuilder("# " + title + "\n\n");
    List<Long> seeds = runs.stream().map(RunRecord::seed).distinct().sorted().toList();
    int unknowns = design.factors().size() + seeds.size();
    page.append(
        String.format(
            Locale.ROOT,
            "%d settings, %d variants, %d runs with seeds %s. Effect of a setting's second value, and its standard error.\n\n",
            design.factors().size(),
            design.size(),
            runs.size(),
            seeds));
    if (runs.size() <= unknowns) {
      return page.append("Too few runs yet: more than ")
          .append(unknowns)
          .append(" are needed.\n")
          .toString();
    }
    List<Column> columns =
        COLUMNS.stream()
            .filter(c -> runs.stream().mapToDouble(c.value).allMatch(Double::isFinite))
            .toList();
    List<double[]> effects = new ArrayList<>();
    List<double[]> errors = new ArrayList<>();
    for (Column column : columns) {
      OLSMultipleLinearRegression fit = new OLSMultipleLinearRegression();
      fit.setNoIntercept(true);
      fit.newSampleData(
          runs.stream().mapToDouble(column.value).toArray(), rows(design, runs, seeds));
      effects.add(fit.estimateRegressionParameters());
      errors.add(fit.estimateRegressionParametersStandardErrors());
    }
    page.append("| setting |");
    columns.forEach(column -> page.append(" ").append(column.title).append(" |"));
    page.append("\n|").append(" --- |".repeat(columns.size() + 1)).append("\n");
    for (int f = 0; f < design.factors().size(); f++) {
      Factor factor = design.factors().get(f);
      page.append("| ").append(factor).append(" |");
      for (int c = 0; c < columns.size(); c++) {
        page.append(
            String.format(Locale.ROOT, " %+.3f ± %.3f |", effects.get(c)[f], errors.get(c)[f]));
      }
      page.append("\n");
    }
    page.append("| mean of all runs |");
    for (Column column : columns) {
      double mean = runs.stream().mapToDouble(column.value).average().orElseThrow();
      page.append(String.format(Locale.ROOT, " %.3f |", mean));
    }
    return page.append("\n").toString();
  }

  /** A row for each run: -1/2 or 1/2 for each factor, then 1 for its seed. */
  private static double[][] rows(ScreeningDesign design, List<RunRecord> runs, List<Long> seeds) {
    int k = design.factors().size();
    double[][] rows = new double[runs.size()][k + seeds.size()];
    for (int r = 0; r < rows.length; r++) {
      int variant = variant(design, runs.get(r));
      for (int f = 0; f < k; f++) {
        rows[r][f] = design.isHigh(variant, f) ? 0.5 : -0.5;
      }
      rows[r][k + seeds.indexOf(runs.get(r).seed())] = 1;
    }
    return rows;
  }

  private static int variant(ScreeningDesign design, RunRecord run) {
    for (int v = 0; v < design.size(); v++) {
      if (design.name(v).equals(run.variant())) {
        return v;
      }
    }
    throw new IllegalArgumentException(run.variant() + " is no variant of the screening");
  }
}
