package org.guidedpolicy.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.guidedpolicy.report.HtmlReport.State;
import org.guidedpolicy.training.Advice;
import org.guidedpolicy.training.Evaluation;
import org.guidedpolicy.training.IterationEpisodes;
import org.guidedpolicy.training.IterationReport;
import org.guidedpolicy.training.TrainingResult;

/** The page, from top to bottom. For one page. */
final class ReportPage {
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss xxx").withZone(ZoneId.systemDefault());

  private final State state;
  private final List<IterationReport> history;
  private final Markup page = new Markup();

  private ReportPage(State state) {
    this.state = state;
    this.history = state.history();
  }

  static String of(State state) {
    ReportPage report = new ReportPage(state);
    report.write();
    return report.page.page();
  }

  private void write() {
    page.open("html").with("lang", "en");
    head();
    page.open("body");
    page.open("main");
    top();
    if (!history.isEmpty()) {
      figures();
      advice();
      charts("Learning", Curves.learning(history, state.about().distanceUnit()));
      episodes();
      state.latest().ifPresent(this::overTime);
      charts("Inside the algorithm", Curves.own(history));
      new Notes(page, history).write();
      new Tables(page, state).write();
    }
    nextSteps();
    new Tables(page, state).options();
    versions();
    page.close();
    page.close();
    page.close();
  }

  private void head() {
    page.open("head");
    page.empty("meta").with("charset", "utf-8");
    page.empty("meta")
        .with("name", "viewport")
        .with("content", "width=device-width, initial-scale=1");
    page.empty("meta").with("name", "color-scheme").with("content", "light dark");
    page.leaf("title", state.about().title() + ": training report");
    page.leaf("style", stylesheet());
    page.close();
  }

  private static String stylesheet() {
    try (InputStream in = ReportPage.class.getResourceAsStream("report.css")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void top() {
    page.open("header");
    page.leaf("p", "eyebrow", state.about().title());
    page.leaf("h1", Headline.result(state));
    boolean failed = state.ending().equals(Optional.of(TrainingResult.Ending.FAILED));
    page.leaf("p", failed ? "status failed" : "status", Headline.progress(state));
    Headline.policy(state).ifPresent(text -> page.leaf("p", "status", text));
    if (!state.about().description().isEmpty()) {
      page.leaf("p", "description", state.about().description());
    }
    page.close();
  }

  /** The most important numbers, and what they were after the first iteration. */
  private void figures() {
    IterationReport shown = state.shown();
    IterationReport first = history.get(0);
    String unit = state.about().distanceUnit();
    page.open("dl").with("class", "figures");
    test(shown, Evaluation.Result::success)
        .ifPresent(
            s ->
                figure(
                    "Success",
                    Numbers.percent(s),
                    test(first, Evaluation.Result::success).map(Numbers::percent)));
    test(shown, Evaluation.Result::finalDistance)
        .ifPresent(
            d ->
                figure(
                    "Final distance",
                    Numbers.with(Numbers.tidy(d), unit),
                    test(first, Evaluation.Result::finalDistance)
                        .map(f -> Numbers.with(Numbers.tidy(f), unit))));
    figure(
        "Cost of an episode",
        Numbers.tidy(test(shown, Evaluation.Result::meanCost).orElse(shown.meanCost())),
        Optional.of(
            Numbers.tidy(test(first, Evaluation.Result::meanCost).orElse(first.meanCost()))));
    figure("Training episodes", Integer.toString(state.last().episodes()), Optional.empty());
    figure("Time", Numbers.duration(state.seconds()), Optional.empty());
    page.close();
  }

  private static Optional<Double> test(
      IterationReport report, Function<Evaluation.Result, Optional<Double>> value) {
    return report.test().flatMap(value);
  }

  private void figure(String name, String value, Optional<String> before) {
    page.open("div").leaf("dt", name).open("dd").text(value);
    if (history.size() > 1) {
      before.ifPresent(b -> page.leaf("small", b + " after iteration 1"));
    }
    page.close().close();
  }

  /** The next things to try, in the order in which they help. */
  private void advice() {
    List<Advice> advice = Advice.on(history);
    if (advice.isEmpty()) {
      return;
    }
    page.open("section").leaf("h2", "What to try next");
    page.open("ol").with("class", "notes");
    for (Advice next : advice) {
      page.open("li").with("data-advice", next.rule().name().toLowerCase(Locale.ROOT));
      page.leaf("b", next.remedy());
      page.text(" — " + next.observation()).close();
    }
    page.close().close();
  }

  private void charts(String title, List<Chart> charts) {
    page.open("section").leaf("h2", title);
    page.open("div").with("class", "charts");
    charts.forEach(chart -> chart.write(page));
    page.close().close();
  }

  private void episodes() {
    List<HtmlReport.Picture> pictures = state.episodes().pictures();
    if (pictures.isEmpty()) {
      return;
    }
    page.open("section").leaf("h2", "Episodes");
    page.leaf("p", "note", state.episodes().note());
    page.open("div").with("class", "pictures");
    for (int i = 0; i < pictures.size(); i++) {
      HtmlReport.Picture picture = pictures.get(i);
      page.open("figure");
      page.empty("img")
          .with("alt", "Episode " + (i + 1) + ": " + picture.caption())
          .with("loading", "lazy")
          .with(
              "src", "data:image/png;base64," + Base64.getEncoder().encodeToString(picture.png()));
      page.leaf("figcaption", picture.good() ? "good" : "bad", picture.caption());
      page.close();
    }
    page.close().close();
  }

  private void overTime(IterationEpisodes latest) {
    page.open("section").leaf("h2", "State and action over time");
    page.leaf("p", "note", EpisodeCharts.note(latest));
    page.open("div").with("class", "charts");
    EpisodeCharts.of(latest).forEach(chart -> chart.write(page));
    page.close().close();
  }

  private void nextSteps() {
    if (state.about().steps().isEmpty()) {
      return;
    }
    page.open("section").leaf("h2", "Next steps");
    page.open("dl").with("class", "commands");
    for (HtmlReport.NextStep step : state.about().steps()) {
      page.leaf("dt", step.purpose());
      page.open("dd").open("code");
      String separator = "";
      for (String word : step.command().split(" ")) {
        page.text(separator).leaf("span", word); // lines break between words alone
        separator = " ";
      }
      page.close().close();
    }
    page.close().close();
  }

  private void versions() {
    Optional<String> version =
        Optional.ofNullable(ReportPage.class.getPackage().getImplementationVersion());
    page.open("section").leaf("h2", "Made with");
    page.open("dl").with("class", "facts");
    fact("Library", "guided policy search " + version.orElse("(not packaged)"));
    state.options().ifPresent(o -> fact("Seed", Long.toString(o.seed())));
    state.options().ifPresent(o -> fact("Threads", Integer.toString(o.threads())));
    fact("Java", Runtime.version() + ", " + System.getProperty("java.vm.name", ""));
    fact(
        "System",
        String.join(
            " ",
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("os.arch")));
    fact("Begun", moment(state.began()));
    fact("Page written", moment(state.written()));
    page.close().close();
  }

  private void fact(String name, String value) {
    page.open("div").leaf("dt", name).leaf("dd", value).close();
  }

  private static String moment(Instant instant) {
    return MOMENT.format(instant);
  }

  /** Seconds by phase, summed over iterations. */
  static Map<String, Double> phases(List<IterationReport> history) {
    Map<String, Double> sum = new LinkedHashMap<>();
    history.forEach(r -> r.seconds().forEach((phase, s) -> sum.merge(phase, s, Double::sum)));
    return sum;
  }
}
