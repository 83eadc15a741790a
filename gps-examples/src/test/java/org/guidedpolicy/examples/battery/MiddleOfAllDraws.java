package org.guidedpolicy.examples.battery;

import java.util.random.RandomGenerator;

/**
 * A generator that always gives the middle: an episode that draws its start evenly from intervals
 * starts from their means.
 */
final class MiddleOfAllDraws implements RandomGenerator {

  /** Half way between 0 and 1 for {@link #nextDouble()}, whatever the bounds. */
  @Override
  public long nextLong() {
    return 1L << 63;
  }
}
