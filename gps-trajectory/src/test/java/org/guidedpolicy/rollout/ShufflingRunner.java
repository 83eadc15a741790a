package org.guidedpolicy.rollout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.guidedpolicy.environment.EnvironmentSpec;

/** Runs another runner's episodes one by one, in an order of its own. */
final class ShufflingRunner implements EpisodeRunner {
  private final EpisodeRunner inner;
  private final Random random;
  final List<Integer> begun = new ArrayList<>();

  ShufflingRunner(EpisodeRunner inner, long seed) {
    this.inner = inner;
    this.random = new Random(seed);
  }

  @Override
  public EnvironmentSpec spec() {
    return inner.spec();
  }

  @Override
  public int conditions() {
    return inner.conditions();
  }

  @Override
  public void run(EpisodeOrder order, int[] episodes, EpisodeSink sink) {
    List<Integer> shuffled = new ArrayList<>(IntStream.of(episodes).boxed().toList());
    Collections.shuffle(shuffled, random);
    for (int episode : shuffled) {
      if (sink.wantsMore()) {
        begun.add(episode);
        inner.run(order, new int[] {episode}, sink);
      }
    }
  }

  @Override
  public void close() {
    inner.close();
  }
}
