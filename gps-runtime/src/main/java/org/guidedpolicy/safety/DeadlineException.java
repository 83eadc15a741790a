package org.guidedpolicy.safety;

import org.jspecify.annotations.Nullable;

/** A call that {@link DeadlineEnvironment} did not wait for any longer; the message says why. */
public final class DeadlineException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final boolean answers;

  /**
   * @param answers whether the environment is free to answer another call
   */
  DeadlineException(String reason, boolean answers, @Nullable Throwable cause) {
    super(reason, cause);
    this.answers = answers;
  }

  /** Whether the environment is free to answer another call. */
  public boolean answers() {
    return answers;
  }
}
