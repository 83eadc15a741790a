package org.guidedpolicy.safety;

import org.jspecify.annotations.Nullable;

/** An episode that {@link SafeEnvironment} stopped; the message says why. */
public final class EmergencyStopException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EmergencyStopException(String reason, @Nullable Throwable cause) {
    super(reason, cause);
  }
}
