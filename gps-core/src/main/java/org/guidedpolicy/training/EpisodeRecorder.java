package org.guidedpolicy.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.rollout.EpisodeObserver;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.rollout.TrajectoryFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds the episodes of an iteration to a file. One that cannot be written is reported and learned
 * from all the same. Thread-safe.
 */
final class EpisodeRecorder implements EpisodeObserver, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EpisodeRecorder.class);

  private final Optional<Path> path;
  private final Optional<TrajectoryFile> file;
  private final List<String> failures = new ArrayList<>();

  /** Of an iteration that is resumed: episodes that the file has already. */
  private final Map<Integer, List<Trajectory>> present = new HashMap<>();

  private int iteration;

  private EpisodeRecorder(Optional<Path> path, Optional<TrajectoryFile> file) {
    this.path = path;
    this.file = file;
  }

  /**
   * @param path of the file; empty to record nothing
   * @throws TrainingException if episodes cannot be added to the file
   */
  static EpisodeRecorder open(Optional<Path> path, EnvironmentSpec spec) {
    if (path.isEmpty()) {
      return new EpisodeRecorder(path, Optional.empty());
    }
    try {
      return new EpisodeRecorder(path, Optional.of(TrajectoryFile.append(path.get(), spec)));
    } catch (IOException e) {
      throw new TrainingException("record: " + e.getMessage(), e);
    }
  }

  synchronized void begin(int number) {
    iteration = number;
    present.clear();
  }

  /**
   * Some of the iteration's episodes were finished by a process that was interrupted: those that it
   * recorded are not added again.
   */
  synchronized void resume() {
    try {
      if (path.isPresent()) {
        TrajectoryFile.read(path.get()).episodes().stream()
            .filter(e -> e.iteration() == iteration)
            .forEach(
                e ->
                    present
                        .computeIfAbsent(e.episode(), n -> new ArrayList<>())
                        .add(e.trajectory()));
      }
    } catch (IOException e) {
      String failure = "what is recorded already could not be read: " + e.getMessage();
      LOG.warn("iteration {}: {}", iteration, failure);
      failures.add(failure);
    }
  }

  @Override
  public void finished(int episode, Trajectory trajectory) {
    file.ifPresent(f -> add(f, episode, trajectory));
  }

  private synchronized void add(TrajectoryFile to, int episode, Trajectory trajectory) {
    if (present.getOrDefault(episode, List.of()).contains(trajectory)) {
      return;
    }
    try {
      to.add(iteration, episode, trajectory);
    } catch (IOException e) {
      String failure = "episode " + episode + " could not be recorded: " + e.getMessage();
      LOG.warn("iteration {}: {}", iteration, failure);
      failures.add(failure);
    }
  }

  /** Failures since the last call. */
  synchronized List<String> takeFailures() {
    List<String> taken = List.copyOf(failures);
    failures.clear();
    return taken;
  }

  @Override
  public void close() {
    try {
      if (file.isPresent()) {
        file.get().close();
      }
    } catch (IOException e) {
      LOG.warn("the file of recorded episodes could not be closed", e);
    }
  }
}
