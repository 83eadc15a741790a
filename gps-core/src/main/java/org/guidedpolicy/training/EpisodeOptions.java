package org.guidedpolicy.training;

import java.time.Duration;
import java.util.Optional;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.safety.Deadlines;

/**
 * How long an episode may take, and how many may be missing. The deadlines hold for training and
 * test episodes; an episode that misses one has failed. With a deadline the environment is called
 * on a thread of its own, which costs up to a tenth of a millisecond a step.
 *
 * @param stepDeadline seconds that each step may take; 0 for as long as it likes
 * @param resetDeadline seconds that each reset may take; 0 for as long as it likes
 * @param episodeDeadline seconds from the start of the reset to the end of the last step; 0 for as
 *     long as it likes
 * @param allowedDrops episodes of an iteration that may be left out, once {@link
 *     TrainingOptions#allowedFailures} are used up; the iteration learns from the others
 */
public record EpisodeOptions(
    double stepDeadline, double resetDeadline, double episodeDeadline, int allowedDrops) {

  public EpisodeOptions {
    Require.notNegative("stepDeadline", stepDeadline);
    Require.notNegative("resetDeadline", resetDeadline);
    Require.notNegative("episodeDeadline", episodeDeadline);
    Require.atLeast("allowedDrops", allowedDrops, 0);
  }

  /** No deadlines; no episode may be left out. */
  public static EpisodeOptions defaults() {
    return new EpisodeOptions(0, 0, 0, 0);
  }

  /** These options with another {@link #stepDeadline}. */
  public EpisodeOptions withStepDeadline(double seconds) {
    return new EpisodeOptions(seconds, resetDeadline, episodeDeadline, allowedDrops);
  }

  /** These options with another {@link #resetDeadline}. */
  public EpisodeOptions withResetDeadline(double seconds) {
    return new EpisodeOptions(stepDeadline, seconds, episodeDeadline, allowedDrops);
  }

  /** These options with another {@link #episodeDeadline}. */
  public EpisodeOptions withEpisodeDeadline(double seconds) {
    return new EpisodeOptions(stepDeadline, resetDeadline, seconds, allowedDrops);
  }

  /** These options with another {@link #allowedDrops}. */
  public EpisodeOptions withAllowedDrops(int value) {
    return new EpisodeOptions(stepDeadline, resetDeadline, episodeDeadline, value);
  }

  Deadlines deadlines() {
    return new Deadlines(
        duration(resetDeadline), duration(stepDeadline), duration(episodeDeadline));
  }

  private static Optional<Duration> duration(double seconds) {
    return seconds == 0
        ? Optional.empty()
        : Optional.of(Duration.ofNanos((long) Math.max(1, Math.min(9e18, seconds * 1e9))));
  }
}
