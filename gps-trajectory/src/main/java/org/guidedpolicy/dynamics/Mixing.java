package org.guidedpolicy.dynamics;

/** Seeds of parts of a computation from the seed of the whole and the parts' numbers alone. */
final class Mixing {
  private Mixing() {}

  static long of(long seed, int... numbers) {
    long z = mix(seed);
    for (int number : numbers) {
      z = mix(z + number);
    }
    return z;
  }

  /** One step of SplitMix64: scatters nearby numbers. */
  private static long mix(long z) {
    z += 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
