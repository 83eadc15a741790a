package org.guidedpolicy.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.training.IterationEpisodes;

/**
 * State and action over time of an iteration's first episode and, by cost, its best and its worst:
 * a chart for each entry. It serves every robot.
 */
final class EpisodeCharts {
  private static final int MAX_STATES = 24;
  private static final int MAX_ACTIONS = 12;

  private EpisodeCharts() {}

  private interface Entry {
    double at(Trajectory episode, int t);
  }

  static List<Chart> of(IterationEpisodes episodes) {
    List<Chart> charts = new ArrayList<>();
    int dX = Math.min(MAX_STATES, episodes.spec().stateDimension());
    for (int i = 0; i < dX; i++) {
      int entry = i;
      charts.add(
          chart(
              name("State", i, episodes.spec().stateNames()),
              episodes,
              e -> e.steps() + 1,
              (e, t) -> e.state(t, entry)));
    }
    int dU = Math.min(MAX_ACTIONS, episodes.spec().actionDimension());
    for (int i = 0; i < dU; i++) {
      int entry = i;
      charts.add(
          chart(
              name("Action", i, episodes.spec().actionNames()),
              episodes,
              Trajectory::steps,
              (e, t) -> e.action(t, entry)));
    }
    return charts;
  }

  /** What the charts show, and what they do not. */
  static String note(IterationEpisodes episodes) {
    int left =
        Math.max(0, episodes.spec().stateDimension() - MAX_STATES)
            + Math.max(0, episodes.spec().actionDimension() - MAX_ACTIONS);
    return "Training episodes of iteration "
        + episodes.iteration()
        + ", with exploration noise: the first, and by cost the best ("
        + Numbers.tidy(episodes.costs().get(best(episodes)))
        + ") and the worst ("
        + Numbers.tidy(episodes.costs().get(worst(episodes)))
        + ")."
        + (left == 0 ? "" : " " + Numbers.count(left, "entry is", "entries are") + " not shown.");
  }

  private static String name(String kind, int i, List<String> names) {
    return names.isEmpty() ? kind + " " + i : kind + " " + i + ": " + names.get(i);
  }

  private static int best(IterationEpisodes episodes) {
    return number(episodes, Comparator.reverseOrder());
  }

  private static int worst(IterationEpisodes episodes) {
    return number(episodes, Comparator.naturalOrder());
  }

  /** Of the episode that costs most in this order. */
  private static int number(IterationEpisodes episodes, Comparator<Double> order) {
    return IntStream.range(0, episodes.costs().size())
        .boxed()
        .max(Comparator.comparing(episodes.costs()::get, order))
        .orElseThrow();
  }

  private static Chart chart(
      String title, IterationEpisodes episodes, ToIntFunction<Trajectory> points, Entry entry) {
    List<Series> series = new ArrayList<>();
    series.add(series("first", episodes.trajectories().get(0), points, entry));
    series.add(series("best", episodes.trajectories().get(best(episodes)), points, entry));
    series.add(series("worst", episodes.trajectories().get(worst(episodes)), points, entry));
    return new Chart(title, "", Axis.Kind.ANY, Chart.Over.STEPS, "", series);
  }

  private static Series series(
      String name, Trajectory episode, ToIntFunction<Trajectory> points, Entry entry) {
    return new Series(
        name,
        IntStream.range(0, points.applyAsInt(episode))
            .mapToObj(t -> new Series.Point(t, entry.at(episode, t)))
            .toList(),
        0);
  }
}
