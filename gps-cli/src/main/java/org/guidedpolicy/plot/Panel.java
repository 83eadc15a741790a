package org.guidedpolicy.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.guidedpolicy.training.Shares;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Curves over a common horizontal axis.
 *
 * @param title what the vertical axis shows, with its unit
 * @param curves drawn in this order
 * @param scale of the vertical axis
 * @param level drawn as a dotted line across
 */
record Panel(String title, List<Curve> curves, Scale scale, Optional<Level> level) {
  private static final int ROW = 18;
  private static final Font TITLE_FONT = Palette.bold(12);
  private static final Font NAME_FONT = Palette.bold(11);
  private static final Font VALUE_FONT = Palette.text(11);
  private static final int TICK_LABELS = 40;

  /** Of points that are marked; more would hide their line. */
  private static final int MOST_MARKS = 40;

  /** The vertical axis. */
  enum Scale {
    /** As the values need it. */
    FREE,
    /** From zero. */
    FROM_ZERO,
    /** Logarithmic, if all values are positive; else from zero. */
    LOGARITHMIC,
    /** A share, 0 to 1, written in percent. */
    SHARE
  }

  Panel(String title, List<Curve> curves, Scale scale) {
    this(title, curves, scale, Optional.empty());
  }

  Panel {
    curves = curves.stream().map(Curve::finite).filter(c -> c.x().length > 0).toList();
  }

  /** Height of the title and the names of the curves above a chart of this width. */
  int headerHeight(Graphics2D g, int width) {
    List<Label> labels = labels(g, width);
    int rows = labels.isEmpty() ? 1 : labels.get(labels.size() - 1).row() + 1;
    return rows * ROW + 6;
  }

  /**
   * Draws the panel at g's origin: its title and the names of the curves, below them the chart.
   *
   * @param height of the chart
   * @param xMax right end of the horizontal axis
   * @param labelled whether the horizontal axis has labels
   */
  void paint(Graphics2D g, int width, int height, double xMax, boolean labelled) {
    Picture.text(g, title, 0, ROW - 4, TITLE_FONT, Palette.INK);
    for (Label label : labels(g, width)) {
      double y = (label.row() + 1) * ROW - 4;
      Color color = label.curve().color();
      double end = Picture.text(g, label.curve().name(), label.x(), y, NAME_FONT, color);
      Picture.text(g, last(label.curve()), end + 6, y, VALUE_FONT, color);
    }
    Graphics2D below = (Graphics2D) g.create();
    below.translate(0, headerHeight(g, width));
    chart(width, height, xMax, labelled).paint(below, width, height);
    below.dispose();
  }

  /** Where a curve's name stands, in pixels and rows. */
  private record Label(Curve curve, double x, int row) {}

  /** Names side by side after the title, and in further rows where they do not fit. */
  private List<Label> labels(Graphics2D g, int width) {
    double left = Picture.width(g, title, TITLE_FONT) + 16;
    double x = left;
    int row = 0;
    List<Label> labels = new ArrayList<>();
    for (Curve curve : curves) {
      double wide =
          Picture.width(g, curve.name(), NAME_FONT) + 6 + Picture.width(g, last(curve), VALUE_FONT);
      if (x > left && x + wide > width) {
        x = left;
        row++;
      }
      labels.add(new Label(curve, x, row));
      x += wide + 16;
    }
    return labels;
  }

  private String last(Curve curve) {
    return written(curve.y()[curve.y().length - 1]);
  }

  private String written(double y) {
    return scale == Scale.SHARE
        ? String.format(Locale.ROOT, "%.0f%%", 100 * Shares.rounded(y, 2))
        : new BigDecimal(y).round(new MathContext(3)).toPlainString();
  }

  private XYChart chart(int width, int height, double xMax, boolean labelled) {
    XYChart chart = new XYChartBuilder().width(width).height(height).build();
    style(chart.getStyler(), xMax, labelled);
    for (Curve curve : curves) {
      if (curve.hasBand()) {
        addBand(chart, curve);
      }
    }
    for (Curve curve : curves) {
      addLine(chart, curve);
    }
    level.ifPresent(at -> addLevel(chart, at, xMax));
    if (curves.isEmpty()) {
      // an axis needs a series
      XYSeries nothing = chart.addSeries("nothing", new double[] {0, xMax}, new double[2]);
      nothing.setLineColor(Palette.withOpacity(Palette.PAPER, 0));
      nothing.setMarker(SeriesMarkers.NONE);
    }
    return chart;
  }

