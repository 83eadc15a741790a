package org.guidedpolicy.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.guidedpolicy.gps.DiagnosisPhase;
import org.guidedpolicy.training.Evaluation;
import org.guidedpolicy.training.Figure;
import org.guidedpolicy.training.IterationReport;
import org.guidedpolicy.training.Shares;

/** An iteration in words. */
final class IterationLine {
  private static final int NOTES = 3;
  private static final int GROUPS = 2;

  private IterationLine() {}

  /** The line, and lines for what was diagnosed and what went wrong. */
  static List<String> withNotes(IterationReport report, int iterations) {
    List<String> lines = new ArrayList<>();
    lines.add(of(report, iterations));
    Map<String, List<Figure>> groups = groups(report);
    if (groups.containsKey(DiagnosisPhase.SUCCESS)) {
      lines.add(diagnosed("success", groups.get(DiagnosisPhase.SUCCESS)));
    } else if (groups.containsKey(DiagnosisPhase.COST)) {
      lines.add(diagnosed("cost", groups.get(DiagnosisPhase.COST)));
    }
    report.fallbacks().entrySet().stream()
        .filter(e -> e.getKey().isNotable())
        .map(e -> "       note: " + e.getValue() + " " + e.getKey().description())
        .forEach(lines::add);
    List<String> warnings = report.warnings();
    warnings.stream().limit(NOTES).map(warning -> "       note: " + warning).forEach(lines::add);
    if (warnings.size() > NOTES) {
      lines.add(
          String.format(
              Locale.ROOT,
              "       note: and %d more, see progress.jsonl",
              warnings.size() - NOTES));
    }
    return lines;
  }

  private static String diagnosed(String what, List<Figure> parts) {
    return parts.stream()
        .map(f -> String.format(Locale.ROOT, "%s %.3f", f.name(), f.value()))
        .collect(Collectors.joining(", ", "       " + what + " from its own starts: ", ""));
  }

  /** The line without what went wrong. */
  static String of(IterationReport report, int iterations) {
    int digits = Integer.toString(iterations).length();
    String test = report.test().map(IterationLine::test).orElse("");
    return String.format(
        Locale.ROOT,
        "%" + digits + "d/%d  %d episodes  cost %s%s%s  %s",
        report.iteration(),
        iterations,
        report.episodes(),
        cost(report.meanCost()),
        test,
        telling(report),
        duration(report.totalSeconds()));
  }

  /** The first figure of the most telling groups. */
  private static String telling(IterationReport report) {
    return groups(report).values().stream()
        .limit(GROUPS)
        .map(g -> g.get(0))
        .map(f -> String.format(Locale.ROOT, "  %s %.2f", f.group(), f.value()))
        .collect(Collectors.joining());
  }

  private static Map<String, List<Figure>> groups(IterationReport report) {
    return Figure.groups(report.figures());
  }

  private static String test(Evaluation.Result test) {
    return "  test: "
        + test.meanCost().map(c -> "cost " + cost(c)).orElse("no episode finished")
        + test.finalDistance()
            .map(d -> String.format(Locale.ROOT, ", distance %.3f m", d))
            .orElse("")
        + test.success()
            .map(s -> String.format(Locale.ROOT, ", success %.3f", Shares.rounded(s, 3)))
            .orElse("");
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
