package org.guidedpolicy.rollout;

import org.guidedpolicy.argument.Require;

/**
 * How the noise of actions is drawn over an episode; its covariance is the policy's or controller's
 * own.
 *
 * @param width standard deviation, in steps, of the window that correlates it over time; 0 for
 *     white noise
 * @param minScale each episode's noise is multiplied by a number of its own, drawn evenly between
 *     this and 1; 1: the whole noise in every episode
 */
public record ExplorationNoise(double width, double minScale) {
  /** White, and the whole of it in every episode. */
  public static final ExplorationNoise WHITE = new ExplorationNoise(0, 1);

  public ExplorationNoise {
    Require.notNegative("width", width);
    Require.share("minScale", minScale);
  }

  /** Correlated over time. */
  public static ExplorationNoise smooth(double width) {
    return new ExplorationNoise(width, 1);
  }
}
