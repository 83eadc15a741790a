package org.guidedpolicy.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.guidedpolicy.policy.Policy;

/**
 * A training's state after an iteration, read from its file; see docs/checkpoint-format.md. To
 * resume from it use {@link Trainings#resume}; here it can be looked at. Immutable and thread-safe.
 */
public final class Checkpoint {
  private final Path file;
  private final TrainingState state;

  Checkpoint(Path file, TrainingState state) {
    this.file = file;
    this.state = state;
  }

  /**
   * @throws CheckpointException if the file is no checkpoint, is damaged, or of another version
   * @throws IOException if the file cannot be read
   */
  public static Checkpoint read(Path file) throws IOException {
    return new Checkpoint(file, CheckpointFormat.read(file));
  }

  /**
   * The newest checkpoint in a folder that is undamaged.
   *
   * @throws CheckpointException if there is none
   * @throws IOException if the folder cannot be read
   */
  public static Checkpoint newest(Path folder) throws IOException {
    return CheckpointFolder.newest(folder)
        .orElseThrow(() -> new CheckpointException(folder, "holds no checkpoint"));
  }

  /**
   * The options of the training that keeps its state in a folder: those of its newest checkpoint,
   * or of the episodes it has stored if its first iteration is not done.
   *
   * @throws CheckpointException if there is neither
   * @throws IOException if the folder cannot be read
   */
  public static TrainingOptions optionsIn(Path folder) throws IOException {
    Optional<Checkpoint> newest = CheckpointFolder.newest(folder);
    if (newest.isPresent()) {
      return newest.get().options();
    }
    return CheckpointFolder.beginning(folder)
        .orElseThrow(() -> new CheckpointException(folder, "holds no checkpoint"));
  }

  /**
   * As {@link #optionsIn(Path)}, if that kind of algorithm trained.
   *
   * @throws CheckpointException if another one did
   */
  public static TrainingOptions optionsIn(Path folder, Class<? extends Algorithm> kind)
      throws IOException {
    TrainingOptions options = optionsIn(folder);
    if (!kind.isInstance(options.algorithm())) {
      throw new CheckpointException(
          folder, "has a training by " + options.algorithm().name() + "; resume it with that");
    }
    return options;
  }

  /** Where it was read from. */
  public Path file() {
    return file;
  }

  /** The last iteration that was done. */
  public int iteration() {
    return state.iteration();
  }

  /** The options that training had. */
  public TrainingOptions options() {
    return state.header().options();
  }

  /** One report for each finished iteration. */
  public List<IterationReport> history() {
    return state.header().history();
  }

  /**
   * The last iteration's policy.
   *
   * @throws IllegalStateException if it is of a kind that only its own trainer can read
   */
  public Policy policy() {
    return state.defaultPolicy(file);
  }

  TrainingState state() {
    return state;
  }
}
