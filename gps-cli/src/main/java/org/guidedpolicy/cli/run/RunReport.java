package org.guidedpolicy.cli.run;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.guidedpolicy.cli.record.RunFolder;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.plot.JudgedEpisode;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.report.HtmlReport;
import org.guidedpolicy.task.Task;

/** A run's page, and the pictures of episodes in it. One thread at a time. */
final class RunReport {
  private static final int PICTURED_EPISODES = 12;

  /** Longer ones are not for people. */
  private static final int SHORT_CLASS_PATH = 3;

  private static final String PROGRAM = "org.guidedpolicy.cli.Main";

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
            .options(
                "", options, RunOptions.defaults(task, options.training().defaults().algorithm()))
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
    int jars = started.split(Pattern.quote(File.pathSeparator)).length;
    String program =
        jars > SHORT_CLASS_PATH
            ? "gps"
            : jars == 1 && started.endsWith(".jar")
                ? "java -jar " + word(started)
                : "java -cp " + word(started) + " " + PROGRAM;
    return Stream.concat(Stream.of(program), Stream.of(arguments)).collect(Collectors.joining(" "));
  }

  /** A path as a shell reads it. */
  private static String word(Path path) {
    return word(path.toString());
  }

  private static String word(String text) {
    return text.matches("[\\w@%+=:,./\\\\-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  HtmlReport page() {
    return page;
  }

  /** Shows the policy's first held-out episodes, and draws them as a sheet too. */
  void drawEpisodes(Policy policy, Path png) throws IOException {
    try (EpisodePictures pictures = new EpisodePictures(task, Run.spec(task))) {
      pictures.write(note(pictures), show(policy, pictures), png);
    }
  }

  /** Shows the policy's first held-out episodes. */
  void show(Policy policy) throws IOException {
    try (EpisodePictures pictures = new EpisodePictures(task, Run.spec(task))) {
      show(policy, pictures);
    }
  }

  private List<JudgedEpisode> show(Policy policy, EpisodePictures pictures) throws IOException {
    List<JudgedEpisode> episodes;
    try (WorkPool pool = WorkPool.of(threads)) {
      episodes = pictures.judged(Run.evaluation(task, pictured()).run(policy, pool).trajectories());
    }
    String note = note(pictures);
    page.showEpisodes(
        note.substring(0, 1).toUpperCase(Locale.ROOT) + note.substring(1),
        pictures.pictures(episodes));
    return episodes;
  }

  private int pictured() {
    return Math.min(PICTURED_EPISODES, task.testEpisodes());
  }

  private String note(EpisodePictures pictures) {
    return String.format(
        Locale.ROOT,
        "the first %d of %d held-out episodes, noise-free; %s",
        pictured(),
        task.testEpisodes(),
        pictures.legend());
  }
}
