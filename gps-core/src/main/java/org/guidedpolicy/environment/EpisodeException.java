package org.guidedpolicy.environment;

/**
 * An episode that the environment could not finish; the message says what, where and which value.
 */
public final class EpisodeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EpisodeException(String message) {
    super(message);
  }

  public EpisodeException(String message, Throwable cause) {
    super(message, cause);
  }
}
