package org.guidedpolicy.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.guidedpolicy.train.Diagnosis;
import org.guidedpolicy.train.Evaluation;
import org.guidedpolicy.train.IterationReport;

/** An iteration in words. */
final class IterationLine {
  private static final int NOTES = 3;

  private IterationLine() {}

  /** The line, and lines for what was diagnosed and what went wrong. */
  static List<String> withNotes(IterationReport report, int iterations) {
    List<String> lines = new ArrayList<>();
    lines.add(of(report, iterations));
    report.diagnosis().map(IterationLine::diagnosis).ifPresent(lines::add);
    report.fallbacks().entrySet().stream()
        .filter(e -> e.getKey().isNotable())
        .map(e -> "       note: " + e.getValue() + " " + e.getKey().description())
        .forEach(lines::add);
    List<String> warnings = report.warnings();
    warnings.stream().limit(NOTES).map(warning -> "       note: " + warning).forEach(lines::add);
    if (warnings.size() > NOTES) {
      lines.add("       note: and %d more, see progress.jsonl".formatted(warnings.size() - NOTES));
    }
    return lines;
  }

  private static String diagnosis(Diagnosis d) {
    return String.format(
        Locale.ROOT,
        "       %s from its own starts: network %.3f, linearised %.3f, local %.3f, next network %.3f",
        d.network().success().isPresent() ? "success" : "cost",
        figure(d.network()),
        figure(d.linearized()),
        figure(d.local()),
        figure(d.next()));
  }

  /** Success if the task defines it, else the cost. */
  private static double figure(Evaluation.Result result) {
    return result.success().or(result::meanCost).orElse(Double.NaN);
  }

  /** The line without what went wrong. */
  static String of(IterationReport report, int iterations) {
    int digits = Integer.toString(iterations).length();
    String test = report.test().map(IterationLine::test).orElse("");
    return String.format(
        Locale.ROOT,
        "%" + digits + "d/%d  %d episodes  cost %s%s  KL %.2f  step %.2f  %s",
        report.iteration(),
        iterations,
        report.episodes(),
        cost(report.meanCost()),
        test,
        report.kl(),
        report.step().multiplier(),
        duration(report.totalSeconds()));
  }

  private static String test(Evaluation.Result test) {
    return "  test: "
        + test.meanCost().map(c -> "cost " + cost(c)).orElse("no episode finished")
        + test.finalDistance()
            .map(d -> String.format(Locale.ROOT, ", distance %.3f m", d))
            .orElse("")
        + test.success().map(s -> String.format(Locale.ROOT, ", success %.3f", s)).orElse("");
  }

  private static String cost(double cost) {
    return String.format(Locale.ROOT, Math.abs(cost) < 1e5 ? "%.1f" : "%.3g", cost);
  }

  /** 4.1 s, 2 min 10 s, 3 h 5 min. */
  static String duration(double seconds) {
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    Duration whole = Duration.ofSeconds(Math.round(seconds));
    return whole.toHours() > 0
        ? whole.toHours() + " h " + whole.toMinutesPart() + " min"
        : whole.toMinutes() + " min " + whole.toSecondsPart() + " s";
  }
}
