package org.guidedpolicy.rollout;

/**
 * An episode that could not be finished; the message says what, in which episode and step, which
 * value, and what to do.
 */
public final class EpisodeException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int episode;
  private final int step;
  private final String problem;

  /**
   * @param episode number of the episode, from 0
   * @param step number of the action that failed, from 0; -1: the start of the episode
   * @param message what happened and what to do
   */
  public EpisodeException(int episode, int step, String message) {
    super(message + where(episode, step));
    this.episode = episode;
    this.step = step;
    this.problem = message;
  }

  /** As {@link #EpisodeException(int, int, String)}, for a failure of the user's code. */
  public EpisodeException(int episode, int step, String message, Throwable cause) {
    super(message + where(episode, step), cause);
    this.episode = episode;
    this.step = step;
    this.problem = message;
  }

  private static String where(int episode, int step) {
    return " (episode " + episode + (step < 0 ? ", at its start)" : ", step " + step + ")");
  }

  /** What happened and what to do, without episode and step. */
  public String problem() {
    return problem;
  }

  /** Number of the episode among those collected together, from 0. */
  public int episode() {
    return episode;
  }

  /** The action that failed, from 0; -1 if the episode failed at its start. */
  public int step() {
    return step;
  }
}
