package org.guidedpolicy.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.file.Sha256;
import org.guidedpolicy.rollout.EpisodeException;
import org.guidedpolicy.rollout.EpisodeMemory;
import org.guidedpolicy.rollout.Trajectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores every attempt at an episode beside the checkpoints, before the next begins, and has those
 * of an iteration that was interrupted. An attempt that cannot be written is reported and learned
 * from all the same. One thread at a time.
 */
final class EpisodeKeeper implements EpisodeMemory, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EpisodeKeeper.class);

  private final CheckpointFolder folder;
  private final TrainingOptions options;
  private final EnvironmentSpec spec;
  private final String policyTrainer;
  private final List<String> failures = new ArrayList<>();
  private int iteration;
  private Supplier<byte[]> policy = () -> new byte[0];
  private Optional<EpisodeJournal> journal = Optional.empty();

  EpisodeKeeper(
      CheckpointFolder folder,
      TrainingOptions options,
      EnvironmentSpec spec,
      String policyTrainer) {
    this.folder = folder;
    this.options = options;
    this.spec = spec;
    this.policyTrainer = policyTrainer;
  }

  /**
   * An iteration begins.
   *
   * @param acting the policy that acts in it, as bytes; none in the first
   */
  void begin(int number, Supplier<byte[]> acting) {
    close();
    iteration = number;
    policy = acting;
  }

  /**
   * The iteration's episodes begin.
   *
   * @return how many of them an interrupted process finished
   * @throws TrainingException if what it left cannot be used
   */
  int open() {
    Path file = folder.episodes(iteration);
    byte[] acting = policy.get();
    EpisodeJournal.Header now =
        new EpisodeJournal.Header(
            options,
            Resumption.settings(spec),
            policyTrainer,
            iteration,
            HexFormat.of().formatHex(Sha256.of(acting, 0, acting.length)));
    try {
      if (Files.exists(file)) {
        requireUsable(file, now);
      }
      EpisodeJournal opened =
          EpisodeJournal.open(
              file, now, spec, options.allowedFailures() + options.episodes().allowedDrops());
      journal = Optional.of(opened);
      return opened.finished();
    } catch (IOException e) {
      throw new TrainingException("the episodes of an interrupted iteration: " + e.getMessage(), e);
    }
  }

  /** Episodes of another policy do not belong to this iteration; they are kept under a new name. */
  private void requireUsable(Path file, EpisodeJournal.Header now) throws IOException {
    EpisodeJournal.Header before = EpisodeJournal.header(file);
    Resumption.requireSame(
        file,
        new TrainingState.Header(
            before.options(),
            before.environment(),
            before.policyTrainer(),
            Optional.empty(),
            List.of()),
        options,
        spec,
        policyTrainer);
    if (!before.policy().equals(now.policy())) {
      String name = file.getFileName() + "." + before.policy().substring(0, 8) + ".unused";
      Files.move(file, file.resolveSibling(name));
      LOG.warn(
          "{} has episodes of another policy than iteration {} now begins with; they are kept as {}"
              + " and run again",
          file,
          iteration,
          name);
    }
  }

  /** Finished episodes of the running iteration that are on the disk. */
  int stored() {
    return journal.map(EpisodeJournal::finished).orElse(0);
  }

  /** Where they are. */
  Path path() {
    return folder.path();
  }

  @Override
  public Optional<Outcome> earlier(int attempt, int episode) {
    return journal.flatMap(j -> j.outcome(attempt, episode));
  }

  @Override
  public void finished(int attempt, int episode, Trajectory trajectory) {
    write(episode, to -> to.add(attempt, episode, trajectory));
  }

  @Override
  public void failed(int attempt, EpisodeException failure) {
    write(failure.episode(), to -> to.add(attempt, failure));
  }

  private interface Addition {
    void to(EpisodeJournal journal) throws IOException;
  }

  private void write(int episode, Addition addition) {
    try {
      addition.to(journal.orElseThrow());
    } catch (IOException e) {
      String failure =
          "episode " + episode + " could not be stored in " + folder.path() + ": " + e.getMessage();
      LOG.warn("iteration {}: {}", iteration, failure);
      failures.add(failure);
    }
  }

  /** Failures since the last call. */
  List<String> takeFailures() {
    List<String> taken = List.copyOf(failures);
    failures.clear();
    return taken;
  }

  @Override
  public void close() {
    try {
      if (journal.isPresent()) {
        journal.get().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      journal = Optional.empty();
    }
  }
}
