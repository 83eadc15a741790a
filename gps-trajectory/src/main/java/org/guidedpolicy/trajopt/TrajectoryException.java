package org.guidedpolicy.trajopt;

/** A trajectory cannot be optimized; the message says why, where, and what to change. */
public final class TrajectoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TrajectoryException(String message) {
    super(message);
  }
}
