package org.guidedpolicy.training;

import java.util.List;
import org.guidedpolicy.rollout.ControllerFactory;
import org.guidedpolicy.rollout.EpisodeException;
import org.guidedpolicy.rollout.RolloutCollector;
import org.guidedpolicy.rollout.Trajectory;

/** Runs a training's episodes: records them, and counts those that fail. One thread. */
public final class TrainingEpisodes {
  private final TrainingOptions options;
  private final RolloutCollector rollouts;
  private final EpisodeRecorder recorder;
  private final FallbackCounter fallbacks;

  TrainingEpisodes(
      TrainingOptions options,
      RolloutCollector rollouts,
      EpisodeRecorder recorder,
      FallbackCounter fallbacks) {
    this.options = options;
    this.rollouts = rollouts;
    this.recorder = recorder;
    this.fallbacks = fallbacks;
  }

  /**
   * An iteration's training episodes, repeated where they fail as the options allow.
   *
   * @param iteration 1, 2, ...
   * @param episodes how many
   * @param controllers what acts in each
   */
  public List<Trajectory> collect(int iteration, int episodes, ControllerFactory controllers) {
    recorder.begin(iteration);
    rollouts.observe(recorder);
    try {
      RolloutCollector.Rollouts collected =
          rollouts.collect(
              episodes,
              controllers,
              seed(iteration),
              options.allowedFailures(),
              options.episodes().allowedDrops());
      fallbacks.warn(Fallback.EPISODE_REPEATED, "repeated: ", messages(collected.failures()));
      fallbacks.warn(Fallback.EPISODE_DROPPED, "left out: ", messages(collected.dropped()));
      return collected.trajectories();
    } finally {
      rollouts.observe((episode, trajectory) -> {});
      fallbacks.warn(Fallback.EPISODE_NOT_RECORDED, "", recorder.takeFailures());
    }
  }

  /**
   * Episodes from the starts of an iteration's training episodes, for a simulation whose starts
   * depend on their generator alone. They are neither recorded nor counted, and each is run once.
   */
  public RolloutCollector.Rollouts again(
      int iteration, int episodes, ControllerFactory controllers) {
    return rollouts.collectOnce(episodes, controllers, seed(iteration));
  }

  private long seed(int iteration) {
    return Seeds.of(options.seed(), iteration, Seeds.Use.EPISODES);
  }

  private static List<String> messages(List<EpisodeException> failures) {
    return failures.stream().map(EpisodeException::getMessage).toList();
  }
}
