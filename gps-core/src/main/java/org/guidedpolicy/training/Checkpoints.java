package org.guidedpolicy.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
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
  private final Optional<Boolean> episodes;

  private Checkpoints(
      Path folder, int every, int keep, boolean resume, Optional<Boolean> episodes) {
    this.folder = folder;
    this.every = every;
    this.keep = keep;
    this.resume = resume;
    this.episodes = episodes;
  }

  /**
   * After every iteration into a folder of their own, the last 3 kept.
   *
   * @param folder made when training begins, if it does not exist
   */
  public static Checkpoints in(Path folder) {
    return new Checkpoints(Objects.requireNonNull(folder, "folder"), 1, 3, false, Optional.empty());
  }

  /** After every k-th iteration, and when training ends or fails; default 1. */
  public Checkpoints every(int iterations) {
    Require.atLeast("every", iterations, 1);
    return new Checkpoints(folder, iterations, keep, resume, episodes);
  }

  /** How many are kept; older ones are deleted. Default 3. */
  public Checkpoints keep(int count) {
    Require.atLeast("keep", count, 1);
    return new Checkpoints(folder, every, count, resume, episodes);
  }

  /**
   * Whether training resumes from the newest checkpoint in the folder if there is one; default no:
   * it refuses to begin where another training left checkpoints. For programs that are started
   * again and again with the same code until they are done; others use {@link Trainings#resume}.
   */
  public Checkpoints resume(boolean wanted) {
    return new Checkpoints(folder, every, keep, wanted, episodes);
  }

  /**
   * Whether every finished episode is stored too, before the next begins; resuming then runs only
   * those that are missing. Default: where the environment is the one robot there is, and not for
   * environments that a factory makes.
   */
  public Checkpoints episodes(boolean wanted) {
    return new Checkpoints(folder, every, keep, resume, Optional.of(wanted));
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

  Optional<Boolean> episodes() {
    return episodes;
  }

  /**
   * Deletes the checkpoints and episodes that trainings stored in the folder, and nothing else.
   *
   * @throws CheckpointException if a training is writing there
   */
  public void delete() throws IOException {
    CheckpointFolder.delete(folder);
  }
}
