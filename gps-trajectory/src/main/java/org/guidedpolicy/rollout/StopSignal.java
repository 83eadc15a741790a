package org.guidedpolicy.rollout;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ends the episodes of runners that heed it, for good: {@link #cancel} between two episodes, {@link
 * #stopNow} after the step that is running. Thread-safe.
 */
public final class StopSignal {
  private volatile boolean cancelled;
  private volatile boolean stopped;
  private final Set<LocalEpisodes> runners = ConcurrentHashMap.newKeySet();

  /** No further episode begins; a wait for an operator before one ends. */
  public void cancel() {
    cancelled = true;
    runners.forEach(LocalEpisodes::stopWaiting);
  }

  /**
   * No further step begins: an episode that is running ends after its running step and is aborted.
   * A {@link org.guidedpolicy.safety.AttendedEnvironment} is stopped at once, by this thread, and
   * stays stopped.
   */
  public void stopNow() {
    cancelled = true;
    stopped = true;
    runners.forEach(LocalEpisodes::stopEnvironments);
  }

  /** Whether no further episode is to begin. */
  public boolean isCancelled() {
    return cancelled;
  }

  /** Whether no further step is to begin. */
  public boolean isStopped() {
    return stopped;
  }

  void attach(LocalEpisodes runner) {
    runners.add(runner);
    if (stopped) {
      runner.stopEnvironments();
    }
  }

  void detach(LocalEpisodes runner) {
    runners.remove(runner);
  }
}
