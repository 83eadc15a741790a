package org.guidedpolicy.rollout;

import java.util.random.RandomGenerator;

/**
 * Standard normal numbers that are correlated over time: the numbers drawn at a step are those of a
 * white sequence seen through a Gaussian window, scaled back to variance 1. Slow noise moves a
 * robot further than white noise of the same variance, which its inertia averages out. One thread.
 */
final class SmoothNoise implements RandomGenerator {
  private final RandomGenerator white;
  private final int perStep;
  private final double[] window;
  private final double[] recent;
  private int next;

  /**
   * @param white where the numbers come from
   * @param perStep how many are drawn at every step
   * @param width standard deviation of the window in steps, positive
   */
  SmoothNoise(RandomGenerator white, int perStep, double width) {
    this.white = white;
    this.perStep = perStep;
    int reach = (int) Math.ceil(3 * width);
    this.window = new double[2 * reach + 1];
    double squares = 0;
    for (int i = 0; i < window.length; i++) {
      window[i] = Math.exp(-0.5 * (i - reach) * (i - reach) / (width * width));
      squares += window[i] * window[i];
    }
    for (int i = 0; i < window.length; i++) {
      window[i] /= Math.sqrt(squares);
    }
    this.recent = new double[window.length * perStep];
    for (int i = perStep; i < recent.length; i++) {
      recent[i] = white.nextGaussian();
    }
  }

  /** A number for the next entry of the step: entries in turn, step after step. */
  @Override
  public double nextGaussian() {
    // The oldest number of this entry, window.length steps ago, gives way to a new one.
    recent[next] = white.nextGaussian();
    int newest = next / perStep;
    int entry = next % perStep;
    next = (next + 1) % recent.length;
    double sum = 0;
    for (int i = 0; i < window.length; i++) {
      sum += window[i] * recent[(newest + i) % window.length * perStep + entry];
    }
    return sum;
  }

  @Override
  public long nextLong() {
    return white.nextLong();
  }
}
