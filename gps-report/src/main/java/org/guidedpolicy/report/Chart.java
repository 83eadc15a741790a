package org.guidedpolicy.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Lines over training episodes or over an episode's steps, as a figure of the page. Immutable.
 *
 * @param title what is shown
 * @param unit of the values, empty for none; % for shares
 * @param kind of the vertical axis
 * @param over what the horizontal axis counts
 * @param note a sentence that tells how to read it
 * @param series the lines
 */
record Chart(
    String title, String unit, Axis.Kind kind, Over over, String note, List<Series> series) {
  private static final int MARKED_POINTS = 60;

  /** What the horizontal axis counts. */
  enum Over {
    /** Training episodes. */
    EPISODES("training episodes", "after", " episodes"),
    /** Steps of an episode. */
    STEPS("steps", "at step", "");

    private final String axis;
    private final String preposition;
    private final String unit;

    Over(String axis, String preposition, String unit) {
      this.axis = axis;
      this.preposition = preposition;
      this.unit = unit;
    }

    String at(int count) {
      return preposition + " " + count;
    }
  }

  /** Over training episodes. */
  Chart(String title, String unit, Axis.Kind kind, String note, List<Series> series) {
    this(title, unit, kind, Over.EPISODES, note, series);
  }

  Chart {
    series = series.stream().filter(s -> !s.points().isEmpty()).toList();
  }

  /** Writes the figure, or nothing if there is nothing to show. */
  void write(Markup page) {
    if (series.isEmpty()) {
      return;
    }
    double[] values =
        series.stream()
            .flatMap(s -> s.points().stream())
            .mapToDouble(Series.Point::value)
            .toArray();
    Axis y = Axis.of(values, kind);
    int most = series.stream().mapToInt(s -> s.last().at()).max().orElseThrow();
    page.open("figure").with("class", "chart");
    page.open("figcaption");
    page.open("h3").text(title);
    if (!unit.isEmpty()) {
      page.leaf("span", "unit", ", " + unit);
    }
    if (!y.scale().name().isEmpty()) {
      page.leaf("span", "unit", ", " + y.scale().name());
    }
    page.close();
    legend(page);
    page.close();
    Frame frame = new Frame(Axis.upTo(most), y);
    frame.open(page, over.axis, alternative());
    for (int i = 0; i < series.size(); i++) {
      draw(page, frame, series.get(i), i);
    }
    page.close();
    if (!note.isEmpty() || !leftOut().isEmpty()) {
      page.leaf("p", "note", note + leftOut());
    }
    page.close();
  }

  private void legend(Markup page) {
    page.open("ul").with("class", "legend");
    for (int i = 0; i < series.size(); i++) {
      Series s = series.get(i);
      page.open("li");
      page.open("svg").with("class", "key").with("viewBox", "0 0 22 10");
      page.with("aria-hidden", "true");
      page.empty("line").with("class", lineClass(i));
      page.with("x1", "1").with("y1", "5").with("x2", "21").with("y2", "5");
      page.close();
      page.text(s.name() + " ");
      page.leaf("b", value(s.last().value()));
      page.close();
    }
    page.close();
  }

  /** Every second line is dashed, so that two can be told apart without their colours. */
  private static String lineClass(int number) {
    return "line c" + number % 8 + (number % 2 == 1 ? " dashed" : "");
  }

  private void draw(Markup page, Frame frame, Series s, int number) {
    StringBuilder path = new StringBuilder();
    for (Series.Point point : s.points()) {
      path.append(path.isEmpty() ? "M" : " L")
          .append(Numbers.plain(frame.left(point.at()), 2))
          .append(' ')
          .append(Numbers.plain(frame.top(point.value()), 2));
    }
    page.empty("path").with("class", lineClass(number)).with("d", path.toString());
    if (s.points().size() > MARKED_POINTS) {
      return;
    }
    for (Series.Point point : s.points()) {
      page.open("circle").with("class", "dot c" + number % 8);
      page.with("cx", frame.left(point.at())).with("cy", frame.top(point.value()));
      page.with("r", "2.5");
      String where = over == Over.EPISODES ? point.at() + over.unit : over.at(point.at());
      page.leaf("title", where + ": " + s.name() + " " + value(point.value()));
      page.close();
    }
  }

  private String value(double value) {
    return kind == Axis.Kind.SHARE ? Numbers.percent(value) : Numbers.tidy(value);
  }

  private String alternative() {
    return title
        + " over "
        + over.axis
        + ": "
        + series.stream()
            .map(
                s ->
                    String.format(
                        Locale.ROOT,
                        "%s %s %s%s, %s %s",
                        s.name(),
                        value(s.first().value()),
                        over.at(s.first().at()),
                        over.unit,
                        value(s.last().value()),
                        over.at(s.last().at())))
            .collect(Collectors.joining("; "))
        + ".";
  }

  private String leftOut() {
    int left = series.stream().mapToInt(Series::left).sum();
    return left == 0
        ? ""
        : " " + Numbers.count(left, "value is", "values are") + " not finite and not drawn.";
  }
}
