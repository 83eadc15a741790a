package org.guidedpolicy.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.guidedpolicy.training.IterationReport;

/**
 * A value over training episodes, or over steps of an episode. Immutable.
 *
 * @param name what it is
 * @param points in order, all finite
 * @param left how many values are not finite, and left out
 */
record Series(String name, List<Point> points, int left) {

  /** A value after so many training episodes, or at a step. */
  record Point(int at, double value) {}

  /** The value of each iteration that has one. */
  static Series of(
      String name,
      List<IterationReport> history,
      Function<IterationReport, Optional<Double>> value) {
    List<Point> points = new ArrayList<>();
    int left = 0;
    for (IterationReport report : history) {
      Optional<Double> y = value.apply(report);
      if (y.isPresent() && Double.isFinite(y.get())) {
        points.add(new Point(report.episodes(), y.get()));
      } else if (y.isPresent()) {
        left++;
      }
    }
    return new Series(name, List.copyOf(points), left);
  }

  /** A value that every iteration has. */
  static Series ofNumber(
      String name, List<IterationReport> history, ToDoubleFunction<IterationReport> value) {
    return of(name, history, report -> Optional.of(value.applyAsDouble(report)));
  }

  Point first() {
    return points.get(0);
  }

  Point last() {
    return points.get(points.size() - 1);
  }
}
