package org.guidedpolicy.rollout;

import java.util.random.RandomGenerator;

/** Normal numbers times a factor; all else as drawn. One thread. */
final class ScaledNoise implements RandomGenerator {
  private final RandomGenerator random;
  private final double factor;

  ScaledNoise(RandomGenerator random, double factor) {
    this.random = random;
    this.factor = factor;
  }

  @Override
  public long nextLong() {
    return random.nextLong();
  }

  @Override
  public double nextGaussian() {
    return factor * random.nextGaussian();
  }
}
