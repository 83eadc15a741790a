package org.guidedpolicy.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.guidedpolicy.examples.experiment.Experiment;
import org.guidedpolicy.examples.experiment.Experiment.Entry;
import org.guidedpolicy.examples.experiment.Experiment.Outcome;
import org.guidedpolicy.examples.experiment.Variant;
import org.guidedpolicy.examples.run.OptionTree;
import org.guidedpolicy.examples.tasks.Task;
import org.guidedpolicy.train.TrainingException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "experiment",
    description = {
      "Trains a task with several seeds and settings, and compares.",
      "Every run has a folder of its own under --out. The same command again goes on where it",
      "was interrupted; finished runs are not repeated. Writes table.md, runs.csv, learning.png."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ExperimentCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "TASK",
      converter = Converters.TaskName.class,
      completionCandidates = Converters.TaskNames.class,
      description = "One of: ${COMPLETION-CANDIDATES}.")
  private Task task;

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
      description = {
        "Runs at the same time. Default: 1. With several, each uses --threads, 1 unless given."
      })
  private int jobs = 1;

  @Option(names = "--verbose", description = "Print a line for each iteration.")
  private boolean verbose;

  @Option(
      names = "--diagnose",
      description = "Also execute each iteration's parts on their own, into progress.jsonl.")
  private boolean diagnose;

  @Mixin private VariantArguments variantArguments;
  @Mixin private OptionArguments arguments;

  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();

  @Override
  public Integer call() throws IOException {
    Path folder = out.orElse(Path.of("experiments", task.name()));
    Experiment experiment = experiment(folder);
    List<Entry> entries = experiment.entries();
    PrintWriter print = spec.commandLine().getOut();
    print.printf("%s: %d runs; writing to %s%n", task.name(), entries.size(), folder);
    print.flush();
    AtomicBoolean interrupted = new AtomicBoolean();
    boolean terminal = System.console() != null;
    int steps =
        entries.stream()
            .mapToInt(e -> e.variant().options().toOptions().training().iterations())
            .sum();
    try (ProgressPrinter printer =
        new ProgressPrinter(print, System.err, terminal, task.name(), steps)) {
      Thread hook = new Thread(() -> stop(experiment, folder, printer, interrupted), "stop");
      Runtime.getRuntime().addShutdownHook(hook);
      runAll(experiment, entries, printer);
      if (interrupted.get()) {
        return Interrupt.EXIT_CODE;
      }
      Interrupt.removeHook(hook);
    }
    experiment.report().ifPresent(print::println);
    print.printf("Tables and plot are in %s.%n", folder);
    failures.forEach(failure -> print.println("failed: " + failure));
    print.flush();
    return failures.isEmpty() ? 0 : 1;
  }

  private Experiment experiment(Path folder) throws IOException {
    try {
      OptionTree options = arguments.of(task);
      if (jobs > 1 && !arguments.threadsGiven()) {
        options = options.with("training.threads", "1");
      }
      List<Variant> variants = variantArguments.of(options);
      Experiment experiment = new Experiment(task, variants, seeds.seeds(), folder, diagnose);
      experiment.check();
      return experiment;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private void runAll(Experiment experiment, List<Entry> entries, ProgressPrinter printer)
      throws IOException {
    ExecutorService pool = Executors.newFixedThreadPool(jobs);
    try {
      List<Future<?>> all =
          entries.stream()
              .<Future<?>>map(entry -> pool.submit(() -> run(experiment, entry, printer)))
              .toList();
      for (Future<?> each : all) {
        each.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      experiment.stop();
    } catch (ExecutionException e) {
      experiment.stop();
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      pool.shutdown();
    }
  }

  private Outcome run(Experiment experiment, Entry entry, ProgressPrinter printer)
      throws IOException {
    int iterations = entry.variant().options().toOptions().training().iterations();
    try {
      Outcome outcome =
          experiment.run(
              entry,
              (e, report) -> {
                if (verbose) {
                  List<String> lines = IterationLine.withNotes(report, iterations);
                  printer.print(lines.stream().map(line -> e.name() + "  " + line).toList());
                }
                printer.step();
              });
      printer.print(List.of(entry.name() + "  " + describe(experiment, entry, outcome)));
      return outcome;
    } catch (TrainingException e) {
      failures.add(entry.name() + ": " + e.getMessage());
      printer.print(List.of(entry.name() + "  failed: " + e.getMessage()));
      return Outcome.STOPPED;
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
        .map(
            record ->
                String.format(
                    Locale.ROOT,
                    "%ssuccess %.3f, last third %.3f; distance %.3f m; %s",
                    what,
                    record.success(),
                    record.lastThirdSuccess(),
                    record.distance(),
                    IterationLine.duration(record.seconds())))
        .orElse(what);
  }

  /** Runs while the process ends. */
  private void stop(
      Experiment experiment, Path folder, ProgressPrinter printer, AtomicBoolean interrupted) {
    interrupted.set(true);
    printer.close();
    PrintWriter err = spec.commandLine().getErr();
    try {
      experiment.stop();
      experiment.report();
      err.println(
          "Interrupted; finished runs are in " + folder + ". The same command goes on from there.");
    } catch (IOException | RuntimeException e) {
      err.println("Interrupted; not all results could be written to " + folder + ": " + e);
    }
    err.flush();
  }
}
