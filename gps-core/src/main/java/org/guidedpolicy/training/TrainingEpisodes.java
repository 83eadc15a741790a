package org.guidedpolicy.training;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.rollout.Batch;
import org.guidedpolicy.rollout.Behaviour;
import org.guidedpolicy.rollout.EpisodeException;
import org.guidedpolicy.rollout.RolloutCollector;
import org.guidedpolicy.rollout.Starts;
import org.guidedpolicy.rollout.StopSignal;
import org.guidedpolicy.rollout.Trajectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a training's episodes: records them, and counts those that fail. One thread. */
public final class TrainingEpisodes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingEpisodes.class);

  private final TrainingOptions options;
  private final RolloutCollector rollouts;
  private final EpisodeRecorder recorder;
  private final FallbackCounter fallbacks;
  private List<Trajectory> latest = List.of();

  /** Episodes of the running iteration: ordered, and attempts that failed. */
  private int ordered;

  private int repeated;
  private int dropped;
  private final Optional<EpisodeKeeper> keeper;

  TrainingEpisodes(
      TrainingOptions options,
      RolloutCollector rollouts,
      EpisodeRecorder recorder,
      FallbackCounter fallbacks) {
    this(options, rollouts, recorder, fallbacks, Optional.empty());
  }

  /**
   * @param keeper stores every episode and has those of an iteration that was interrupted
   */
  TrainingEpisodes(
      TrainingOptions options,
      RolloutCollector rollouts,
      EpisodeRecorder recorder,
      FallbackCounter fallbacks,
      Optional<EpisodeKeeper> keeper) {
    this.options = options;
    this.rollouts = rollouts;
    this.recorder = recorder;
    this.fallbacks = fallbacks;
    this.keeper = keeper;
  }

  /**
   * An iteration begins.
   *
   * @param policy that acts in it, as bytes; none in the first
   */
  void begin(int iteration, Supplier<byte[]> policy) {
    keeper.ifPresent(k -> k.begin(iteration, policy));
  }

  /** After a failure: what is kept of the running iteration, as a clause, or nothing. */
  String kept() {
    return keeper
        .filter(k -> k.stored() > 0)
        .map(
            k ->
                "; "
                    + k.stored()
                    + " finished episodes of this iteration are stored in "
                    + k.path()
                    + ": resuming runs only those that are missing")
        .orElse("");
  }

  /**
   * M, to how many conditions the environment can be reset.
   *
   * @throws TrainingException if it cannot be reset
   */
  public int conditions() {
    int conditions = rollouts.conditions();
    if (conditions == 0) {
      throw new TrainingException(
          options.algorithm().name()
              + " resets the environment to its conditions, and this one cannot be reset; implement"
              + " ResettableEnvironment, put FixedStarts around a simulation, or train by"
              + " reset-free");
    }
    return conditions;
  }

  /** An iteration's training episodes from wherever the environment starts. */
  public RolloutCollector.Rollouts collect(int iteration, int episodes, Behaviour behaviour) {
    return collect(iteration, Batch.of(episodes, behaviour, seed(iteration)));
  }

  /** An iteration's training episodes in the environment's conditions. */
  public RolloutCollector.Rollouts collect(
      int iteration, Starts.Conditions starts, Behaviour behaviour) {
    return collect(
        iteration, Batch.of(starts.episodes(), behaviour, seed(iteration)).withStarts(starts));
  }

  /**
   * More episodes of an iteration, after those that it has collected: their numbers, and with them
   * their randomness, continue where those of the iteration's last call ended.
   */
  public RolloutCollector.Rollouts more(int iteration, int episodes, Behaviour behaviour) {
    return collectNext(Batch.of(episodes, behaviour, seed(iteration)));
  }

  /** Repeated where they fail as the options allow. */
  private RolloutCollector.Rollouts collect(int iteration, Batch batch) {
    ordered = 0;
    repeated = 0;
    dropped = 0;
    latest = List.of();
    recorder.begin(iteration);
    int finished = keeper.map(EpisodeKeeper::open).orElse(0);
    if (finished > 0) {
      LOG.info(
          "iteration {}: {} episodes were finished before the interruption", iteration, finished);
      recorder.resume();
    }
    return collectNext(batch);
  }

  private RolloutCollector.Rollouts collectNext(Batch batch) {
    try {
      RolloutCollector.Rollouts finished =
          keeper
              .map(rollouts::remembering)
              .orElse(rollouts)
              .collect(
                  batch
                      .withAllowedFailures(options.allowedFailures() - repeated)
                      .withAllowedDrops(options.episodes().allowedDrops() - dropped)
                      .withObserver(recorder),
                  ordered);
      ordered += batch.episodes();
      repeated += finished.failures().size();
      dropped += finished.dropped().size();
      RolloutCollector.Rollouts collected = Runaways.leftOut(finished);
      fallbacks.warn(Fallback.EPISODE_REPEATED, "repeated: ", messages(collected.failures()));
      fallbacks.warn(Fallback.EPISODE_DROPPED, "left out: ", messages(collected.dropped()));
      latest = Stream.concat(latest.stream(), collected.trajectories().stream()).toList();
      return collected;
    } finally {
      fallbacks.warn(Fallback.EPISODE_NOT_RECORDED, "", recorder.takeFailures());
      keeper.ifPresent(k -> fallbacks.warn(Fallback.EPISODE_NOT_RECORDED, "", k.takeFailures()));
    }
  }

  /**
   * Episodes from the starts of an iteration's training episodes, for a simulation whose starts
   * depend on their generator alone. They are neither recorded nor counted, and each is run once.
   */
  public RolloutCollector.Rollouts again(int iteration, int episodes, Behaviour behaviour) {
    return rollouts.collect(Batch.of(episodes, behaviour, seed(iteration)).eachOnce());
  }

  /** The training episodes run since the last call. */
  List<Trajectory> takeLatest() {
    List<Trajectory> taken = latest;
    latest = List.of();
    return taken;
  }

  /** A policy's test episodes, on the robot that training runs on. */
  RolloutCollector.Rollouts test(Evaluation evaluation, Policy policy) {
    return evaluation.run(policy, rollouts.runner());
  }

  /** Whether training runs on the very object. */
  boolean uses(Environment environment) {
    return rollouts.runner().uses(environment);
  }

  /** What ends training. */
  StopSignal stopSignal() {
    return rollouts.runner().stopSignal();
  }

  @Override
  public void close() {
    keeper.ifPresent(EpisodeKeeper::close);
  }

  private long seed(int iteration) {
    return Seeds.of(options.seed(), iteration, Seeds.Use.EPISODES);
  }

  private static List<String> messages(List<EpisodeException> failures) {
    return failures.stream().map(EpisodeException::getMessage).toList();
  }
}
