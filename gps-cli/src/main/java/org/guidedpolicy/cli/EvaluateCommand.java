package org.guidedpolicy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.guidedpolicy.cli.run.Run;
import org.guidedpolicy.cost.HessianForm;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.rollout.Batch;
import org.guidedpolicy.rollout.Behaviour;
import org.guidedpolicy.rollout.LocalEpisodes;
import org.guidedpolicy.rollout.RolloutCollector;
import org.guidedpolicy.rollout.RolloutCollector.Rollouts;
import org.guidedpolicy.safety.DryRunEnvironment;
import org.guidedpolicy.safety.SafeEnvironment;
import org.guidedpolicy.task.Task;
import org.guidedpolicy.training.Evaluation;
import org.guidedpolicy.training.Shares;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "evaluate",
    description = "Runs a trained policy, without noise, on a task's held-out episodes.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class EvaluateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private TrainedPolicy trained;

  @Option(
      names = "--threads",
      paramLabel = "N",
      converter = Converters.Count.class,
      description = "Threads; the result does not depend on it. Default: all processors.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--dry-run",
      description =
          "Move nothing: print, step by step, the actions that would be sent where test episode 0"
              + " starts, limits applied.")
  private boolean dryRun;

  @Override
  public Integer call() throws IOException {
    Policy policy = trained.load();
    Task task = trained.task();
    if (dryRun) {
      dryRun(task, policy);
      return ExitCodes.DONE;
    }
    Evaluation evaluation = Run.evaluation(task, task.testEpisodes());
    Rollouts episodes;
    try (WorkPool pool = WorkPool.of(threads)) {
      episodes = evaluation.run(policy, pool);
    }
    Evaluation.Result result = evaluation.summarize(episodes, task.cost(HessianForm.EXACT));
    PrintWriter out = spec.commandLine().getOut();
    out.printf(Locale.ROOT, "episodes  %d held-out, noise-free%n", result.episodes());
    if (result.failed() > 0) {
      out.printf(
          Locale.ROOT,
          "failed    %d; the first: %s%n",
          result.failed(),
          episodes.dropped().get(0).getMessage());
    }
    result
        .success()
        .ifPresent(
            success -> out.printf(Locale.ROOT, "success   %.3f%n", Shares.rounded(success, 3)));
    result
        .finalDistance()
        .ifPresent(
            distance ->
                out.printf(Locale.ROOT, "distance  %.4f m on average at the end%n", distance));
    result
        .meanCost()
        .ifPresent(cost -> out.printf(Locale.ROOT, "cost      %.2f on average%n", cost));
    out.flush();
    return ExitCodes.DONE;
  }

  /** The environment is only started, so that there is something to see. */
  private void dryRun(Task task, Policy policy) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    try (Environment environment = task.testEnvironments().apply(0)) {
      TimeStep start = environment.reset(new SplittableRandom());
      Environment still = new DryRunEnvironment(environment.spec(), () -> start, out::println);
      try (SafeEnvironment safe = SafeEnvironment.builder(still).build();
          RolloutCollector collector = new RolloutCollector(LocalEpisodes.inTurn(safe))) {
        collector.collect(Batch.of(1, new Behaviour.NoiseFree(policy), 0));
      }
    }
    out.flush();
  }
}
