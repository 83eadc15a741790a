package org.guidedpolicy.rollout;

/** Told by an {@link EpisodeRunner} what became of each attempt, in any order. */
public interface EpisodeSink {

  /** An episode was finished. */
  void done(int episode, Trajectory trajectory);

  /** The attempt at the episode {@link EpisodeException#episode} failed. */
  void failed(EpisodeException failure);

  /** Whether it is of use to begin further attempts; once false, it stays false. */
  boolean wantsMore();
}
