package org.guidedpolicy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.guidedpolicy.cli.experiment.Experiment;
import org.guidedpolicy.cli.experiment.Experiment.Entry;
import org.guidedpolicy.cli.experiment.Experiment.Outcome;
import org.guidedpolicy.cli.experiment.ScreeningDesign;
import org.guidedpolicy.cli.experiment.Variant;
import org.guidedpolicy.cli.run.OptionTree;
import org.guidedpolicy.task.Task;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "experiment",
    description = {
      "Trains a task with several seeds and settings, and compares.",
      "Every run has a folder of its own under --out; table.md, runs.csv and learning.png compare"
          + " them. The same command again resumes where it was interrupted; finished runs are not"
          + " repeated."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ExperimentCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private TaskArgument chosen;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for all runs. Default: experiments/TASK.")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--seeds",
      paramLabel = "LIST",
      converter = SeedList.Converter.class,
      defaultValue = "0-4",
      description = "Seeds of each variant, such as 0-4 or 0,3,7. Default: 0-4.")
  private SeedList seeds;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      converter = Converters.Count.class,
      description =
          "Runs at the same time, each in a process of its own. Default: 1. With several, each"
              + " uses --threads, 1 unless given.")
  private int jobs = 1;

  @Option(names = "--verbose", description = "Print a line for each iteration.")
  private boolean verbose;

  @Option(
      names = "--diagnose",
      description =
          "Also execute each iteration's parts on their own; table.md and diagnosis.png have what"
              + " they reach.")
  private boolean diagnose;

  @Mixin private VariantArguments variantArguments;
  @Mixin private OptionArguments arguments;

  @Option(names = "--worker", hidden = true, description = "Started by another process.")
  private boolean worker;

  @Override
  public Integer call() throws IOException {
    Task task = chosen.task();
    Path folder = out.orElse(Path.of("experiments", task.name()));
    Experiment experiment = experiment(folder);
    if (worker) {
      Workers.endWithParent();
      return runInTurn(experiment, new WorkerOutput(spec.commandLine().getOut()));
    }
    List<Entry> entries = experiment.entries();
    PrintWriter print = spec.commandLine().getOut();
    print.printf(Locale.ROOT, "%s: %d runs; writing to %s%n", task.name(), entries.size(), folder);
    print.flush();
    boolean terminal = System.console() != null;
    int steps = entries.stream().mapToInt(ExperimentCommand::iterations).sum();
    try (ProgressPrinter printer =
        new ProgressPrinter(print, System.err, terminal, task.name(), steps)) {
      int code = jobs > 1 ? runInWorkers(experiment, printer) : runInTurn(experiment, printer);
      if (code == ExitCodes.INTERRUPTED) {
        return code;
      }
    }
    experiment.report().ifPresent(print::println);
    print.printf(Locale.ROOT, "Tables and plots are in %s.%n", folder);
    return missing(experiment, print) ? ExitCodes.FAILED : ExitCodes.DONE;
  }

  private static int iterations(Entry entry) {
    return entry.variant().options().toOptions().training().iterations();
  }

  /** Says which runs are not finished. */
  private static boolean missing(Experiment experiment, PrintWriter print) throws IOException {
    boolean any = false;
    for (Entry entry : experiment.entries()) {
      if (experiment.record(entry).isEmpty()) {
        print.println("not finished: " + entry.name());
        any = true;
      }
    }
    print.flush();
    return any;
  }

  private Experiment experiment(Path folder) throws IOException {
    try {
      Task task = chosen.task();
      Optional<ScreeningDesign> screening = variantArguments.screening();
      List<Variant> variants = variants(task, screening);
      Experiment experiment =
          new Experiment(task, variants, seeds.seeds(), folder, diagnose, screening);
      experiment.check();
      return experiment;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** Those of the options, or of each algorithm that is compared. */
  private List<Variant> variants(Task task, Optional<ScreeningDesign> screening)
      throws IOException {
    if (arguments.compared().isEmpty()) {
      OptionTree base = inOneThread(arguments.of(task));
      return screening
          .map(s -> s.variants(base))
          .orElseGet(() -> variantArguments.of(base, a -> inOneThread(arguments.of(task, a))));
    }
    if (screening.isPresent()) {
      throw new IllegalArgumentException("--screen goes with one --algorithm");
    }
    return arguments.compared().stream()
        .flatMap(
            name ->
                variantArguments
                    .of(
                        inOneThread(arguments.of(task, name)),
                        a -> inOneThread(arguments.of(task, a)))
                    .stream()
                    .map(
                        v ->
                            new Variant(
                                v.name().equals("defaults") ? name : name + " " + v.name(),
                                v.options())))
        .toList();
  }

  private OptionTree inOneThread(OptionTree options) {
    return jobs > 1 && !arguments.threadsGiven() ? options.with("training.threads", "1") : options;
  }

  private int runInTurn(Experiment experiment, ProgressOutput output) throws IOException {
    AtomicBoolean interrupted = new AtomicBoolean();
    Thread hook =
        new Thread(
            () -> {
              interrupted.set(true);
              stop(experiment, output);
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    boolean failed = false;
    try {
      for (Entry entry : experiment.entries()) {
        failed |= !run(experiment, entry, output);
      }
    } finally {
      if (!interrupted.get()) {
        ExitCodes.removeHook(hook);
      }
    }
    return interrupted.get() ? ExitCodes.INTERRUPTED : failed ? ExitCodes.FAILED : ExitCodes.DONE;
  }

  /** Each run in another process; see {@link Workers}. */
  private int runInWorkers(Experiment experiment, ProgressPrinter printer) throws IOException {
    List<String> arguments =
        new ArrayList<>(spec.root().commandLine().getParseResult().originalArgs());
    arguments.add("--worker");
    for (Entry entry : experiment.entries()) {
      if (experiment.record(entry).isPresent()) {
        String line = describe(experiment, entry, Outcome.THERE_ALREADY);
        printer.print(List.of(entry.name() + "  " + line));
      }
    }
    try (Workers workers =
        new Workers(jobs, arguments, line -> WorkerOutput.forward(line, printer))) {
      AtomicBoolean interrupted = new AtomicBoolean();
      Thread hook =
          new Thread(
              () -> {
                interrupted.set(true);
                workers.stop();
                stop(experiment, printer);
              },
              "stop");
      Runtime.getRuntime().addShutdownHook(hook);
      List<String> failures = workers.await();
      if (interrupted.get()) {
        return ExitCodes.INTERRUPTED;
      }
      ExitCodes.removeHook(hook);
      printer.print(failures);
      return failures.isEmpty() ? ExitCodes.DONE : ExitCodes.FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCodes.INTERRUPTED;
    }
  }

  /** Returns false if the run failed; the experiment continues with the next. */
  private boolean run(Experiment experiment, Entry entry, ProgressOutput output)
      throws IOException {
    try {
      Outcome outcome =
          experiment.run(
              entry,
              (e, report) -> {
                if (verbose) {
                  List<String> lines = IterationLine.withNotes(report, iterations(e));
                  output.print(lines.stream().map(line -> e.name() + "  " + line).toList());
                }
                output.step();
              });
      if (!worker || outcome == Outcome.DONE) {
        output.print(List.of(entry.name() + "  " + describe(experiment, entry, outcome)));
      }
      return true;
    } catch (RuntimeException e) {
      output.print(List.of(entry.name() + "  failed: " + e));
      return false;
    }
  }

  private static String describe(Experiment experiment, Entry entry, Outcome outcome)
      throws IOException {
    String what =
        switch (outcome) {
          case THERE_ALREADY -> "was finished before: ";
          case DONE -> "";
          case ELSEWHERE -> "is being run by another process";
          case STOPPED -> "stopped";
        };
    return experiment
        .record(entry)
        .map(record -> what + record.inWords() + "; " + IterationLine.duration(record.seconds()))
        .orElse(what);
  }

  /** Runs while the process ends. */
  private void stop(Experiment experiment, ProgressOutput output) {
    PrintWriter err = spec.commandLine().getErr();
    try {
      experiment.stop();
      if (!worker) {
        output.close();
        experiment.report();
        err.println("Interrupted; finished runs are kept. The same command resumes from there.");
      }
    } catch (IOException | RuntimeException e) {
      err.println("Interrupted; not all results could be written: " + e);
    }
    err.flush();
  }
}
