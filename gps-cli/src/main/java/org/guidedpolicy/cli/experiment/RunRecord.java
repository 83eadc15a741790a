package org.guidedpolicy.cli.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.guidedpolicy.cli.record.RunFolder;
import org.guidedpolicy.plot.LearningPlot.Point;

/**
 * What a finished run's folder says.
 *
 * @param variant its name
 * @param seed of the run
 * @param points one for each iteration
 * @param diagnoses one for each iteration that was diagnosed
 * @param policyIteration the iteration whose policy the run returned, 1 ..
 * @param seconds of wall-clock time
 */
public record RunRecord(
    String variant,
    long seed,
    List<Point> points,
    List<Diagnosed> diagnoses,
    int policyIteration,
    double seconds) {

  static RunRecord read(String variant, long seed, RunFolder folder) throws IOException {
    List<JsonNode> progress = folder.readProgress();
    return new RunRecord(
        variant,
        seed,
        progress.stream().map(RunRecord::point).toList(),
        progress.stream().flatMap(line -> Diagnosed.of(line).stream()).toList(),
        folder.readResult().path("policyIteration").asInt(),
        progress.stream().mapToDouble(line -> line.path("seconds").asDouble()).sum());
  }

  private static Point point(JsonNode line) {
    return new Point(
        line.path("episodes").asInt(),
        line.path("meanCost").asDouble(Double.NaN),
        line.path("testMeanCost").asDouble(Double.NaN),
        line.path("testFinalDistance").asDouble(Double.NaN),
        line.path("testSuccess").asDouble(Double.NaN));
  }

  /** Training episodes of the whole run. */
  int episodes() {
    return points.get(points.size() - 1).episodes();
  }

  /** A value of the policy that the run returned. */
  double returned(ToDoubleFunction<Point> value) {
    return value.applyAsDouble(points.get(policyIteration - 1));
  }

  /** A value after half of the iterations, rounded down. */
  double halfWay(ToDoubleFunction<Point> value) {
    return value.applyAsDouble(points.get(Math.max(1, points.size() / 2) - 1));
  }

  /** The mean of a value over the last iterations. */
  double lastMean(ToDoubleFunction<Point> value, int iterations) {
    int from = Math.max(0, points.size() - iterations);
    return points.subList(from, points.size()).stream().mapToDouble(value).average().orElseThrow();
  }

  /** The mean of a value over the last third of the iterations, rounded up. */
  double lastThird(ToDoubleFunction<Point> value) {
    return lastMean(value, (points.size() + 2) / 3);
  }

  /** What the returned policy reaches, as far as the task says how it is judged. */
  public String inWords() {
    double success = returned(Point::testSuccess);
    double distance = returned(Point::testDistance);
    String cost = String.format(Locale.ROOT, "cost %.2f", returned(Point::testCost));
    String first =
        Double.isNaN(success)
            ? cost
            : String.format(
                Locale.ROOT,
                "success %.3f, last third %.3f",
                success,
                lastThird(Point::testSuccess));
    return Double.isNaN(distance)
        ? first
        : first + String.format(Locale.ROOT, "; distance %.3f m", distance);
  }
}
