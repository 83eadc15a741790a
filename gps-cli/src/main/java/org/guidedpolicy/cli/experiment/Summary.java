package org.guidedpolicy.cli.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.guidedpolicy.cli.experiment.Statistics.Interval;
import org.guidedpolicy.plot.LearningPlot.Point;

/** The tables of an experiment. */
public final class Summary {
  private static final List<String> SUMMARY_COLUMNS =
      List.of(
          "variant",
          "runs",
          "episodes",
          "success at end",
          "IQM [95%]",
          "worst",
          "success, last third",
          "IQM [95%]",
          "worst",
          "distance at end, m",
          "last third",
          "cost at end",
          "minutes a run");
  private static final List<String> RUN_COLUMNS =
      List.of(
          "variant",
          "seed",
          "episodes",
          "success at end",
          "success, last 5",
          "success, last third",
          "distance at end, m",
          "distance, last third",
          "cost at end",
          "minutes");

  private Summary() {}

  /**
   * Markdown: a row for each variant, then a row for each run, then what diagnoses say.
   *
   * @param title of the page
   * @param runs finished ones, those of a variant together
   */
  public static String markdown(String title, List<RunRecord> runs) {
    StringBuilder page = new StringBuilder("# " + title + "\n\n");
    page.append(
        "Success and distance are means over the held-out episodes, noise-free. \"At end\" is the"
            + " returned policy. IQM: mean over seeds without the lowest and the highest quarter,"
            + " with its 95% bootstrap interval.\n\n");
    row(page, SUMMARY_COLUMNS);
    rule(page, SUMMARY_COLUMNS.size());
    for (List<RunRecord> variant : byVariant(runs)) {
      row(page, summary(variant));
    }
    page.append("\n");
    row(page, RUN_COLUMNS);
    rule(page, RUN_COLUMNS.size());
    runs.forEach(run -> row(page, cells(run)));
    return page.append(DiagnosisSummary.markdown(runs)).toString();
  }

  /** A row for each run, separated by commas. */
  public static String csv(List<RunRecord> runs) {
    StringBuilder table = new StringBuilder();
    table.append(
        "variant,seed,episodes,successEnd,successLast5,successLastThird,distanceEnd,"
            + "distanceLastThird,costEnd,seconds\n");
    for (RunRecord run : runs) {
      table.append(
          String.format(
              Locale.ROOT,
              "\"%s\",%d,%d,%s,%s,%s,%s,%s,%s,%.1f%n",
              run.variant().replace("\"", "\"\""),
              run.seed(),
              run.episodes(),
              exact(run.returned(Point::testSuccess)),
              exact(run.lastMean(Point::testSuccess, 5)),
              exact(run.lastThird(Point::testSuccess)),
              exact(run.returned(Point::testDistance)),
              exact(run.lastThird(Point::testDistance)),
              exact(run.returned(Point::testCost)),
              run.seconds()));
    }
    return table.toString();
  }

  /** The runs of each variant, in order of first appearance. */
  static List<List<RunRecord>> byVariant(List<RunRecord> runs) {
    List<List<RunRecord>> groups = new ArrayList<>();
    runs.stream()
        .map(RunRecord::variant)
        .distinct()
        .forEach(name -> groups.add(runs.stream().filter(r -> r.variant().equals(name)).toList()));
    return groups;
  }

  private static List<String> summary(List<RunRecord> runs) {
    double[] end = values(runs, r -> r.returned(Point::testSuccess));
    double[] third = values(runs, r -> r.lastThird(Point::testSuccess));
    return List.of(
        runs.get(0).variant(),
        Integer.toString(runs.size()),
        Integer.toString(runs.get(0).episodes()),
        number(Statistics.mean(end)),
        interval(end),
        number(worst(end)),
        number(Statistics.mean(third)),
        interval(third),
        number(worst(third)),
        number(Statistics.mean(values(runs, r -> r.returned(Point::testDistance)))),
        number(Statistics.mean(values(runs, r -> r.lastThird(Point::testDistance)))),
        cost(Statistics.mean(values(runs, r -> r.returned(Point::testCost)))),
        minutes(Statistics.mean(values(runs, RunRecord::seconds))));
  }

  private static List<String> cells(RunRecord run) {
    return List.of(
        run.variant(),
        Long.toString(run.seed()),
        Integer.toString(run.episodes()),
        number(run.returned(Point::testSuccess)),
        number(run.lastMean(Point::testSuccess, 5)),
        number(run.lastThird(Point::testSuccess)),
        number(run.returned(Point::testDistance)),
        number(run.lastThird(Point::testDistance)),
        cost(run.returned(Point::testCost)),
        minutes(run.seconds()));
  }

  private static double[] values(List<RunRecord> runs, ToDoubleFunction<RunRecord> value) {
    return runs.stream().mapToDouble(value).toArray();
  }

  private static double worst(double[] values) {
    return java.util.Arrays.stream(values).min().orElseThrow();
  }

  private static String interval(double[] values) {
    Interval interval = Statistics.bootstrap95(values, Statistics::interquartileMean);
    if (Double.isNaN(Statistics.mean(values))) {
      return "";
    }
    return String.format(
        Locale.ROOT,
        "%s [%s, %s]",
        number(Statistics.interquartileMean(values)),
        number(interval.low()),
        number(interval.high()));
  }

  /** Empty where a task does not say how it is judged. */
  static String number(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.3f", value);
  }

  private static String cost(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.2f", value);
  }

  private static String exact(double value) {
    return Double.isNaN(value) ? "" : Double.toString(value);
  }

  private static String minutes(double seconds) {
    return String.format(Locale.ROOT, "%.1f", seconds / 60);
  }

  static void row(StringBuilder page, List<String> cells) {
    page.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  static void rule(StringBuilder page, int columns) {
    page.append("|").append(" --- |".repeat(columns)).append("\n");
  }
}
