package org.guidedpolicy.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import org.guidedpolicy.cost.CostExpansion;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.rollout.TrajectoryFile;
import org.guidedpolicy.task.Task;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "demo",
    description =
        "Makes a task's demonstration anew, always the same, and writes it to a file of recorded"
            + " episodes.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class DemoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private TaskArgument chosen;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "File to write; must not be there. Default: TASK-demo.trajectories.")
  private Optional<Path> out = Optional.empty();

  @Override
  public Integer call() throws Exception {
    Task task = chosen.task();
    Supplier<Trajectory> demonstration =
        task.demonstration()
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(), task.name() + " has no demonstration"));
    Path file = out.orElseGet(() -> Path.of(task.name() + "-demo.trajectories"));
    if (Files.exists(file)) {
      throw new ParameterException(
          spec.commandLine(), file + " is there already; name another file by --out");
    }
    Trajectory episode = demonstration.get();
    try (Environment environment = task.environments().get();
        TrajectoryFile written = TrajectoryFile.append(file, environment.spec())) {
      written.add(1, 0, episode);
    }
    double cost = DoubleStream.of(CostExpansion.perStep(episode, task.cost(task.hessian()))).sum();
    PrintWriter print = spec.commandLine().getOut();
    print.printf(
        Locale.ROOT,
        "%s: %d steps that cost %.1f%s, in %s%n",
        task.name(),
        episode.horizon(),
        cost,
        task.success().map(test -> test.test(episode) ? ", a success" : ", no success").orElse(""),
        file);
    print.flush();
    return ExitCodes.DONE;
  }
}
