package org.guidedpolicy.safety;

import java.time.Duration;
import java.util.Optional;
import org.guidedpolicy.environment.Environment;

/**
 * How long an environment's calls may take; without a deadline as long as they like. Immutable and
 * thread-safe.
 *
 * @param reset each {@link Environment#reset}
 * @param step each {@link Environment#step}
 * @param episode from the start of the reset to the end of the last step
 */
public record Deadlines(
    Optional<Duration> reset, Optional<Duration> step, Optional<Duration> episode) {

  /**
   * @throws IllegalArgumentException naming the deadline that is not positive
   */
  public Deadlines {
    requirePositive("resetDeadline", reset);
    requirePositive("stepDeadline", step);
    requirePositive("episodeDeadline", episode);
  }

  /** No deadline. */
  public static Deadlines none() {
    return new Deadlines(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Whether there is any. */
  public boolean any() {
    return reset.isPresent() || step.isPresent() || episode.isPresent();
  }

  static void requirePositive(String name, Optional<Duration> deadline) {
    if (deadline.isPresent() && (deadline.get().isZero() || deadline.get().isNegative())) {
      throw new IllegalArgumentException(name + " must be positive, is " + deadline.get());
    }
  }
}
