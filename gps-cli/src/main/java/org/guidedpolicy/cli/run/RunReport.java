package org.guidedpolicy.cli.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.guidedpolicy.cli.plots.EpisodePainter;
import org.guidedpolicy.cli.plots.TrajectoriesPlot;
import org.guidedpolicy.cli.plots.TrajectoriesPlot.Episode;
import org.guidedpolicy.cli.record.RunFolder;
import org.guidedpolicy.cli.tasks.Task;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.report.HtmlReport;
import org.guidedpolicy.rollout.Trajectory;

/** A run's page, and the pictures of episodes in it. One thread at a time. */
final class RunReport {
  private static final int PICTURED_EPISODES = 12;

  private final Task task;
  private final int threads;
  private final HtmlReport page;

  RunReport(Task task, RunOptions options, RunSettings settings, RunFolder folder) {
    this.task = task;
    this.threads = options.training().threads();
    String policy = word(folder.policy());
    HtmlReport.Builder builder =
        HtmlReport.builder(folder.report())
            .title(task.name())
            .description(task.description())
            .distanceUnit("m")
            .options("", options, RunOptions.defaults(task))
            .nextStep(
                "Test the policy on the held-out episodes",
                command("evaluate", task.name(), "--policy", policy))
            .nextStep(
                "Draw its episodes from random starts, as a sheet and a moving picture",
                command("replay", task.name(), "--policy", policy))
            .nextStep(
                "Train again with the same options and another seed",
                command(
                    "train",
                    task.name(),
                    "--options",
                    word(folder.options()),
                    "--seed",
                    Long.toString(options.training().seed() + 1)))
            .nextStep(
                "See the curves of several runs in TensorBoard",
                "tensorboard --logdir " + word(parent(folder.path())));
    if (settings.checkpointEvery().isPresent()) {
      int iterations = options.training().iterations();
      builder.nextStep(
          "Resume this run where it ended, here for five iterations more",
          command(
              "train",
              "--resume",
              word(folder.path()),
              "--iterations",
              Integer.toString(iterations + 5)));
    }
    this.page = builder.build();
  }

  private static Path parent(Path folder) {
    Path parent = folder.getParent();
    return parent == null ? Path.of(".") : parent;
  }

  /** This program, as it was started, with other arguments. */
  private static String command(String... arguments) {
    String started = System.getProperty("java.class.path", "");
    String program = started.endsWith(".jar") ? "java -jar " + word(Path.of(started)) : "gps";
    return Stream.concat(Stream.of(program), Stream.of(arguments)).collect(Collectors.joining(" "));
  }

  /** A path as a shell reads it. */
  private static String word(Path path) {
    String text = path.toString();
    return text.matches("[\\w@%+=:,./\\\\-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  HtmlReport page() {
    return page;
  }

  /** Shows the policy's first held-out episodes, and draws them as a sheet too. */
  void drawEpisodes(Policy policy, Path png) throws IOException {
    try (EpisodePainter painter = task.painter()) {
      List<Episode> episodes = show(policy, painter);
      TrajectoriesPlot.write(task.name(), note(), episodes, painter, png);
    }
  }

  /** Shows the policy's first held-out episodes. */
  void show(Policy policy) throws IOException {
    try (EpisodePainter painter = task.painter()) {
      show(policy, painter);
    }
  }

  private List<Episode> show(Policy policy, EpisodePainter painter) throws IOException {
    List<Trajectory> trajectories;
    try (WorkPool pool = WorkPool.of(threads)) {
      trajectories = Run.evaluation(task, pictured()).run(policy, pool).trajectories();
    }
    List<Episode> episodes = new ArrayList<>();
    List<HtmlReport.Picture> pictures = new ArrayList<>();
    for (Trajectory trajectory : trajectories) {
      Episode episode =
          new Episode(trajectory, task.finalDistance(trajectory), task.success(trajectory));
      episodes.add(episode);
      pictures.add(
          new HtmlReport.Picture(
              TrajectoriesPlot.picture(episode, painter),
              TrajectoriesPlot.ending(episode),
              episode.success()));
    }
    String note = note();
    page.showEpisodes(note.substring(0, 1).toUpperCase(Locale.ROOT) + note.substring(1), pictures);
    return episodes;
  }

  private int pictured() {
    return Math.min(PICTURED_EPISODES, task.testEpisodes());
  }

  private String note() {
    return String.format(
        Locale.ROOT,
        "the first %d of %d held-out episodes, noise-free; pale: start, dark: end, green: goal",
        pictured(),
        task.testEpisodes());
  }
}
