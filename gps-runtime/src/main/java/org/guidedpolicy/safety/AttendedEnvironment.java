package org.guidedpolicy.safety;

import java.util.Optional;
import org.guidedpolicy.environment.Environment;

/**
 * A robot that a person attends: who stops it from beside, and who may have to say that it can go
 * on. {@link SafeEnvironment} is one. An environment around another one passes these calls on, or
 * does not know them.
 */
public interface AttendedEnvironment extends Environment {

  /**
   * Stops the robot, whatever it is doing, and lets it do nothing more until it is re-armed. May be
   * called by any thread at any time, also while another is in a call of this environment.
   *
   * @param reason for the hook and the log
   */
  void stopNow(String reason);

  /** What a person has to confirm before the next episode; empty if nothing. */
  Optional<String> question();

  /**
   * Waits until a person has confirmed what {@link #question} asks; returns at once if there is
   * nothing to confirm. The next reset does not ask again.
   *
   * @throws OperatorException if the person refuses, or does not answer in time, or {@link
   *     #stopWaiting} or {@link #stopNow} is called
   */
  void awaitOperator();

  /** Ends a wait for the operator, if there is one. May be called by any thread. */
  void stopWaiting();
}
