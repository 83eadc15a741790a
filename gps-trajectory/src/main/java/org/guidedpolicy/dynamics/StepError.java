package org.guidedpolicy.dynamics;

import java.util.Arrays;

/**
 * How far a model's next state is from what episodes showed. On episodes that the model has not
 * learned from it says how well the robot is known. Immutable and thread-safe.
 *
 * @param meanSquares mean squared error of each entry of the state, in its unit squared, dX entries
 * @param shares the same as a share of the variance of the entry's change from step to step: 0 for
 *     a perfect model, 1 for one that knows the mean change only; 0 for an entry that does not
 *     change
 * @param overall mean of the shares of the entries that change
 */
public record StepError(double[] meanSquares, double[] shares, double overall) {

  /** Takes copies. */
  public StepError {
    meanSquares = meanSquares.clone();
    shares = shares.clone();
  }

  /** A copy. */
  @Override
  public double[] meanSquares() {
    return meanSquares.clone();
  }

  /** A copy. */
  @Override
  public double[] shares() {
    return shares.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StepError that
        && Arrays.equals(meanSquares, that.meanSquares)
        && Arrays.equals(shares, that.shares)
        && overall == that.overall;
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(meanSquares) + Arrays.hashCode(shares);
  }

  @Override
  public String toString() {
    return "StepError[overall=" + overall + ", shares=" + Arrays.toString(shares) + "]";
  }
}
