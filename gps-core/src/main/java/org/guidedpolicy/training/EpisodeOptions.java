package org.guidedpolicy.training;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.safety.Deadlines;

/**
 * How long an episode may take, and how many may be missing. The deadlines hold for training and
 * test episodes; an episode that misses one has failed. With a deadline the environment is called
 * on a thread of its own, which costs up to a tenth of a millisecond a step.
 *
 * @param stepDeadline seconds that each step may take; 0 for no limit
 * @param resetDeadline seconds that each reset may take; 0 for no limit
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

  private EpisodeOptions(Draft d) {
    this(d.stepDeadline, d.resetDeadline, d.episodeDeadline, d.allowedDrops);
  }

  /** No deadlines; no episode may be left out. */
  public static EpisodeOptions defaults() {
    return new EpisodeOptions(new Draft());
  }

  /** These options with some changed: {@code options.with(o -> o.stepDeadline = 0.5)}. */
  public EpisodeOptions with(Consumer<Draft> change) {
    Draft draft = new Draft();
    draft.stepDeadline = stepDeadline;
    draft.resetDeadline = resetDeadline;
    draft.episodeDeadline = episodeDeadline;
    draft.allowedDrops = allowedDrops;
    change.accept(draft);
    return new EpisodeOptions(draft);
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

  /** Options that are being changed; checked together at the end. One thread. */
  public static final class Draft {
    public double stepDeadline = 0; // seconds; 0 for no limit
    public double resetDeadline = 0; // seconds; 0 for no limit
    public double episodeDeadline = 0; // seconds, reset included; 0 for no limit
    public int allowedDrops = 0; // episodes of an iteration
  }
}
