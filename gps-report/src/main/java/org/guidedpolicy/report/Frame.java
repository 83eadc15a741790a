package org.guidedpolicy.report;

/** The rectangle that a chart draws in, its axes and its grid, in pixels of the page. Immutable. */
record Frame(Axis x, Axis y) {
  private static final int WIDTH = 360;
  private static final int HEIGHT = 208;
  private static final int LEFT = 48;
  private static final int RIGHT = 346;
  private static final int TOP = 10;
  private static final int BOTTOM = 166;

  /**
   * Begins the picture, with its axes.
   *
   * @param axis what the horizontal axis counts
   * @param alternative what one would say of it who cannot show it
   */
  void open(Markup page, String axis, String alternative) {
    page.open("svg")
        .with("class", "plot")
        .with("viewBox", "0 0 " + WIDTH + " " + HEIGHT)
        .with("role", "img")
        .with("aria-label", alternative);
    for (Axis.Tick tick : y.ticks()) {
      line(page, "grid", LEFT, top(tick.value()), RIGHT, top(tick.value()));
      label(page, "left", LEFT - 8, top(tick.value()) + 4, tick.label());
    }
    if (y.low() < 0 && y.high() > 0) {
      line(page, "zero", LEFT, top(0), RIGHT, top(0));
    }
    for (Axis.Tick tick : x.ticks()) {
      line(page, "tick", left(tick.value()), BOTTOM, left(tick.value()), BOTTOM + 4);
      label(page, "below", left(tick.value()), BOTTOM + 18, tick.label());
    }
    line(page, "base", LEFT, BOTTOM, RIGHT, BOTTOM);
    label(page, "below", (LEFT + RIGHT) / 2.0, BOTTOM + 36, axis);
  }

  double left(double value) {
    return LEFT + (RIGHT - LEFT) * x.share(value);
  }

  double top(double value) {
    return BOTTOM - (BOTTOM - TOP) * y.share(value);
  }

  private static void line(
      Markup page, String htmlClass, double x1, double y1, double x2, double y2) {
    page.empty("line")
        .with("class", htmlClass)
        .with("x1", x1)
        .with("y1", y1)
        .with("x2", x2)
        .with("y2", y2);
  }

  private static void label(Markup page, String htmlClass, double x, double y, String text) {
    page.open("text").with("class", htmlClass).with("x", x).with("y", y).text(text).close();
  }
}
