package org.guidedpolicy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.guidedpolicy.check.DryRun;
import org.guidedpolicy.check.DryRunReport;
import org.guidedpolicy.check.EnvironmentChecks;
import org.guidedpolicy.check.Finding;
import org.guidedpolicy.check.Finding.Severity;
import org.guidedpolicy.cli.run.EpisodePictures;
import org.guidedpolicy.cli.run.Run;
import org.guidedpolicy.cost.CostChecks;
import org.guidedpolicy.cost.HessianForm;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.plot.TimeSeriesPlot;
import org.guidedpolicy.rollout.Batch;
import org.guidedpolicy.rollout.Behaviour;
import org.guidedpolicy.rollout.ExplorationNoise;
import org.guidedpolicy.rollout.LocalEpisodes;
import org.guidedpolicy.rollout.RolloutCollector;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.safety.Deadlines;
import org.guidedpolicy.safety.Operator;
import org.guidedpolicy.task.Task;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "check",
    description =
        "Looks for mistakes in a task's environment and cost, by two or more episodes with the noise"
            + " that training begins with and by finite differences. Says each in a sentence; exits with"
            + " 1 if there is an error or a warning. With --dry-run it gets to know one robot instead.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class CheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private TaskArgument chosen;

  @Mixin private RandomEpisodes episodes = new RandomEpisodes(5);

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description =
          "Also draw state and action over time of the first episode and, by cost, of the best and"
              + " the worst, as a PNG.")
  private Optional<Path> plot = Optional.empty();

  @Option(
      names = "--dry-run",
      description =
          "Move one environment of the task alone, step by step, each when you have confirmed it:"
              + " sensors, action at rest, pulses on each action, first controller. Prints what was seen.")
  private boolean dryRun;

  @Option(
      names = "--share",
      paramLabel = "S",
      description =
          "How far the dry run's pulses go, as a share of half the limits' width. Default:"
              + " ${DEFAULT-VALUE}.")
  private double share = 0.1;

  @Option(
      names = "--amplitude",
      paramLabel = "A",
      description = "How far they go in the action's units, where it has no limits.")
  private Optional<Double> amplitude = Optional.empty();

  @Option(
      names = "--actions-are-positions",
      description =
          "The dry run's action at rest is where the actuated joints are at the start; default 0.")
  private boolean positions;

  @Option(
      names = "--unattended",
      description = "Confirm every step of the dry run without asking: for simulations.")
  private boolean unattended;

  @Override
  public Integer call() throws IOException {
    Task task = chosen.task();
    PrintWriter out = spec.commandLine().getOut();
    List<String> doubts = task.initialController().doubts(Run.spec(task)); // before anything moves
    doubts.forEach(doubt -> out.println("first controller: " + doubt));
    out.flush();
    if (dryRun) {
      return dryRun(task, out) && doubts.isEmpty() ? ExitCodes.DONE : ExitCodes.FAILED;
    }
    List<Finding> findings = findings(task, Math.max(2, episodes.count()), episodes.seed());
    findings.forEach(out::println);
    if (plot.isPresent() && findings.stream().noneMatch(CheckCommand::keepsFromRunning)) {
      draw(task, plot.get());
      out.println("Episodes are drawn in " + plot.get() + ".");
    }
    boolean sound =
        doubts.isEmpty() && findings.stream().allMatch(f -> f.severity() == Severity.NOTE);
    out.println(
        findings.isEmpty()
            ? "Nothing to remark on " + task.name() + "."
            : task.name()
                + ": "
                + findings.size()
                + (findings.size() == 1 ? " finding." : " findings."));
    out.flush();
    return sound ? ExitCodes.DONE : ExitCodes.FAILED;
  }

  /** The worst first. The cost is looked at where the environment lets episodes end. */
  static List<Finding> findings(Task task, int episodes, long seed) {
    List<Finding> findings =
        new ArrayList<>(
            EnvironmentChecks.checkControlled(
                task.environments(), task.initialController()::controllers, episodes, seed));
    if (findings.stream().noneMatch(CheckCommand::keepsFromRunning)) {
      findings.addAll(
          CostChecks.check(task.cost(HessianForm.EXACT), episodes(task, episodes, seed)));
    }
    findings.sort(Comparator.comparing(Finding::severity));
    return findings;
  }

  /** Whether it was completed and nothing looks wrong. */
  private boolean dryRun(Task task, PrintWriter out) {
    try (Environment robot = task.environments().get()) {
      DryRunReport report = dryRun(task, robot, out).run();
      return report.completed()
          && report.findings().stream().allMatch(f -> f.severity() == Severity.NOTE);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private DryRun dryRun(Task task, Environment robot, PrintWriter out) {
    DryRun.Builder run =
        DryRun.builder(robot)
            .operator(unattended ? question -> true : Operator.console())
            .controller(task.initialController().controllers(robot.spec()))
            .share(share)
            .out(
                line -> {
                  out.println(line);
                  out.flush();
                });
    amplitude.ifPresent(run::amplitude);
    if (positions) {
      int[] joints = robot.spec().actuatedPositions();
      if (joints.length == 0) {
        throw new IllegalArgumentException(
            "--actions-are-positions needs to know the joints: EnvironmentSpec.actuated");
      }
      run.rest(first -> Arrays.stream(joints).mapToDouble(j -> first.state()[j]).toArray());
    }
    return run.build();
  }

  private static boolean keepsFromRunning(Finding finding) {
    return finding.kind() == Finding.Kind.EPISODE_FAILS;
  }

  private void draw(Task task, Path png) throws IOException {
    List<Trajectory> run = episodes(task, Math.max(2, episodes.count()), episodes.seed());
    EnvironmentSpec of = Run.spec(task);
    try (EpisodePictures pictures = new EpisodePictures(task, of)) {
      TimeSeriesPlot.write(
          task.name(),
          "the first episode by the first controller, and by cost the best and the worst",
          pictures.judged(run),
          of.timeStep(),
          png);
    }
  }

  private static List<Trajectory> episodes(Task task, int episodes, long seed) {
    try (RolloutCollector collector =
        new RolloutCollector(
            LocalEpisodes.owning(task.environments().get(), Deadlines.none())
                .withInitial(task.initialController()::controllers))) {
      return collector
          .collect(Batch.of(episodes, new Behaviour.Initial(ExplorationNoise.WHITE), seed))
          .trajectories();
    }
  }
}
