package org.guidedpolicy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.guidedpolicy.cli.run.EpisodePictures;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.plot.JudgedEpisode;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.rollout.Batch;
import org.guidedpolicy.rollout.Behaviour;
import org.guidedpolicy.rollout.LocalEpisodes;
import org.guidedpolicy.rollout.RolloutCollector;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.task.Task;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "replay",
    description = {
      "Draws episodes of a trained policy from random starts.",
      "Without noise, as a sheet episodes.png and, if the task has a painter, a moving picture"
          + " episodes.gif."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ReplayCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Mixin private TrainedPolicy trained;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Folder for the pictures; made if it is not there. Default: replay, beside the policy.")
  private Optional<Path> out = Optional.empty();

  @Mixin private RandomEpisodes episodes = new RandomEpisodes(6);

  @Override
  public Integer call() throws IOException {
    Policy policy = trained.load();
    Task task = trained.task();
    Path folder = out.orElseGet(() -> trained.file().resolveSibling("replay"));
    Files.createDirectories(folder);
    EnvironmentSpec spec;
    List<Trajectory> trajectories;
    try (WorkPool pool = WorkPool.of(Runtime.getRuntime().availableProcessors());
        RolloutCollector collector =
            new RolloutCollector(LocalEpisodes.parallel(task.environments(), pool))) {
      spec = collector.spec();
      trajectories =
          collector
              .collect(Batch.of(episodes.count(), new Behaviour.NoiseFree(policy), episodes.seed()))
              .trajectories();
    }
    Path sheet = folder.resolve("episodes.png");
    Path animation = folder.resolve("episodes.gif");
    String subtitle =
        String.format(
            Locale.ROOT,
            "%d random starts, seed %d, noise-free",
            episodes.count(),
            episodes.seed());
    List<JudgedEpisode> judged;
    boolean animated;
    try (EpisodePictures pictures = new EpisodePictures(task, spec)) {
      judged = pictures.judged(trajectories);
      pictures.write(subtitle, judged, sheet);
      animated = pictures.animate(judged, animation);
    }
    PrintWriter print = command.commandLine().getOut();
    if (task.success().isPresent()) {
      long reached = judged.stream().filter(JudgedEpisode::isGood).count();
      print.printf(Locale.ROOT, "%d of %d episodes reach the goal.%n", reached, episodes.count());
    }
    print.printf(
        Locale.ROOT, "Pictures are in %s%s.%n", sheet, animated ? " and " + animation : "");
    print.flush();
    return ExitCodes.DONE;
  }
}
