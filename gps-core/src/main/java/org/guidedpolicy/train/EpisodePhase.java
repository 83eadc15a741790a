package org.guidedpolicy.train;

import java.util.List;
import java.util.Optional;
import org.guidedpolicy.initial.InitialController;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.rollout.ControllerFactory;
import org.guidedpolicy.rollout.Controllers;
import org.guidedpolicy.rollout.EpisodeException;
import org.guidedpolicy.rollout.RolloutCollector;
import org.guidedpolicy.rollout.Trajectory;

/**
 * Where an iteration's trajectories come from [RF, Alg. 2 lines 1 and 2]: the first iterations take
 * recorded ones as long as there are some, the others run episodes. One thread.
 */
final class EpisodePhase {
  private final TrainingOptions options;
  private final RolloutCollector rollouts;
  private final InitialController initialController;
  private final RecordedEpisodes recorded;
  private final EpisodeRecorder recorder;
  private final FallbackCounter fallbacks;
  private RecordedEpisodes.Identity identity;

  EpisodePhase(
      TrainingOptions options,
      RolloutCollector rollouts,
      InitialController initialController,
      RecordedEpisodes recorded,
      EpisodeRecorder recorder,
      FallbackCounter fallbacks) {
    this.options = options;
    this.rollouts = rollouts;
    this.initialController = initialController;
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
    rollouts.observe(recorder);
    try {
      return collect(iteration, policy.map(this::exploring).orElseGet(this::initial));
    } finally {
      rollouts.observe((episode, trajectory) -> {});
      fallbacks.warn(Fallback.EPISODE_NOT_RECORDED, "", recorder.takeFailures());
    }
  }

  private ControllerFactory exploring(GaussianPolicy policy) {
    return Controllers.mixingNoise(smooth(Controllers.exploring(policy)), options.leastNoise(), 1);
  }

  private ControllerFactory initial() {
    return smooth(initialController.controllers(rollouts.spec()));
  }

  private ControllerFactory smooth(ControllerFactory controllers) {
    return Controllers.smooth(controllers, rollouts.spec().actionDimension(), options.noiseWidth());
  }

  private List<Trajectory> collect(int iteration, ControllerFactory controllers) {
    RolloutCollector.Rollouts collected =
        rollouts.collect(
            options.trajectories(),
            controllers,
            Seeds.of(options.seed(), iteration, Seeds.Use.EPISODES),
            options.allowedFailures(),
            options.episodes().allowedDrops());
    fallbacks.warn(Fallback.EPISODE_REPEATED, "repeated: ", messages(collected.failures()));
    fallbacks.warn(Fallback.EPISODE_DROPPED, "left out: ", messages(collected.dropped()));
    return collected.trajectories();
  }

  private static List<String> messages(List<EpisodeException> failures) {
    return failures.stream().map(EpisodeException::getMessage).toList();
  }
}
