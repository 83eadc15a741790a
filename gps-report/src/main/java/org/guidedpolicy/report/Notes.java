package org.guidedpolicy.report;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.guidedpolicy.training.Fallback;
import org.guidedpolicy.training.IterationReport;

/** Ways in which training continued with less than was asked for, counted and in sentences. */
final class Notes {
  private static final int MAX_WARNINGS = 100;

  private final Markup page;
  private final List<IterationReport> history;
  private final Map<Fallback, Integer> counts = new EnumMap<>(Fallback.class);

  Notes(Markup page, List<IterationReport> history) {
    this.page = page;
    this.history = history;
    history.forEach(
        r -> r.fallbacks().forEach((kind, times) -> counts.merge(kind, times, Integer::sum)));
  }

  void write() {
    page.open("section").leaf("h2", "Fallbacks and warnings");
    if (counts.keySet().stream().noneMatch(Fallback::isNotable)) {
      page.leaf("p", "Nothing happened that a person should look at.");
    } else {
      page.leaf("p", "Look at these: training continued with less than was asked for.");
      fallbacks(true);
    }
    if (counts.keySet().stream().anyMatch(kind -> !kind.isNotable())) {
      page.leaf("p", "note", "These happen in trainings that go well too:");
      fallbacks(false);
    }
    warnings();
    page.close();
  }

  private void fallbacks(boolean notable) {
    page.open("ul").with("class", notable ? "fallbacks notable" : "fallbacks");
    counts.forEach(
        (kind, times) -> {
          if (kind.isNotable() == notable) {
            page.open("li").with("data-fallback", kind.key());
            page.open("p").leaf("b", Integer.toString(times)).text(" " + kind.description());
            page.close();
            page.leaf("p", "note", "Iterations " + iterations(kind) + ". " + remedy(kind));
            page.close();
          }
        });
    page.close();
  }

  private static String remedy(Fallback kind) {
    String text = kind.remedy();
    return "What to do: " + text + (text.endsWith(".") ? "" : ".");
  }

  /** 1, 3–5, 9. */
  private String iterations(Fallback kind) {
    List<String> ranges = new ArrayList<>();
    int from = 0;
    int to = -1;
    for (IterationReport report : history) {
      if (!report.fallbacks().containsKey(kind)) {
        continue;
      }
      if (report.iteration() != to + 1 || from == 0) {
        addRange(ranges, from, to);
        from = report.iteration();
      }
      to = report.iteration();
    }
    addRange(ranges, from, to);
    return String.join(", ", ranges);
  }

  private static void addRange(List<String> ranges, int from, int to) {
    if (from > 0) {
      ranges.add(from == to ? "" + from : from + (to == from + 1 ? ", " : "–") + to);
    }
  }

  private void warnings() {
    int count = history.stream().mapToInt(r -> r.warnings().size()).sum();
    if (count == 0) {
      return;
    }
    page.leaf("h3", "Warnings");
    page.open("ol").with("class", "notes");
    int left = MAX_WARNINGS;
    for (IterationReport report : history) {
      for (String warning : report.warnings()) {
        if (left-- > 0) {
          page.open("li").leaf("b", "Iteration " + report.iteration());
          page.text(" " + warning).close();
        }
      }
    }
    page.close();
    if (count > MAX_WARNINGS) {
      page.leaf("p", "note", (count - MAX_WARNINGS) + " more are not shown.");
    }
  }
}
