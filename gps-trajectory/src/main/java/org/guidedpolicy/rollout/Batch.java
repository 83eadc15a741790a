package org.guidedpolicy.rollout;

import org.guidedpolicy.argument.Require;

/**
 * Episodes that a {@link RolloutCollector} is to collect, numbered from 0. Immutable.
 *
 * @param episodes how many
 * @param starts where they start
 * @param behaviour who acts
 * @param seed source of all randomness of these episodes
 * @param allowedFailures how many attempts may fail in total and are repeated, each time with new
 *     randomness
 * @param allowedDrops how many episodes may be left out after that, because they fail still
 * @param observer told of every episode that was finished, by one thread at a time
 */
public record Batch(
    int episodes,
    Starts starts,
    Behaviour behaviour,
    long seed,
    int allowedFailures,
    int allowedDrops,
    EpisodeObserver observer) {

  public Batch {
    Require.atLeast("episodes", episodes, 0);
    Require.atLeast("allowedFailures", allowedFailures, 0);
    Require.atLeast("allowedDrops", allowedDrops, 0);
    if (starts instanceof Starts.Conditions conditions && episodes != conditions.episodes()) {
      throw new IllegalArgumentException(
          conditions.conditions()
              + " conditions of "
              + conditions.each()
              + " episodes are "
              + conditions.episodes()
              + " episodes, not "
              + episodes);
    }
  }

  /** Episodes that start anywhere, none of which may fail. */
  public static Batch of(int episodes, Behaviour behaviour, long seed) {
    return new Batch(episodes, new Starts.Anywhere(), behaviour, seed, 0, 0, (m, trajectory) -> {});
  }

  /** The same episodes with other starts. */
  public Batch withStarts(Starts other) {
    return new Batch(episodes, other, behaviour, seed, allowedFailures, allowedDrops, observer);
  }

  /** The same episodes, of whose attempts so many may fail and are repeated. */
  public Batch withAllowedFailures(int count) {
    return new Batch(episodes, starts, behaviour, seed, count, allowedDrops, observer);
  }

  /** The same episodes, of which so many may be left out in the end. */
  public Batch withAllowedDrops(int count) {
    return new Batch(episodes, starts, behaviour, seed, allowedFailures, count, observer);
  }

  /**
   * The same episodes, each tried once, and left out if it fails: for tests of a policy, where a
   * failed episode is a result.
   */
  public Batch eachOnce() {
    return withAllowedFailures(0).withAllowedDrops(episodes);
  }

  /** The same episodes, told to an observer. */
  public Batch withObserver(EpisodeObserver other) {
    return new Batch(episodes, starts, behaviour, seed, allowedFailures, allowedDrops, other);
  }
}
