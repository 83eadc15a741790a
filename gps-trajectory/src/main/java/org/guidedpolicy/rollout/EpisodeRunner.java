package org.guidedpolicy.rollout;

import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;

/**
 * Runs attempts at episodes, on threads of this process or elsewhere. What an attempt brings is
 * decided by its order and number; which runner it is, and in which order it runs them, makes no
 * difference. One call at a time.
 */
public interface EpisodeRunner extends AutoCloseable {

  /** That of all its environments. */
  EnvironmentSpec spec();

  /** M, to how many conditions each of its environments can be reset; 0 if they cannot. */
  int conditions();

  /**
   * Runs one attempt at each episode, in any order, and returns when each was told to the sink, or
   * when the sink wants no more and the attempts that had begun have ended.
   *
   * @param order what all have in common
   * @param episodes their numbers, each once
   * @param sink told of each, by one thread at a time
   * @throws UnsupportedOperationException if there are no such starts, or nobody who acts so
   * @throws IllegalStateException if this runner is closed
   * @throws java.util.concurrent.CancellationException if the calling thread is interrupted, or the
   *     {@link #stopSignal} given while there was something left to run
   */
  void run(EpisodeOrder order, int[] episodes, EpisodeSink sink);

  /** Whether an environment of this runner's own is the very object. */
  default boolean uses(Environment environment) {
    return false;
  }

  /** What ends this runner's episodes early. */
  default StopSignal stopSignal() {
    return new StopSignal();
  }

  /** Ends what the runner has begun; what it was lent stays open. */
  @Override
  void close();
}
