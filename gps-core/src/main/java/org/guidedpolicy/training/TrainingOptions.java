package org.guidedpolicy.training;

import java.util.Objects;
import java.util.function.Consumer;
import org.guidedpolicy.argument.Require;

/**
 * Everything that decides how a run trains, apart from the environment, the cost and the network.
 * Immutable; two runs with equal options give equal results, whatever the number of threads.
 *
 * @param iterations iterations to run
 * @param seed source of all randomness
 * @param threads threads for episodes and learning
 * @param allowedFailures episodes an iteration that may fail and are then repeated from another
 *     start; one more ends training
 * @param episodes how long an episode may take, and how many may be missing
 * @param selectedPolicy which iteration's policy is the result
 * @param algorithm how each iteration learns, with its own options
 */
public record TrainingOptions(
    int iterations,
    long seed,
    int threads,
    int allowedFailures,
    EpisodeOptions episodes,
    SelectedPolicy selectedPolicy,
    Algorithm algorithm) {

  /** Which iteration's policy is the result. */
  public enum SelectedPolicy {
    /** The last one. */
    LAST,
    /**
     * The one whose own training episodes cost the least on average, exploration noise included. A
     * policy's episodes are those of the iteration after it, so the last policy has none: it is the
     * result only if there is no other.
     */
    BEST_IN_TRAINING
  }

  /**
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  public TrainingOptions {
    Require.atLeast("iterations", iterations, 1);
    Require.atLeast("threads", threads, 1);
    Require.atLeast("allowedFailures", allowedFailures, 0);
    Objects.requireNonNull(episodes, "episodes");
    Objects.requireNonNull(selectedPolicy, "selectedPolicy");
    Objects.requireNonNull(algorithm, "algorithm").validate(episodes);
  }

  /** The defaults of all options but the algorithm's own. */
  public static TrainingOptions of(Algorithm algorithm) {
    return new Draft(algorithm).options();
  }

  /** The defaults of all options, with this algorithm's own. */
  public TrainingOptions defaults() {
    return of(Algorithms.named(algorithm.name()).orElse(algorithm));
  }

  /** These options with some changed: {@code options.with(o -> o.iterations = 30)}. */
  public TrainingOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(algorithm);
    draft.set(this);
    change.accept(draft);
    return draft.options();
  }

  /**
   * Options that are being changed; what they may be together is checked at the end. One thread.
   */
  public static final class Draft {
    /** Iterations to run. */
    public int iterations = 30;

    /** Source of all randomness. */
    public long seed = 1;

    /** For episodes and learning; the result does not depend on it. */
    public int threads = Runtime.getRuntime().availableProcessors();

    /** Episodes an iteration that may fail and are then repeated. */
    public int allowedFailures = 10;

    /** How long an episode may take, and how many may be missing. */
    public EpisodeOptions episodes = EpisodeOptions.defaults();

    /** Which iteration's policy is the result. */
    public SelectedPolicy selectedPolicy = SelectedPolicy.LAST;

    /** How each iteration learns. */
    public Algorithm algorithm;

    Draft(Algorithm algorithm) {
      this.algorithm = algorithm;
    }

    void set(TrainingOptions from) {
      iterations = from.iterations;
      seed = from.seed;
      threads = from.threads;
      allowedFailures = from.allowedFailures;
      episodes = from.episodes;
      selectedPolicy = from.selectedPolicy;
      algorithm = from.algorithm;
    }

    TrainingOptions options() {
      return new TrainingOptions(
          iterations, seed, threads, allowedFailures, episodes, selectedPolicy, algorithm);
    }
  }
}
