package org.guidedpolicy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.guidedpolicy.cli.record.RunFolder;
import org.guidedpolicy.cli.run.OptionTree;
import org.guidedpolicy.cli.run.Run;
import org.guidedpolicy.cli.run.RunOptions;
import org.guidedpolicy.cli.run.RunSettings;
import org.guidedpolicy.task.Task;
import org.guidedpolicy.training.Advice;
import org.guidedpolicy.training.Evaluation;
import org.guidedpolicy.training.IterationReport;
import org.guidedpolicy.training.Shares;
import org.guidedpolicy.training.TrainingException;
import org.guidedpolicy.training.TrainingResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "train",
    description = {
      "Trains a policy for a task.",
      "Ctrl-C ends it after the running episode and keeps what the finished iterations gave; a"
          + " second Ctrl-C stops a robot in its movement and ends at once.",
      "--resume DIR resumes a run that was interrupted, killed or completed."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:trained", "1:failed", "2:bad usage", "130:interrupted, results kept"})
final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "TASK",
      arity = "0..1",
      converter = Converters.TaskName.class,
      completionCandidates = Converters.TaskNames.class,
      description = "One of: ${COMPLETION-CANDIDATES}.")
  private Optional<Task> named = Optional.empty();

  @Option(
      names = "--resume",
      paramLabel = "DIR",
      description =
          "Resume the run in this folder; TASK and options are the run's own. --iterations,"
              + " --threads and --set allowedFailures or selectedPolicy may be given anew.")
  private Optional<Path> resume = Optional.empty();

  @Option(
      names = "--other-cost",
      description =
          "Resume though the task's cost is another than before; without it such a run is refused.")
  private boolean otherCost;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for all results. Default: runs/TASK-seed-N.")
  private Optional<Path> out = Optional.empty();

  @Option(names = "--overwrite", description = "Replace the run that is in the folder.")
  private boolean overwrite;

  @Option(
      names = "--seed",
      paramLabel = "N",
      converter = Converters.Seed.class,
      description = "Source of all randomness. Default: 1.")
  private Optional<Long> seed = Optional.empty();

  @Option(
      names = "--diagnose",
      description =
          "Also execute, from each iteration's starts and without noise, the network, its"
              + " linearizations, the new local policies and the new network.")
  private boolean diagnose;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "N",
      converter = Converters.Count.class,
      description = "Store the run's state after every N-th iteration. Default: 1.")
  private Optional<Integer> checkpointEvery = Optional.empty();

  @Option(
      names = "--record",
      description =
          "Add every training episode to episodes.trajectories in the run's folder; a run that is"
              + " resumed then repeats no finished episode.")
  private boolean record;

  @Option(
      names = "--learn-from",
      paramLabel = "FILE",
      description =
          "Learn from recorded episodes of this task first, without running the environment: as"
              + " many iterations as they fill.")
  private Optional<Path> learnFrom = Optional.empty();

  @Mixin private OptionArguments arguments;

  @Override
  public Integer call() throws IOException {
    if (resume.isPresent()) {
      return goOn(resume.get());
    }
    if (otherCost) {
      throw misuse("--other-cost is for a run that is resumed; add --resume DIR");
    }
    Task task = named.orElseThrow(() -> misuse("name a task, or a folder with --resume"));
    RunOptions options = options(() -> withSeed(arguments.of(task)));
    Path path = out.orElse(Path.of("runs", task.name() + "-seed-" + options.training().seed()));
    RunSettings settings =
        new RunSettings(
            diagnose,
            Optional.of(checkpointEvery.orElse(1)),
            record,
            learnFrom.map(Path::toAbsolutePath));
    return train(task, options, settings, folder(path), "writing to " + path);
  }

  private int goOn(Path path) throws IOException {
    if (out.isPresent() || overwrite) {
      throw misuse("--resume writes to the folder it names; leave out --out and --overwrite");
    }
    RunFolder folder = RunFolder.open(path);
    Task task = OptionArguments.task(folder.options());
    if (named.isPresent() && !named.get().name().equals(task.name())) {
      throw misuse(path + " is a run of " + task.name() + ", not of " + named.get().name());
    }
    RunOptions options = options(() -> arguments.resumed(task, folder.options()));
    if (seed.isPresent() && seed.get() != options.training().seed()) {
      throw misuse(
          "training.seed "
              + options.training().seed()
              + " -> "
              + seed.get()
              + " cannot change in a run that is resumed");
    }
    RunSettings before = RunSettings.read(folder);
    RunSettings settings =
        new RunSettings(
            diagnose || before.diagnose(),
            checkpointEvery.or(before::checkpointEvery),
            record || before.record(),
            learnFrom.map(Path::toAbsolutePath).or(before::learnFrom));
    return train(task, options, settings, folder, "resuming in " + path);
  }

  private interface TreeSource {
    OptionTree tree() throws IOException;
  }

  private OptionTree withSeed(OptionTree tree) {
    return seed.isPresent() ? tree.with("training.seed", seed.get().toString()) : tree;
  }

  private RunOptions options(TreeSource source) throws IOException {
    try {
      return source.tree().toOptions();
    } catch (IllegalArgumentException e) {
      throw misuse(e.getMessage());
    }
  }

  private ParameterException misuse(String what) {
    return new ParameterException(spec.commandLine(), what);
  }

  private int train(
      Task task, RunOptions options, RunSettings settings, RunFolder folder, String where)
      throws IOException {
    PrintWriter print = spec.commandLine().getOut();
    print.printf(
        Locale.ROOT,
        "%s by %s: %d iterations of %s, seed %d, %d threads; %s%n",
        task.name(),
        options.training().algorithm().name(),
        options.training().iterations(),
        options.training().algorithm().summary(),
        options.training().seed(),
        options.training().threads(),
        where);
    print.flush();
    boolean terminal = System.console() != null;
    int iterations = options.training().iterations();
    try (ProgressPrinter printer =
        new ProgressPrinter(print, System.err, terminal, task.name(), iterations)) {
      Consumer<IterationReport> watcher =
          report -> {
            printer.print(IterationLine.withNotes(report, iterations));
            printer.step();
          };
      Consumer<String> waiting =
          question -> printer.print(List.of("waiting for the operator: " + question));
      Run run = new Run(task, options, settings, folder, watcher, waiting, otherCost);
      return train(run, task, folder.path(), printer);
    }
  }

  private RunFolder folder(Path path) throws IOException {
    try {
      return RunFolder.create(path, overwrite);
    } catch (DirectoryNotEmptyException e) {
      throw new ParameterException(
          spec.commandLine(),
          path
              + " is not empty; name another folder with --out, replace it with --overwrite, or resume the"
              + " run in it by --resume "
              + path,
          e);
    }
  }

  private int train(Run run, Task task, Path path, ProgressPrinter printer) throws IOException {
    Thread interrupted = new Thread(() -> keep(run, path, printer, "Interrupted"), "keep-results");
    Runtime.getRuntime().addShutdownHook(interrupted);
    Optional<TrainingResult> result;
    Interrupts ctrlC = Interrupts.heard(stages(run, printer));
    try {
      result = run.toEnd();
    } catch (TrainingException e) {
      if (ExitCodes.removeHook(interrupted)) {
        keep(run, path, printer, run.isCancelled() ? "Interrupted" : "Failed");
      }
      if (run.isCancelled()) {
        return ExitCodes.INTERRUPTED;
      }
      throw e;
    } finally {
      ctrlC.close();
    }
    if (result.isEmpty()) {
      if (ExitCodes.removeHook(interrupted)) {
        keep(run, path, printer, "Interrupted");
      }
      return ExitCodes.INTERRUPTED;
    }
    ExitCodes.removeHook(interrupted);
    printer.close();
    report(result.get(), task, path);
    return ExitCodes.DONE;
  }

  /** What the first Ctrl-C does, and the second. The end of the process keeps the results. */
  private static List<Runnable> stages(Run run, ProgressPrinter printer) {
    return List.of(
        () -> {
          printer.print(List.of("Ending after the running episode; Ctrl-C again stops at once."));
          run.cancel();
        },
        () -> {
          run.stopNow();
          System.exit(ExitCodes.INTERRUPTED);
        });
  }

  /** Draws and says what the finished iterations gave, also while the process ends. */
  private void keep(Run run, Path path, ProgressPrinter printer, String what) {
    PrintWriter err = spec.commandLine().getErr();
    printer.close();
    try {
      int iterations = run.stop();
      err.println(
          iterations == 0
              ? what + " before the first iteration was finished."
              : what + " after iteration " + iterations + "; its results are in " + path + ".");
    } catch (IOException | RuntimeException e) {
      err.println(what + "; not all results could be written to " + path + ": " + e);
    }
    err.flush();
  }

  private void report(TrainingResult result, Task task, Path path) {
    IterationReport shown = result.history().get(result.policyIteration() - 1);
    Evaluation.Result test = shown.test().orElseThrow();
    PrintWriter print = spec.commandLine().getOut();
    String distance =
        test.finalDistance()
            .map(d -> String.format(Locale.ROOT, ", ending %.3f m from it on average", d))
            .orElse("");
    print.printf(
        Locale.ROOT,
        test.success().isPresent()
            ? "The policy reaches the goal in %3$.1f%% of %1$d held-out episodes%2$s.%n"
            : "The policy's %1$d held-out episodes cost %4$.2f on average%2$s.%n",
        task.testEpisodes(),
        distance,
        100 * Shares.rounded(test.success().orElse(0.0), 3),
        test.meanCost().orElse(Double.NaN));
    Advice.on(result.history()).stream()
        .findFirst()
        .ifPresent(first -> print.printf(Locale.ROOT, "The next thing to try: %s.%n", first));
    print.printf(Locale.ROOT, "Results are in %s.%n", path);
    print.flush();
  }
}
