package org.guidedpolicy.lqr;

/**
 * A linear-quadratic problem that has no usable solution; the message says at which step, why, and
 * what to check.
 */
public final class LqrException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LqrException(String message) {
    super(message);
  }
}
