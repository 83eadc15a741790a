package org.guidedpolicy.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.guidedpolicy.check.EnvironmentChecks;
import org.guidedpolicy.check.Finding;
import org.guidedpolicy.check.Finding.Severity;
import org.guidedpolicy.cli.run.Run;
import org.guidedpolicy.cost.CostChecks;
import org.guidedpolicy.cost.HessianForm;
import org.guidedpolicy.rollout.Batch;
import org.guidedpolicy.rollout.Behaviour;
import org.guidedpolicy.rollout.ExplorationNoise;
import org.guidedpolicy.rollout.LocalEpisodes;
import org.guidedpolicy.rollout.RolloutCollector;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.safety.Deadlines;
import org.guidedpolicy.task.Task;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "check",
    description =
        "Looks for mistakes in a task's environment and cost, by two or more episodes with the noise"
            + " that training begins with and by finite differences. Says each in a sentence; exits with"
            + " 1 if there is an error or a warning.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class CheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private TaskArgument chosen;

  @Mixin private RandomEpisodes episodes = new RandomEpisodes(5);

  @Override
  public Integer call() {
    Task task = chosen.task();
    PrintWriter out = spec.commandLine().getOut();
    List<String> doubts = task.initialController().doubts(Run.spec(task)); // before anything moves
    doubts.forEach(doubt -> out.println("first controller: " + doubt));
    out.flush();
    List<Finding> findings = findings(task, Math.max(2, episodes.count()), episodes.seed());
    findings.forEach(out::println);
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
    if (findings.stream().noneMatch(f -> f.kind() == Finding.Kind.EPISODE_FAILS)) {
      findings.addAll(
          CostChecks.check(task.cost(HessianForm.EXACT), episodes(task, episodes, seed)));
    }
    findings.sort(Comparator.comparing(Finding::severity));
    return findings;
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
