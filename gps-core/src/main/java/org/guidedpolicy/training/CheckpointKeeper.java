package org.guidedpolicy.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores a training's state when it is due. A disk that is full or gone does not end the training:
 * the failure is logged and reported with the next iteration, and the checkpoints that are there
 * stay. One thread.
 */
final class CheckpointKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointKeeper.class);

  private final CheckpointFolder folder;
  private final int every;
  private Optional<TrainingState> unsaved = Optional.empty();
  private final List<String> failures = new ArrayList<>();

  CheckpointKeeper(CheckpointFolder folder, int every) {
    this.folder = folder;
    this.every = every;
  }

  /** Takes the state after an iteration, and stores it if it is this one's turn. */
  void finished(int iteration, Supplier<TrainingState> state) {
    try {
      unsaved = Optional.of(state.get());
    } catch (UncheckedIOException e) {
      failed(iteration, e);
    }
    if (iteration % every == 0) {
      save();
    }
  }

  /** Stores the last state if that has not been done: training ends here. */
  void save() {
    unsaved.ifPresent(this::save);
  }

  private void save(TrainingState state) {
    try {
      folder.save(state.iteration(), CheckpointFormat.bytes(state));
      unsaved = Optional.empty();
    } catch (IOException e) {
      failed(state.iteration(), e);
    }
  }

  private void failed(int iteration, Exception e) {
    String failure =
        "the checkpoint of iteration "
            + iteration
            + " could not be written to "
            + folder.path()
            + ": "
            + e.getMessage();
    LOG.warn("{}; training continues", failure);
    failures.add(failure);
  }

  /** Failures since the last call. */
  List<String> takeFailures() {
    List<String> taken = List.copyOf(failures);
    failures.clear();
    return taken;
  }
}
