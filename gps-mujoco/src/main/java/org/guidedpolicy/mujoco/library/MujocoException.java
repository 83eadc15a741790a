package org.guidedpolicy.mujoco.library;

/**
 * MuJoCo is missing, cannot be used as asked, or reported an error; the message says what, where
 * and what to do.
 */
public final class MujocoException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MujocoException(String message) {
    super(message);
  }

  public MujocoException(String message, Throwable cause) {
    super(message, cause);
  }
}
