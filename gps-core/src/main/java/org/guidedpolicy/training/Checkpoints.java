package org.guidedpolicy.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.guidedpolicy.argument.Require;

/**
 * Where and how often a training stores its state, so that it can be resumed after any
 * interruption. Immutable; each setting returns a new value.
 *
 * <pre>{@code
 * ResetFreeGPS.builder(Cart::new, cost).checkpoints(Checkpoints.in(folder)).build().train();
 * // after a crash, a power cut, a kill:
 * ResetFreeGPS.resume(folder, Cart::new, cost).build().train();
 * }</pre>
 */
public final class Checkpoints {
  private final Path folder;
  private final int every;
  private final int keep;
  private final boolean resume;

  private Checkpoints(Path folder, int every, int keep, boolean resume) {
    this.folder = folder;
    this.every = every;
    this.keep = keep;
    this.resume = resume;
  }

  /**
   * After every iteration into a folder of their own, the last 3 kept.
   *
   * @param folder made when training begins, if it does not exist
   */
  public static Checkpoints in(Path folder) {
    return new Checkpoints(Objects.requireNonNull(folder, "folder"), 1, 3, false);
  }

  /** After every k-th iteration, and when training ends or fails; default 1. */
  public Checkpoints every(int iterations) {
    Require.atLeast("every", iterations, 1);
    return new Checkpoints(folder, iterations, keep, resume);
  }

  /** How many are kept; older ones are deleted. Default 3. */
  public Checkpoints keep(int count) {
    Require.atLeast("keep", count, 1);
    return new Checkpoints(folder, every, count, resume);
  }

  /**
   * Whether training resumes from the newest checkpoint in the folder if there is one; default no:
   * it refuses to begin where another training left checkpoints. For programs that are started
   * again and again with the same code until they are done; others use {@link Trainings#resume}.
   */
  public Checkpoints resume(boolean wanted) {
    return new Checkpoints(folder, every, keep, wanted);
  }

  /** Where they are written. */
  public Path folder() {
    return folder;
  }

  int every() {
    return every;
  }

  int keep() {
    return keep;
  }

  boolean resume() {
    return resume;
  }

  /**
   * Deletes the checkpoints in the folder and nothing else.
   *
   * @throws CheckpointException if a training is writing there
   */
  public void delete() throws IOException {
    CheckpointFolder.delete(folder);
  }
}
