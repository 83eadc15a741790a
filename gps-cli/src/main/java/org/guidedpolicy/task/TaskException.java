package org.guidedpolicy.task;

/** The tasks on the class path cannot be used; the message says which, why and what to do. */
public final class TaskException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TaskException(String message) {
    super(message);
  }

  TaskException(String message, Throwable cause) {
    super(message, cause);
  }
}
