package org.guidedpolicy.training;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Derives the seed of every use of randomness from the run's seed, the iteration and the use alone,
 * so that no generator's state outlives a phase and a run can be continued at any iteration.
 */
public final class Seeds {
  private Seeds() {}

  /** What randomness is used for. */
  public enum Use {
    POLICY,
    EPISODES,
    MODELS,
    CLUSTERS,
    IMAGINATION
  }

  /** The seed of a use in an iteration; 0 for what is made before the first. */
  public static long of(long seed, int iteration, Use use) {
    return mix(mix(mix(seed) + iteration) + use.ordinal());
  }

  /** A generator with the seed of a use. */
  public static RandomGenerator generator(long seed, int iteration, Use use) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(of(seed, iteration, use));
  }

  /**
   * The finalizer of SplitMix64 after one step of its Weyl sequence: a bijection that scatters
   * nearby numbers.
   */
  private static long mix(long z) {
    z += 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
