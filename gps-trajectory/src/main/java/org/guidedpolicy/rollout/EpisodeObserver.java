package org.guidedpolicy.rollout;

/** Told of every episode that was finished, by one thread at a time. */
@FunctionalInterface
public interface EpisodeObserver {
  /**
   * @param episode its number in the collection, from 0; episodes that run in parallel finish in
   *     any order
   * @param trajectory what happened
   */
  void finished(int episode, Trajectory trajectory);
}
