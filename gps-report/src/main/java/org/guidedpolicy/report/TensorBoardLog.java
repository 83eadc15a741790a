package org.guidedpolicy.report;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.report.EventFile.Scalar;
import org.guidedpolicy.training.Evaluation;
import org.guidedpolicy.training.Fallback;
import org.guidedpolicy.training.IterationReport;
import org.guidedpolicy.training.TrainingListener;
import org.guidedpolicy.training.TrainingOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Each iteration's numbers for TensorBoard, which shows the runs of all folders below its {@code
 * --logdir}. Steps are training episodes, times are true.
 *
 * <pre>{@code
 * ResetFreeGPS.builder(Cart::new, cost)
 *     .listener(TensorBoardLog.to(Path.of("runs/cart-7")))
 * }</pre>
 *
 * <p>Every training writes a new file {@code events.out.tfevents...} of a few kilobytes. One that
 * is resumed after an interruption tells TensorBoard to forget what the earlier file has of later
 * steps. A file that cannot be written ends no training: the reason is logged at level warn, once.
 * Thread-safe; for one training after another.
 */
public final class TensorBoardLog implements TrainingListener {
  private static final Logger LOG = LoggerFactory.getLogger(TensorBoardLog.class);

  private final Path folder;
  private Optional<EventFile> file = Optional.empty();
  private boolean described;
  private boolean warned;

  private TensorBoardLog(Path folder) {
    this.folder = Objects.requireNonNull(folder, "folder");
  }

  /**
   * @param folder of the run, whose name TensorBoard shows; made if it does not exist
   */
  public static TensorBoardLog to(Path folder) {
    return new TensorBoardLog(folder);
  }

  private interface Work {
    void run() throws IOException;
  }

  private void attempt(Work work) {
    try {
      work.run();
      warned = false;
    } catch (IOException e) {
      if (!warned) {
        LOG.warn(
            "TensorBoard's events cannot be written to {} ({}); training continues without them."
                + " Make room or give rights, and the next iteration is written",
            folder,
            e.toString());
      }
      warned = true;
    }
  }

  private EventFile file() throws IOException {
    if (file.isEmpty()) {
      file = Optional.of(EventFile.create(folder, Instant.now()));
      described = false;
    }
    return file.get();
  }

  @Override
  public synchronized void onStart(TrainingOptions options, List<IterationReport> history) {
    file = Optional.empty();
    if (!history.isEmpty()) {
      int done = history.get(history.size() - 1).episodes();
      attempt(() -> file().addRestart(Instant.now(), done + 1));
    }
  }

  @Override
  public synchronized void onIteration(IterationReport report, Policy policy) {
    attempt(
        () -> {
          List<Scalar> scalars = scalars(report);
          file().add(Instant.now(), report.episodes(), described ? plain(scalars) : scalars);
          described = true;
        });
  }

  private static List<Scalar> plain(List<Scalar> scalars) {
    return scalars.stream().map(s -> new Scalar(s.tag(), s.value(), "")).toList();
  }

  /** The iteration's numbers, with descriptions. */
  static List<Scalar> scalars(IterationReport r) {
    List<Scalar> all = new ArrayList<>();
    add(all, "cost/training", r.meanCost(), "Mean over the iteration's training episodes.");
    r.test().ifPresent(test -> addTest(all, test));
    r.figures().forEach(f -> add(all, f.key(), f.value(), f.meaning()));
    addFallbacks(all, r.fallbacks());
    add(all, "seconds/iteration", r.totalSeconds(), "Wall-clock time.");
    r.seconds().forEach((phase, s) -> add(all, "seconds/" + word(phase), s, ""));
    return all;
  }

  private static void addFallbacks(List<Scalar> all, Map<Fallback, Integer> counts) {
    add(
        all,
        "fallbacks/notable",
        sum(counts, true),
        "Ways in which training continued with less than was asked for.");
    add(all, "fallbacks/others", sum(counts, false), "Those of trainings that go well, too.");
    counts.forEach((kind, times) -> add(all, "fallbacks/" + kind.key(), times, kind.description()));
  }

  private static int sum(Map<Fallback, Integer> counts, boolean notable) {
    return counts.entrySet().stream()
        .filter(e -> e.getKey().isNotable() == notable)
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  private static void addTest(List<Scalar> all, Evaluation.Result test) {
    test.meanCost().ifPresent(c -> add(all, "cost/held_out", c, "Mean over held-out episodes."));
    test.finalDistance()
        .ifPresent(
            d -> add(all, "distance/held_out", d, "Mean distance from the goal at the end."));
    test.success()
        .ifPresent(s -> add(all, "success/held_out", s, "Share of held-out episodes, 0 to 1."));
  }

  private static void add(List<Scalar> all, String tag, double value, String description) {
    all.add(new Scalar(tag, value, description));
  }

  /** TensorBoard wants tags of letters, digits and a few signs. */
  private static String word(String name) {
    return name.replaceAll("[^A-Za-z0-9._-]", "_");
  }
}
