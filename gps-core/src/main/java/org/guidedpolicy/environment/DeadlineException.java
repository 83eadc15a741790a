package org.guidedpolicy.environment;

import org.jspecify.annotations.Nullable;

/** A call that {@link DeadlineEnvironment} did not wait for any longer; the message says why. */
final class DeadlineException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final boolean answers;

  /**
   * @param answers whether the environment is free to answer another call
   */
  DeadlineException(String reason, boolean answers, @Nullable Throwable cause) {
    super(reason, cause);
    this.answers = answers;
  }

  boolean answers() {
    return answers;
  }
}