  private void style(XYStyler style, double xMax, boolean labelled) {
    style.setChartTitleVisible(false);
    style.setLegendVisible(false);
    style.setChartBackgroundColor(Palette.PAPER);
    style.setPlotBackgroundColor(Palette.PAPER);
    style.setPlotBorderVisible(false);
    style.setChartPadding(2);
    style.setMarkerSize(4);
    style.setPlotContentSize(0.97);
    style.setPlotMargin(0);
    style.setPlotGridVerticalLinesVisible(false);
    style.setPlotGridLinesColor(Palette.RULE);
    style.setPlotGridLinesStroke(new BasicStroke(1));
    style.setAxisTicksLineVisible(false);
    style.setAxisTicksMarksVisible(false);
    style.setAxisTickLabelsFont(Palette.text(11));
    style.setAxisTickLabelsColor(Palette.MUTED);
    style.setAxisTitlesVisible(false);
    style.setYAxisLabelAlignment(AxesChartStyler.TextAlignment.Right);
    style.setXAxisTicksVisible(labelled);
    style.setYAxisLeftWidthHint(TICK_LABELS);
    style.setXAxisMin(0.0);
    style.setXAxisMax(xMax);
    style.setYAxisTickMarkSpacingHint(34);
    style.setXAxisTickMarkSpacingHint(90);
    style.setLocale(Locale.ROOT);
    switch (scale) {
      case FREE -> {}
      case FROM_ZERO -> fromZero(style);
      case LOGARITHMIC -> {
        if (isPositive() && !curves.isEmpty()) {
          style.setYAxisLogarithmic(true);
        } else {
          fromZero(style);
        }
      }
      case SHARE -> {
        style.setYAxisMin(0.0);
        style.setYAxisMax(1.0);
        style.setYAxisTickLabelsFormattingFunction(share -> Math.round(100 * share) + "%");
      }
    }
  }

  private void fromZero(XYStyler style) {
    style.setYAxisMin(0.0);
    style.setYAxisMax(1.05 * highest());
  }

  private double highest() {
    return curves.stream()
        .flatMapToDouble(c -> DoubleStream.of(c.hasBand() ? c.high() : c.y()))
        .filter(y -> y > 0)
        .max()
        .orElse(1);
  }

  private static void addLevel(XYChart chart, Level level, double xMax) {
    XYSeries series =
        chart.addSeries(
            level.name(), new double[] {0, xMax}, new double[] {level.value(), level.value()});
    series.setLineColor(Palette.MUTED);
    series.setLineStyle(
        new BasicStroke(
            1.4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 1, new float[] {1, 5}, 0));
    series.setMarker(SeriesMarkers.NONE);
  }

  private boolean isPositive() {
    return curves.stream()
        .flatMapToDouble(c -> DoubleStream.of(c.hasBand() ? c.low() : c.y()))
        .allMatch(y -> y > 0);
  }

  private static void addLine(XYChart chart, Curve curve) {
    XYSeries series = chart.addSeries(curve.name(), curve.x(), curve.y());
    series.setLineColor(curve.color());
    series.setLineStyle(new BasicStroke(1.8f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    series.setMarker(curve.x().length > MOST_MARKS ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE);
    series.setMarkerColor(curve.color());
  }

  /** The band as one closed polygon: along its upper edge and back along the lower. */
  private static void addBand(XYChart chart, Curve curve) {
    int n = curve.x().length;
    double[] x = new double[2 * n];
    double[] y = new double[2 * n];
    for (int i = 0; i < n; i++) {
      x[i] = curve.x()[i];
      y[i] = curve.high()[i];
      x[2 * n - 1 - i] = curve.x()[i];
      y[2 * n - 1 - i] = curve.low()[i];
    }
    XYSeries band = chart.addSeries(curve.name() + " band", x, y);
    band.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.PolygonArea);
    band.setFillColor(Palette.withOpacity(curve.color(), 0.16));
    band.setLineColor(Palette.withOpacity(curve.color(), 0));
    band.setMarker(SeriesMarkers.NONE);
  }
}
