package org.guidedpolicy.importance;

import java.util.List;
import java.util.stream.DoubleStream;
import org.guidedpolicy.training.ExecutedCosts;
import org.guidedpolicy.training.Figure;

/** Figures of every iteration. */
final class SearchFigures {
  private static final double FAILED = 2;

  private SearchFigures() {}

  /**
   * @param next what the next iteration begins with
   * @param costs of the new policy's episodes
   */
  static List<Figure> of(SearchState next, ExecutedCosts costs) {
    double[] each = costs.each();
    double max = FAILED * next.guidingCost();
    long failed = DoubleStream.of(each).filter(cost -> cost > max).count();
    return List.of(
        cost("new policy", costs.mean(), "Mean cost of the new policy's episodes."),
        cost("best episode", DoubleStream.of(each).min().orElseThrow(), "The least of them."),
        cost("worst episode", DoubleStream.of(each).max().orElseThrow(), "The greatest of them."),
        new Figure(
            "episodes",
            "failed",
            (double) failed / each.length,
            Figure.SHARE,
            "Episodes of the new policy that cost more than twice the median guiding sample."),
        new Figure(
            "search",
            "regularization",
            next.regularization(),
            "",
            "Weight of the log-normalizers in the next search."),
        new Figure(
            "search",
            "best policy",
            next.best() + 1.0,
            "",
            "The iteration that proposed the best policy so far."));
  }

  /** Figures of the first iteration's guiding samples. */
  static List<Figure> ofGuide(double meanCost, int rejected) {
    return List.of(
        cost("guiding samples", meanCost, "Mean cost of the guiding distribution's episodes."),
        new Figure(
            "guiding samples",
            "rejected",
            rejected,
            "",
            "Guiding samples that went wrong and were drawn anew."));
  }

  private static Figure cost(String name, double value, String meaning) {
    return new Figure("cost", name, value, "", meaning);
  }
}
