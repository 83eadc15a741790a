package org.guidedpolicy.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.guidedpolicy.report.HtmlReport.State;
import org.guidedpolicy.training.Evaluation;
import org.guidedpolicy.training.Figure;
import org.guidedpolicy.training.IterationReport;

/** The page's tables. */
final class Tables {
  private static final int OPEN_ROWS = 40;

  private static final List<String> FIRST_HEADS =
      List.of("iteration", "episodes", "training cost", "held-out cost", "distance", "success");

  private final Markup page;
  private final State state;
  private final List<IterationReport> history;

  Tables(Markup page, State state) {
    this.page = page;
    this.state = state;
    this.history = state.history();
  }

  void write() {
    phases();
    iterations();
  }

  private void phases() {
    Map<String, Double> seconds = ReportPage.phases(history);
    double all = seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    double longest = seconds.isEmpty() ? 1 : Collections.max(seconds.values());
    page.open("section").leaf("h2", "Time");
    page.open("table").with("class", "phases");
    heads("phase", "in all", "an iteration", "share");
    page.open("tbody");
    seconds.forEach(
        (phase, s) -> {
          page.open("tr").open("th").with("scope", "row").text(phase).close();
          number(s, Numbers.duration(s));
          number(s / history.size(), Numbers.duration(s / history.size()));
          page.open("td").with("class", "share");
          page.leaf("span", Numbers.percent(all == 0 ? 0 : s / all));
          page.open("span").with("class", "track").with("aria-hidden", "true");
          page.open("span").with("style", "width:" + Numbers.plain(100 * s / longest, 1) + "%");
          page.close().close();
          page.close().close();
        });
    page.close().close().close();
  }

  private void iterations() {
    page.open("section").leaf("h2", "Iterations");
    page.open("details");
    if (history.size() <= OPEN_ROWS) {
      page.with("open", "open");
    }
    page.leaf("summary", "All numbers, iteration by iteration");
    page.open("div").with("class", "wide").with("role", "region").with("tabindex", "0");
    page.with("aria-label", "Numbers of each iteration");
    page.open("table").with("class", "iterations");
    List<Figure> figures = IterationReport.figures(history);
    page.open("thead").open("tr");
    FIRST_HEADS.forEach(this::head);
    for (Figure f : figures) {
      page.open("th").with("scope", "col").with("title", f.meaning());
      page.text(f.group() + ", " + f.name()).close();
    }
    head("time");
    page.close().close();
    page.open("tbody");
    history.forEach(report -> row(report, figures));
    page.close().close().close().close().close();
  }

  private void row(IterationReport r, List<Figure> figures) {
    Optional<Evaluation.Result> test = r.test();
    page.open("tr").open("th").with("scope", "row");
    page.text(Integer.toString(r.iteration())).close();
    number(r.episodes(), Integer.toString(r.episodes()));
    cell(Optional.of(r.meanCost()));
    cell(test.flatMap(Evaluation.Result::meanCost));
    cell(test.flatMap(Evaluation.Result::finalDistance));
    test.flatMap(Evaluation.Result::success)
        .ifPresentOrElse(s -> number(s, Numbers.percent(s)), this::nothing);
    figures.forEach(f -> cell(r.figure(f.group(), f.name())));
    number(r.totalSeconds(), Numbers.duration(r.totalSeconds()));
    page.close();
  }

  private void heads(String... names) {
    page.open("thead").open("tr");
    List.of(names).forEach(this::head);
    page.close().close();
  }

  private void head(String name) {
    page.open("th").with("scope", "col").text(name).close();
  }

  private void cell(Optional<Double> value) {
    value.filter(Double::isFinite).ifPresentOrElse(v -> number(v, Numbers.tidy(v)), this::nothing);
  }

  private void number(double value, String shown) {
    page.open("td").open("data").with("value", Double.toString(value)).text(shown);
    page.close().close();
  }

  private void nothing() {
    page.leaf("td", "none", "–");
  }

  void options() {
    List<Settings.Setting> settings = new ArrayList<>(state.about().settings());
    if (settings.isEmpty()) {
      state.options().ifPresent(o -> settings.addAll(Settings.of("", o, o.defaults())));
    }
    if (settings.isEmpty()) {
      return;
    }
    long changed = settings.stream().filter(Settings.Setting::changed).count();
    page.open("section").leaf("h2", "Options");
    page.leaf(
        "p",
        changed == 0
            ? "All have their defaults."
            : Numbers.count((int) changed, "differs", "differ")
                + " from the default and "
                + (changed == 1 ? "is" : "are")
                + " marked.");
    page.open("table").with("class", "options");
    heads("option", "value", "default");
    page.open("tbody");
    for (Settings.Setting setting : settings) {
      page.open("tr");
      if (setting.changed()) {
        page.with("class", "changed");
      }
      page.open("th").with("scope", "row").leaf("code", setting.name()).close();
      if (setting.changed()) {
        page.open("td").leaf("mark", setting.value()).close().leaf("td", setting.usual());
      } else {
        page.leaf("td", setting.value()).leaf("td", "same", setting.usual());
      }
      page.close();
    }
    page.close().close().close();
  }
}
