package org.guidedpolicy.rollout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.jspecify.annotations.Nullable;

/**
 * Collects batches of episodes from a runner: numbers them, repeats those that fail, leaves out
 * what still fails, as far as the batch allows. Episode m depends on the batch's seed, on m and on
 * how often it failed alone, so the result is the same for any runner and any number of threads.
 *
 * <p>One call at a time.
 */
public final class RolloutCollector implements AutoCloseable {

  /**
   * What a batch brought.
   *
   * @param first number of the first episode
   * @param trajectories one for each episode that was finished, in order
   * @param failures the attempts that failed and were repeated, in order of attempt and episode
   * @param dropped the failures of the episodes that were left out in the end
   */
  public record Rollouts(
      int first,
      List<Trajectory> trajectories,
      List<EpisodeException> failures,
      List<EpisodeException> dropped) {
    public Rollouts {
      trajectories = List.copyOf(trajectories);
      failures = List.copyOf(failures);
      dropped = List.copyOf(dropped);
    }

    /** Those of a batch that begins with episode 0. */
    public Rollouts(
        List<Trajectory> trajectories,
        List<EpisodeException> failures,
        List<EpisodeException> dropped) {
      this(0, trajectories, failures, dropped);
    }

    /** The number of each trajectory's episode, ascending: all but those left out. */
    public int[] numbers() {
      Set<Integer> out =
          dropped.stream().map(EpisodeException::episode).collect(Collectors.toSet());
      return IntStream.range(first, first + trajectories.size() + dropped.size())
          .filter(m -> !out.contains(m))
          .toArray();
    }
  }

  private final EpisodeRunner runner;

  /**
   * @param runner closed with this collector
   */
  public RolloutCollector(EpisodeRunner runner) {
    this.runner = runner;
  }

  /**
   * Runs episodes in turn on one environment, which stays open.
   *
   * @param controllers what acts in each
   * @param episodes how many
   * @param seed source of all their randomness
   * @throws EpisodeException if an episode fails
   */
  public static List<Trajectory> inTurn(
      Environment environment, ControllerFactory controllers, int episodes, long seed) {
    try (RolloutCollector one = new RolloutCollector(LocalEpisodes.inTurn(environment))) {
      return one.collect(Batch.of(episodes, new Behaviour.Local(controllers), seed)).trajectories();
    }
  }

  /**
   * A collector on the same runner that leaves out attempts which a memory has, and has it remember
   * the others, each before the next begins on the same environment. Of the two, close one.
   */
  public RolloutCollector remembering(EpisodeMemory memory) {
    return new RolloutCollector(new RememberingRunner(runner, memory));
  }

  /** That of all environments. */
  public EnvironmentSpec spec() {
    return runner.spec();
  }

  /** M, to how many conditions each environment can be reset; 0 if they cannot. */
  public int conditions() {
    return runner.conditions();
  }

  /**
   * Runs a batch's episodes.
   *
   * @throws EpisodeException if more attempts fail than may: the first one too many; says what, in
   *     which episode, at which step
   * @throws UnsupportedOperationException if the runner has no such starts or nobody who acts so
   */
  public Rollouts collect(Batch batch) {
    return collect(batch, 0);
  }

  /**
   * Runs more of a batch's episodes: as {@link #collect(Batch)}, with numbers from another on, as
   * if the batch had begun with 0.
   *
   * @param first number of the first episode
   */
  public Rollouts collect(Batch batch, int first) {
    @Nullable Trajectory[] done = new Trajectory[first + batch.episodes()];
    List<EpisodeException> repeated = new ArrayList<>();
    List<EpisodeException> dropped = new ArrayList<>();
    int[] todo = IntStream.range(first, first + batch.episodes()).toArray();
    for (int attempt = 0; todo.length > 0; attempt++) {
      int repeatable = batch.allowedFailures() - repeated.size();
      int droppable = batch.allowedDrops() - dropped.size();
      BatchAttempt sink = new BatchAttempt(todo, repeatable + droppable, batch.observer());
      runner.run(
          new EpisodeOrder(batch.starts(), batch.behaviour(), batch.seed(), attempt), todo, sink);
      sink.addTo(done);
      List<EpisodeException> failed = sink.failures();
      List<EpisodeException> again = failed.subList(0, Math.min(repeatable, failed.size()));
      repeated.addAll(again);
      dropped.addAll(failed.subList(again.size(), failed.size()));
      todo = again.stream().mapToInt(EpisodeException::episode).toArray();
    }
    return new Rollouts(first, present(done), repeated, dropped);
  }

  private static List<Trajectory> present(@Nullable Trajectory[] done) {
    return Arrays.stream(done).flatMap(Stream::ofNullable).toList();
  }

  /** What runs the episodes. */
  public EpisodeRunner runner() {
    return runner;
  }

  /** Closes the runner. */
  @Override
  public void close() {
    runner.close();
  }
}
