package org.guidedpolicy.train;

/** Training that cannot go on; the message says in which iteration and phase, and what to check. */
public final class TrainingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TrainingException(String message) {
    super(message);
  }

  public TrainingException(String message, Throwable cause) {
    super(message, cause);
  }
}
