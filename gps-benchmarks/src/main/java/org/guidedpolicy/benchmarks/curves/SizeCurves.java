package org.guidedpolicy.benchmarks.curves;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.apache.commons.math3.stat.regression.SimpleRegression;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;

/**
 * Measures time against M, T, dX and the components of a mixture on one thread, prints each curve
 * with its slope in a log-log plot beside the theory's, and draws them. Argument: the picture's
 * file, default speed-curves.png. System property {@code seconds}: for how long a point is measured
 * at least, default 0.3.
 */
public final class SizeCurves {
  private static final double SECONDS = Double.parseDouble(System.getProperty("seconds", "0.3"));
  private static final int MIN_RUNS = 5;

  private SizeCurves() {}

  /** What a size can be varied in. */
  private enum Variable {
    TRAJECTORIES("M, trajectories", new int[] {10, 20, 40, 80, 160}, Size.PEG::withM),
    STEPS("T, steps", new int[] {25, 50, 100, 200, 400}, Size.PEG::withT),
    STATE("dX, state entries (dU = dX/2 - 6)", new int[] {16, 20, 26, 36, 52}, Size.PEG::withDX),
    COMPONENTS("components", new int[] {5, 10, 20, 40, 80}, Size.PEG::withComponents);

    final String label;
    final int[] values;
    final Function<Integer, Size> size;

    Variable(String label, int[] values, Function<Integer, Size> size) {
      this.label = label;
      this.values = values;
      this.size = size;
    }
  }

  /** A piece of work against a variable, and the exponent that its operations grow with. */
  private record Curve(
      String work, Variable variable, double theory, Function<Size, Runnable> make) {}

  private static final List<Curve> CURVES =
      List.of(
          new Curve("C-phase", Variable.TRAJECTORIES, 1, Work::cPhase),
          new Curve("EM iterations", Variable.TRAJECTORIES, 1, Work::mixture),
          new Curve("fits and scores", Variable.TRAJECTORIES, 1, Work::fits),
          new Curve("backward pass", Variable.STEPS, 1, Work::backwardPass),
          new Curve("C-phase", Variable.STEPS, 1, Work::cPhase),
          new Curve("EM iterations", Variable.STEPS, 1, Work::mixture),
          new Curve("fits and scores", Variable.STEPS, 1, Work::fits),
          new Curve("backward pass", Variable.STATE, 3, Work::backwardPass),
          new Curve("C-phase", Variable.STATE, 3, Work::cPhase),
          new Curve("EM iterations", Variable.STATE, 2, Work::mixture),
          new Curve("fits and scores", Variable.STATE, 3, Work::fits),
          new Curve("EM iterations", Variable.COMPONENTS, 1, Work::mixture));

  public static void main(String[] arguments) throws IOException {
    Path picture = Path.of(arguments.length > 0 ? arguments[0] : "speed-curves.png");
    System.out.println("| against | work | times, ms | slope | theory |");
    System.out.println("| --- | --- | --- | ---: | ---: |");
    List<XYChart> charts = new ArrayList<>();
    for (Variable variable : Variable.values()) {
      charts.add(measure(variable));
    }
    BitmapEncoder.saveBitmap(charts, 2, 2, picture.toString(), BitmapEncoder.BitmapFormat.PNG);
  }

  private static XYChart measure(Variable variable) {
    XYChart chart =
        new XYChartBuilder()
            .width(560)
            .height(420)
            .xAxisTitle(variable.label)
            .yAxisTitle("milliseconds, one thread")
            .build();
    chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideS);
    chart.getStyler().setLegendLayout(Styler.LegendLayout.Horizontal);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    double[] x = Arrays.stream(variable.values).asDoubleStream().toArray();
    Range times = new Range();
    for (Curve curve : CURVES) {
      if (curve.variable == variable) {
        double[] milliseconds =
            Arrays.stream(variable.values)
                .mapToDouble(v -> 1e3 * seconds(curve.make.apply(variable.size.apply(v))))
                .toArray();
        print(curve, milliseconds, slope(x, milliseconds));
        chart.addSeries(curve.work, x, milliseconds);
        times.include(milliseconds);
      }
    }
    Range sizes = new Range();
    sizes.include(x);
    chart.getStyler().setXAxisMin(sizes.from()).setXAxisMax(sizes.to());
    chart.getStyler().setYAxisMin(times.from()).setYAxisMax(times.to());
    return chart;
  }

  /** Whole decades around values. */
  private static final class Range {
    private double min = Double.POSITIVE_INFINITY;
    private double greatest;

    void include(double[] values) {
      for (double value : values) {
        min = Math.min(min, value);
        greatest = Math.max(greatest, value);
      }
    }

    double from() {
      return Math.pow(10, Math.floor(Math.log10(min)));
    }

    double to() {
      return Math.pow(10, Math.ceil(Math.log10(greatest)));
    }
  }

  private static void print(Curve curve, double[] milliseconds, double slope) {
    StringBuilder times = new StringBuilder();
    for (int i = 0; i < milliseconds.length; i++) {
      times.append(
          String.format(
              Locale.ROOT,
              "%s%d: %.3g",
              i > 0 ? ", " : "",
              curve.variable.values[i],
              milliseconds[i]));
    }
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %s | %.2f | %.0f |%n",
        curve.variable.label,
        curve.work,
        times,
        slope,
        curve.theory);
  }

  private static double slope(double[] x, double[] y) {
    SimpleRegression line = new SimpleRegression();
    for (int i = 0; i < x.length; i++) {
      line.addData(Math.log(x[i]), Math.log(y[i]));
    }
    return line.getSlope();
  }

  /** The median of the second half of the runs; the first half warms up. */
  private static double seconds(Runnable work) {
    List<Double> times = new ArrayList<>();
    double total = 0;
    while (times.size() < 2 * MIN_RUNS || total < 2 * SECONDS) {
      long start = System.nanoTime();
      work.run();
      double seconds = (System.nanoTime() - start) / 1e9;
      times.add(seconds);
      total += seconds;
    }
    return times.stream()
        .skip(times.size() / 2)
        .sorted()
        .skip(times.size() / 4)
        .findFirst()
        .orElseThrow();
  }
}
