package org.guidedpolicy.cli.experiment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.guidedpolicy.cli.record.RunFolder;
import org.guidedpolicy.cli.run.OptionTree;
import org.guidedpolicy.cli.run.Run;
import org.guidedpolicy.cli.run.RunSettings;
import org.guidedpolicy.file.InUseException;
import org.guidedpolicy.file.ProcessLock;
import org.guidedpolicy.file.WholeFile;
import org.guidedpolicy.plot.ComparisonPlot;
import org.guidedpolicy.task.Task;
import org.guidedpolicy.training.IterationReport;
import org.guidedpolicy.training.TrainingException;

/**
 * Runs of a task for every variant and seed, each in a folder of its own. Finished runs are never
 * repeated; several processes may work on one experiment, a run is always done by one of them.
 * Thread-safe.
 */
public final class Experiment {
  private final Task task;
  private final List<Variant> variants;
  private final List<Long> seeds;
  private final Path folder;
  private final boolean diagnose;
  private final Optional<ScreeningDesign> screening;
  private final Set<Run> active = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

  /**
   * @param task what is learned
   * @param variants with different names
   * @param seeds each variant is run with each of them
   * @param folder for everything
   * @param diagnose whether every iteration's parts are executed on their own
   * @param screening the design that the variants are of, if they are of one
   */
  public Experiment(
      Task task,
      List<Variant> variants,
      List<Long> seeds,
      Path folder,
      boolean diagnose,
      Optional<ScreeningDesign> screening) {
    this.task = task;
    this.variants = List.copyOf(variants);
    this.seeds = List.copyOf(seeds);
    this.folder = folder;
    this.diagnose = diagnose;
    this.screening = screening;
  }

  /**
   * One run of the experiment.
   *
   * @param variant how
   * @param seed with which seed
   */
  public record Entry(Variant variant, long seed) {
    public String name() {
      return variant.name() + " seed " + seed;
    }
  }

  /** How an entry ended. */
  public enum Outcome {
    /** It was finished before. */
    THERE_ALREADY,
    /** It is finished now. */
    DONE,
    /** Another process works on it. */
    ELSEWHERE,
    /** {@link #stop} ended it. */
    STOPPED
  }

  /** Told of what happens; called by the threads that call {@link #run}. */
  public interface Watcher {
    void onIteration(Entry entry, IterationReport report);
  }

  /** Every variant with the first seed, then with the second, and so on. */
  public List<Entry> entries() {
    return seeds.stream()
        .flatMap(seed -> variants.stream().map(variant -> new Entry(variant, seed)))
        .toList();
  }

  private Path path(Entry entry) {
    return folder.resolve(entry.variant().folderName()).resolve("seed-" + entry.seed());
  }

  private static OptionTree options(Entry entry) {
    return entry.variant().options().with("training.seed", Long.toString(entry.seed()));
  }

  /**
   * Checks every entry before the first is run.
   *
   * @throws IllegalArgumentException if options are wrong, or a finished run had others
   */
  public void check() throws IOException {
    for (Entry entry : entries()) {
      options(entry).toOptions();
      if (isFinished(entry)) {
        requireSameOptions(entry);
      }
    }
  }

  private boolean isFinished(Entry entry) {
    return Files.exists(RunFolder.open(path(entry)).result());
  }

  private void requireSameOptions(Entry entry) throws IOException {
    Path file = RunFolder.open(path(entry)).options();
    OptionTree wanted = OptionTree.of(options(entry).toOptions());
    List<String> differences =
        OptionTree.parse(Files.readString(file)).differences(wanted).stream()
            .filter(difference -> !difference.startsWith("training.threads "))
            .toList();
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          file + " has other options: " + String.join(", ", differences));
    }
  }

  /**
   * Runs an entry unless it is done.
   *
   * @throws TrainingException if training fails
   */
  public Outcome run(Entry entry, Watcher watcher) throws IOException {
    if (isFinished(entry)) {
      return Outcome.THERE_ALREADY;
    }
    Path path = path(entry);
    Files.createDirectories(path);
    ProcessLock lock;
    try {
      lock = ProcessLock.acquire(path.resolve(".lock"));
    } catch (InUseException e) {
      return Outcome.ELSEWHERE;
    }
    try {
      return isFinished(entry) ? Outcome.THERE_ALREADY : runAlone(entry, path, watcher);
    } finally {
      lock.close();
    }
  }

  private Outcome runAlone(Entry entry, Path path, Watcher watcher) throws IOException {
    Run run =
        new Run(
            task,
            options(entry).toOptions(),
            RunSettings.withoutCheckpoints(diagnose),
            RunFolder.create(path, true),
            report -> watcher.onIteration(entry, report));
    active.add(run);
    try {
      return !stopped && run.toEnd().isPresent() ? Outcome.DONE : Outcome.STOPPED;
    } finally {
      active.remove(run);
    }
  }

  /** Ends all runs in progress; no other begins. */
  public void stop() throws IOException {
    stopped = true;
    for (Run run : active) {
      run.stop();
    }
  }

  /** A finished run's record. */
  public Optional<RunRecord> record(Entry entry) throws IOException {
    return isFinished(entry)
        ? Optional.of(
            RunRecord.read(entry.variant().name(), entry.seed(), RunFolder.open(path(entry))))
        : Optional.empty();
  }

  /**
   * Writes the tables and plots of all finished runs, if there are any.
   *
   * @return the text of table.md, of effects.md for a screening
   */
  public synchronized Optional<String> report() throws IOException {
    List<RunRecord> runs = new ArrayList<>();
    for (Variant variant : variants) {
      for (long seed : seeds) {
        record(new Entry(variant, seed)).ifPresent(runs::add);
      }
    }
    if (runs.isEmpty()) {
      return Optional.empty();
    }
    String title = task.name() + ", " + task.testEpisodes() + " held-out episodes";
    String table = Summary.markdown(title, runs);
    write("table.md", table);
    write("runs.csv", Summary.csv(runs));
    if (screening.isPresent()) {
      String effects = ScreeningEffects.markdown(title, screening.get(), runs);
      write("effects.md", effects);
      return Optional.of(effects);
    }
    DiagnosisSummary.plot(task.name(), runs, folder.resolve("diagnosis.png"));
    ComparisonPlot.write(
        task.name(),
        String.format(
            Locale.ROOT,
            "interquartile mean over seeds %s, band: its 95%% bootstrap interval",
            SeedRanges.text(seeds)),
        Summary.byVariant(runs).stream().map(Bands::of).toList(),
        task.distanceLevel(),
        folder.resolve("learning.png"));
    return Optional.of(table);
  }

  private void write(String file, String text) throws IOException {
    WholeFile.write(folder.resolve(file), text.getBytes(StandardCharsets.UTF_8));
  }
}
