package org.guidedpolicy.train;

import java.util.Objects;
import java.util.function.Consumer;
import org.guidedpolicy.argument.Require;

/**
 * Everything that decides how a run trains, apart from the environment, the cost and the network.
 * Immutable; two runs with equal options give equal results, whatever the number of threads.
 *
 * @param iterations iterations to run
 * @param trajectories M, episodes an iteration
 * @param clusters Kc, groups of trajectories that share their models
 * @param seed source of all randomness
 * @param threads threads for episodes and learning
 * @param allowedFailures episodes an iteration that may fail and are then repeated from another
 *     start; one more ends training
 * @param episodes how long an episode may take, and how many may be missing
 * @param noiseWidth exploration noise is white noise through a Gaussian window of this standard
 *     deviation, in steps, its variance kept; 0 for white noise
 * @param leastNoise an episode of the policy has its exploration noise times a number drawn evenly
 *     from leastNoise to 1: episodes with little noise show where the policy fails when it is left
 *     alone, those with much noise show how the robot responds
 * @param models how dynamics and policy are modelled
 * @param step how far a local policy may move in one iteration
 * @param policy what the network is trained on
 * @param returned which iteration's policy is the result
 */
public record TrainingOptions(
    int iterations,
    int trajectories,
    int clusters,
    long seed,
    int threads,
    int allowedFailures,
    EpisodeOptions episodes,
    double noiseWidth,
    double leastNoise,
    ModelOptions models,
    StepOptions step,
    PolicyOptions policy,
    Returned returned) {

  /** Which iteration's policy is the result. */
  public enum Returned {
    /** The last one. */
    LAST,
    /**
     * The one whose own training episodes cost least on average, exploration noise included. A
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
    Require.atLeast("trajectories", trajectories, 1);
    Require.atLeast("clusters", clusters, 1);
    Require.atLeast("threads", threads, 1);
    Require.atLeast("allowedFailures", allowedFailures, 0);
    Require.notNegative("noiseWidth", noiseWidth);
    Require.share("leastNoise", leastNoise);
    if (clusters > trajectories) {
      throw new IllegalArgumentException(
          "clusters is "
              + clusters
              + ", more than the "
              + trajectories
              + " trajectories an iteration; use fewer clusters or more trajectories");
    }
    Objects.requireNonNull(episodes, "episodes");
    Objects.requireNonNull(models, "models");
    Objects.requireNonNull(step, "step");
    Objects.requireNonNull(policy, "policy");
    Objects.requireNonNull(returned, "returned");
    if (episodes.allowedDrops() >= trajectories) {
      throw new IllegalArgumentException(
          "allowedDrops is "
              + episodes.allowedDrops()
              + ", must be less than the "
              + trajectories
              + " trajectories an iteration, of which at least one must be left");
    }
  }

  /** 15 iterations of 40 trajectories in 8 clusters, on all processors. */
  public static TrainingOptions defaults() {
    return new TrainingOptions(
        15,
        40,
        8,
        1,
        Runtime.getRuntime().availableProcessors(),
        10,
        EpisodeOptions.defaults(),
        2,
        1,
        ModelOptions.defaults(),
        StepOptions.defaults(),
        PolicyOptions.defaults(),
        Returned.LAST);
  }

  /** These options with another {@link #iterations}. */
  public TrainingOptions withIterations(int value) {
    return with(draft -> draft.iterations = value);
  }

  /** These options with another {@link #trajectories}. */
  public TrainingOptions withTrajectories(int value) {
    return with(draft -> draft.trajectories = value);
  }

  /** These options with another {@link #clusters}. */
  public TrainingOptions withClusters(int value) {
    return with(draft -> draft.clusters = value);
  }

  /** These options with another {@link #seed}. */
  public TrainingOptions withSeed(long value) {
    return with(draft -> draft.seed = value);
  }

  /** These options with another {@link #threads}. */
  public TrainingOptions withThreads(int value) {
    return with(draft -> draft.threads = value);
  }

  /** These options with another {@link #allowedFailures}. */
  public TrainingOptions withAllowedFailures(int value) {
    return with(draft -> draft.allowedFailures = value);
  }

  /** These options with another {@link #episodes}. */
  public TrainingOptions withEpisodes(EpisodeOptions value) {
    return with(draft -> draft.episodes = value);
  }

  /** These options with another {@link #noiseWidth}. */
  public TrainingOptions withNoiseWidth(double value) {
    return with(draft -> draft.noiseWidth = value);
  }

  /** These options with another {@link #leastNoise}. */
  public TrainingOptions withLeastNoise(double value) {
    return with(draft -> draft.leastNoise = value);
  }

  /** These options with another {@link #models}. */
  public TrainingOptions withModels(ModelOptions value) {
    return with(draft -> draft.models = value);
  }

  /** These options with another {@link #step}. */
  public TrainingOptions withStep(StepOptions value) {
    return with(draft -> draft.step = value);
  }

  /** These options with another {@link #policy}. */
  public TrainingOptions withPolicy(PolicyOptions value) {
    return with(draft -> draft.policy = value);
  }

  /** These options with another {@link #returned}. */
  public TrainingOptions withReturned(Returned value) {
    return with(draft -> draft.returned = value);
  }

  private TrainingOptions with(Consumer<OptionsDraft> change) {
    OptionsDraft draft = new OptionsDraft(this);
    change.accept(draft);
    return draft.options();
  }
}
