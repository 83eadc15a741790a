package org.guidedpolicy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.guidedpolicy.cli.plots.EpisodePainter;
import org.guidedpolicy.cli.plots.EpisodesAnimation;
import org.guidedpolicy.cli.plots.TrajectoriesPlot;
import org.guidedpolicy.cli.plots.TrajectoriesPlot.Episode;
import org.guidedpolicy.cli.tasks.Task;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.rollout.Batch;
import org.guidedpolicy.rollout.Behaviour;
import org.guidedpolicy.rollout.LocalEpisodes;
import org.guidedpolicy.rollout.RolloutCollector;
import org.guidedpolicy.rollout.Trajectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "replay",
    description = {
      "Draws episodes of a trained policy from random starts.",
      "Without noise, as a sheet episodes.png and a moving picture episodes.gif."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ReplayCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

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
    double timeStep;
    List<Trajectory> trajectories;
    try (WorkPool pool = WorkPool.of(Runtime.getRuntime().availableProcessors());
        RolloutCollector collector =
            new RolloutCollector(LocalEpisodes.parallel(task.environments(), pool))) {
      timeStep = collector.spec().timeStep();
      trajectories =
          collector
              .collect(Batch.of(episodes.count(), new Behaviour.NoiseFree(policy), episodes.seed()))
              .trajectories();
    }
    List<Episode> judged =
        trajectories.stream()
            .map(e -> new Episode(e, task.finalDistance(e), task.success(e)))
            .toList();
    Path sheet = folder.resolve("episodes.png");
    Path animation = folder.resolve("episodes.gif");
    String subtitle =
        "%d random starts, seed %d, noise-free".formatted(episodes.count(), episodes.seed());
    try (EpisodePainter painter = task.painter()) {
      TrajectoriesPlot.write(task.name(), subtitle, judged, painter, sheet);
      EpisodesAnimation.write(judged, timeStep, painter, animation);
    }
    long reached = judged.stream().filter(Episode::success).count();
    PrintWriter print = spec.commandLine().getOut();
    print.printf(
        "%d of %d episodes reach the goal; pictures are in %s and %s.%n",
        reached, episodes.count(), sheet, animation);
    print.flush();
    return ExitCodes.DONE;
  }
}
