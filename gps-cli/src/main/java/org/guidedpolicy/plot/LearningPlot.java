package org.guidedpolicy.plot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** How a run learned: cost, test distance and success over the training episodes executed. */
public final class LearningPlot {
  private LearningPlot() {}

  /**
   * One iteration.
   *
   * @param episodes training episodes executed until then
   * @param trainingCost mean cost of the iteration's own episodes
   * @param testCost mean cost of the held-out episodes
   * @param testDistance their mean final distance, m
   * @param testSuccess share of them that reached the goal
   */
  public record Point(
      int episodes,
      double trainingCost,
      double testCost,
      double testDistance,
      double testSuccess) {}

  /**
   * Draws three panels above each other with a common horizontal axis.
   *
   * @param title first line
   * @param subtitle second line
   * @param points one for each iteration
   * @param png the file, replaced if it exists
   */
  public static void write(String title, String subtitle, List<Point> points, Path png)
      throws IOException {
    double[] episodes = values(points, Point::episodes);
    Curve training =
        Curve.line("training", Palette.ORANGE, episodes, values(points, Point::trainingCost));
    Curve test = Curve.line("held-out", Palette.BLUE, episodes, values(points, Point::testCost));
    Curve distance =
        Curve.line("held-out", Palette.BLUE, episodes, values(points, Point::testDistance));
    Curve success =
        Curve.line("held-out", Palette.GREEN, episodes, values(points, Point::testSuccess));
    Panels.write(
        title,
        subtitle,
        List.of(
            new Panel("Mean cost of an episode", List.of(training, test), Panel.Scale.FREE),
            new Panel("Mean final distance, m", List.of(distance), Panel.Scale.FROM_ZERO),
            new Panel("Success", List.of(success), Panel.Scale.SHARE)),
        png);
  }

  private static double[] values(List<Point> points, ToDoubleFunction<Point> value) {
    return points.stream().mapToDouble(value).toArray();
  }
}
