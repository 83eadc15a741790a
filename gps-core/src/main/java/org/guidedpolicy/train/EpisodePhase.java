package org.guidedpolicy.train;

import java.util.List;
import java.util.Optional;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.rollout.Batch;
import org.guidedpolicy.rollout.Behaviour;
import org.guidedpolicy.rollout.EpisodeException;
import org.guidedpolicy.rollout.ExplorationNoise;
import org.guidedpolicy.rollout.RolloutCollector;
import org.guidedpolicy.rollout.Trajectory;

/**
 * Where an iteration's trajectories come from [RF, Alg. 2 lines 1 and 2]: the first iterations take
 * recorded ones as long as there are some, the others run episodes. One thread.
 */
final class EpisodePhase {
  private final TrainingOptions options;
  private final RolloutCollector rollouts;
  private final RecordedEpisodes recorded;
  private final EpisodeRecorder recorder;
  private final FallbackCounter fallbacks;
  private RecordedEpisodes.Identity identity;

  EpisodePhase(
      TrainingOptions options,
      RolloutCollector rollouts,
      RecordedEpisodes recorded,
      EpisodeRecorder recorder,
      FallbackCounter fallbacks) {
    this.options = options;
    this.rollouts = rollouts;
    this.recorded = recorded;
    this.recorder = recorder;
    this.fallbacks = fallbacks;
    this.identity = recorded.identity();
  }

  /** Identity of the recorded trajectories that the first iterations learn or learned from. */
  RecordedEpisodes.Identity memory() {
    return identity;
  }

  /** The recorded trajectories need not be given again once they have been learned from. */
  void restore(RecordedEpisodes.Identity learnedFrom) {
    identity = learnedFrom;
  }

  /** Whether an iteration's trajectories are recorded ones, and no episodes are run. */
  boolean isRecorded(int iteration) {
    return iteration <= identity.iterations();
  }

  /**
   * @param iteration 1, 2, ...
   * @param policy to run with noise; empty for the initial controller
   */
  List<Trajectory> trajectories(int iteration, Optional<GaussianPolicy> policy) {
    if (isRecorded(iteration)) {
      return recorded.of(iteration);
    }
    recorder.begin(iteration);
    try {
      return collect(iteration, policy.map(this::exploring).orElseGet(this::initial));
    } finally {
      fallbacks.warn(Fallback.EPISODE_NOT_RECORDED, "", recorder.takeFailures());
    }
  }

  private Behaviour exploring(GaussianPolicy policy) {
    return new Behaviour.Exploring(
        policy, new ExplorationNoise(options.noiseWidth(), options.leastNoise()));
  }

  private Behaviour initial() {
    return new Behaviour.Initial(ExplorationNoise.smooth(options.noiseWidth()));
  }

  private List<Trajectory> collect(int iteration, Behaviour behaviour) {
    RolloutCollector.Rollouts collected =
        rollouts.collect(
            Batch.of(
                    options.trajectories(),
                    behaviour,
                    Seeds.of(options.seed(), iteration, Seeds.Use.EPISODES))
                .withAllowedFailures(options.allowedFailures())
                .withAllowedDrops(options.episodes().allowedDrops())
                .withObserver(recorder));
    fallbacks.warn(Fallback.EPISODE_REPEATED, "repeated: ", messages(collected.failures()));
    fallbacks.warn(Fallback.EPISODE_DROPPED, "left out: ", messages(collected.dropped()));
    return collected.trajectories();
  }

  private static List<String> messages(List<EpisodeException> failures) {
    return failures.stream().map(EpisodeException::getMessage).toList();
  }
}
