package org.guidedpolicy.train;

/**
 * {@link TrainingOptions} that are being changed one by one. What they may be together is checked
 * at the end, so the order does not matter. One thread.
 */
final class OptionsDraft {
  int iterations;
  int trajectories;
  int clusters;
  long seed;
  int threads;
  int allowedFailures;
  EpisodeOptions episodes;
  double noiseWidth;
  double leastNoise;
  ModelOptions models;
  StepOptions step;
  PolicyOptions policy;
  TrainingOptions.Returned returned;

  OptionsDraft(TrainingOptions from) {
    set(from);
  }

  /** Takes over all options. */
  void set(TrainingOptions from) {
    iterations = from.iterations();
    trajectories = from.trajectories();
    clusters = from.clusters();
    seed = from.seed();
    threads = from.threads();
    allowedFailures = from.allowedFailures();
    episodes = from.episodes();
    noiseWidth = from.noiseWidth();
    leastNoise = from.leastNoise();
    models = from.models();
    step = from.step();
    policy = from.policy();
    returned = from.returned();
  }

  /**
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  TrainingOptions options() {
    return new TrainingOptions(
        iterations,
        trajectories,
        clusters,
        seed,
        threads,
        allowedFailures,
        episodes,
        noiseWidth,
        leastNoise,
        models,
        step,
        policy,
        returned);
  }
}
