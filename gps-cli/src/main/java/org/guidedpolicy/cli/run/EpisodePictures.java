package org.guidedpolicy.cli.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.guidedpolicy.cost.CostExpansion;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.plot.EpisodePainter;
import org.guidedpolicy.plot.EpisodesAnimation;
import org.guidedpolicy.plot.JudgedEpisode;
import org.guidedpolicy.plot.TimeSeriesPlot;
import org.guidedpolicy.plot.TrajectoriesPlot;
import org.guidedpolicy.report.HtmlReport;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.task.Task;

/**
 * Draws a task's episodes: as its painter does, or, without one, as state and action over time of
 * the first, the best and the worst. One thread.
 */
public final class EpisodePictures implements AutoCloseable {
  private final Task task;
  private final CostFunction cost;
  private final double timeStep;
  private final Optional<EpisodePainter> painter;

  /**
   * @param task whose episodes are drawn
   * @param spec of its environments
   */
  public EpisodePictures(Task task, EnvironmentSpec spec) {
    this.task = task;
    this.cost = task.cost(task.hessian());
    this.timeStep = spec.timeStep();
    this.painter = task.painter();
  }

  /** Episodes and how they ended. */
  public List<JudgedEpisode> judged(List<Trajectory> episodes) {
    return episodes.stream().map(this::judged).toList();
  }

  private JudgedEpisode judged(Trajectory episode) {
    return new JudgedEpisode(
        episode,
        DoubleStream.of(CostExpansion.perStep(episode, cost)).sum(),
        task.finalDistance().map(distance -> distance.applyAsDouble(episode)),
        task.success().map(success -> success.test(episode)));
  }

  /** What the colours mean. */
  String legend() {
    return painter.isPresent()
        ? "pale: start, dark: end, green: goal"
        : "the first, and by cost the best and the worst";
  }

  /** For the run's page; none if there is no episode. */
  List<HtmlReport.Picture> pictures(List<JudgedEpisode> episodes) throws IOException {
    List<HtmlReport.Picture> pictures = new ArrayList<>();
    if (painter.isPresent()) {
      for (JudgedEpisode episode : episodes) {
        byte[] png = TrajectoriesPlot.picture(episode, painter.get());
        pictures.add(new HtmlReport.Picture(png, episode.ending(), episode.isGood()));
      }
    } else if (!episodes.isEmpty()) {
      byte[] png = TimeSeriesPlot.picture(task.name(), legend(), episodes, timeStep);
      pictures.add(new HtmlReport.Picture(png, "state and action over time", true));
    }
    return pictures;
  }

  /** A sheet; none if there is no episode. */
  public void write(String subtitle, List<JudgedEpisode> episodes, Path png) throws IOException {
    if (episodes.isEmpty()) {
      return;
    }
    if (painter.isPresent()) {
      TrajectoriesPlot.write(task.name(), subtitle, episodes, painter.get(), png);
    } else {
      TimeSeriesPlot.write(task.name(), subtitle, episodes, timeStep, png);
    }
  }

  /**
   * A moving picture, if the task has a painter.
   *
   * @param episodes at least one
   * @return whether it has
   */
  public boolean animate(List<JudgedEpisode> episodes, Path gif) throws IOException {
    if (painter.isPresent()) {
      EpisodesAnimation.write(episodes, timeStep, painter.get(), gif);
    }
    return painter.isPresent();
  }

  @Override
  public void close() {
    painter.ifPresent(EpisodePainter::close);
  }
}
