package org.guidedpolicy.cli;

import picocli.CommandLine.Option;

/** Episodes from random starts. */
final class RandomEpisodes {
  @Option(
      names = "--episodes",
      paramLabel = "N",
      converter = Converters.Count.class,
      description = "How many random episodes. Default: ${DEFAULT-VALUE}.")
  private int count;

  @Option(
      names = "--seed",
      paramLabel = "N",
      converter = Converters.Seed.class,
      description = "Source of their randomness. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  /**
   * @param count unless another is given
   */
  RandomEpisodes(int count) {
    this.count = count;
  }

  int count() {
    return count;
  }

  long seed() {
    return seed;
  }
}
