package org.guidedpolicy.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

  private final Optional<TrajectoryFile> file;
  private final List<String> failures = new ArrayList<>();
  private int iteration;

  private EpisodeRecorder(Optional<TrajectoryFile> file) {
    this.file = file;
  }

  /**
   * @param path of the file; empty to record nothing
   * @throws TrainingException if episodes cannot be added to the file
   */
  static EpisodeRecorder open(Optional<Path> path, EnvironmentSpec spec) {
    if (path.isEmpty()) {
      return new EpisodeRecorder(Optional.empty());
    }
    try {
      return new EpisodeRecorder(Optional.of(TrajectoryFile.append(path.get(), spec)));
    } catch (IOException e) {
      throw new TrainingException("record: " + e.getMessage(), e);
    }
  }

  synchronized void begin(int number) {
    iteration = number;
  }

  @Override
  public void finished(int episode, Trajectory trajectory) {
    file.ifPresent(f -> add(f, episode, trajectory));
  }

  private synchronized void add(TrajectoryFile to, int episode, Trajectory trajectory) {
    try {
      to.add(iteration, episode, trajectory);
    } catch (IOException e) {
      String failure = "episode " + episode + " could not be recorded: " + e;
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
