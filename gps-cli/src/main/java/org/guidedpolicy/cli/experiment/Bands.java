package org.guidedpolicy.cli.experiment;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.guidedpolicy.cli.experiment.Statistics.Interval;
import org.guidedpolicy.plot.ComparisonPlot;
import org.guidedpolicy.plot.ComparisonPlot.Band;
import org.guidedpolicy.plot.LearningPlot.Point;

/** The interquartile mean over seeds of every iteration, with its bootstrap interval. */
final class Bands {
  private Bands() {}

  /** The curves of one variant's runs, as long as the shortest of them. */
  static ComparisonPlot.Variant of(List<RunRecord> runs) {
    int length = runs.stream().mapToInt(run -> run.points().size()).min().orElseThrow();
    double[] episodes =
        IntStream.range(0, length)
            .mapToDouble(i -> runs.get(0).points().get(i).episodes())
            .toArray();
    return new ComparisonPlot.Variant(
        runs.get(0).variant(),
        episodes,
        band(runs, length, Point::testSuccess),
        band(runs, length, Point::testDistance),
        band(runs, length, Point::testCost));
  }

  private static Band band(List<RunRecord> runs, int length, ToDoubleFunction<Point> value) {
    double[] y = new double[length];
    double[] low = new double[length];
    double[] high = new double[length];
    for (int i = 0; i < length; i++) {
      int iteration = i;
      double[] values =
          runs.stream().mapToDouble(r -> value.applyAsDouble(r.points().get(iteration))).toArray();
      Interval interval = Statistics.bootstrap95(values, Statistics::interquartileMean);
      y[i] = Statistics.interquartileMean(values);
      low[i] = interval.low();
      high[i] = interval.high();
    }
    return new Band(y, low, high);
  }
}
