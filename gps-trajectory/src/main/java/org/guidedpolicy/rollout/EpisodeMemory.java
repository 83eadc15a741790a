package org.guidedpolicy.rollout;

import java.util.Optional;

/**
 * What became of attempts at a batch's episodes, in this process and in those before it that were
 * interrupted: a {@link RememberingRunner} tells it and asks it. One call at a time.
 */
public interface EpisodeMemory {

  /**
   * What an earlier process learned of an attempt; empty if the attempt is to be run.
   *
   * @param attempt how often the episode had failed before
   * @param episode its number in the batch
   */
  Optional<Outcome> earlier(int attempt, int episode);

  /** An attempt was finished; returns when that is remembered. */
  void finished(int attempt, int episode, Trajectory trajectory);

  /** An attempt failed. */
  void failed(int attempt, EpisodeException failure);

  /** What became of an attempt. */
  sealed interface Outcome {
    /** The episode was finished. */
    record Finished(Trajectory trajectory) implements Outcome {}

    /** The attempt failed. */
    record Failed(EpisodeException failure) implements Outcome {}
  }
}
