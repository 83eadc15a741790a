package org.guidedpolicy.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.guidedpolicy.environment.EnvironmentSpec;

/**
 * Runs only what a memory does not have, and has it remember each attempt before the runner below
 * may begin another on the same environment. The sink is told of all: what a batch brings is that
 * of a batch which was never interrupted.
 */
final class RememberingRunner implements EpisodeRunner {
  private final EpisodeRunner below;
  private final EpisodeMemory memory;

  RememberingRunner(EpisodeRunner below, EpisodeMemory memory) {
    this.below = below;
    this.memory = memory;
  }

  @Override
  public EnvironmentSpec spec() {
    return below.spec();
  }

  @Override
  public int conditions() {
    return below.conditions();
  }

  @Override
  public void run(EpisodeOrder order, int[] episodes, EpisodeSink sink) {
    List<Integer> missing = new ArrayList<>();
    for (int episode : episodes) {
      Optional<EpisodeMemory.Outcome> earlier = memory.earlier(order.attempt(), episode);
      earlier.ifPresentOrElse(outcome -> tell(sink, episode, outcome), () -> missing.add(episode));
    }
    int[] rest = missing.stream().mapToInt(Integer::intValue).toArray();
    if (rest.length > 0) {
      below.run(order, rest, new Remembering(order.attempt(), sink));
    }
  }

  private static void tell(EpisodeSink sink, int episode, EpisodeMemory.Outcome outcome) {
    if (outcome instanceof EpisodeMemory.Outcome.Finished finished) {
      sink.done(episode, finished.trajectory());
    } else if (outcome instanceof EpisodeMemory.Outcome.Failed failed) {
      sink.failed(failed.failure());
    }
  }

  private final class Remembering implements EpisodeSink {
    private final int attempt;
    private final EpisodeSink sink;

    Remembering(int attempt, EpisodeSink sink) {
      this.attempt = attempt;
      this.sink = sink;
    }

    @Override
    public void done(int episode, Trajectory trajectory) {
      memory.finished(attempt, episode, trajectory);
      sink.done(episode, trajectory);
    }

    @Override
    public void failed(EpisodeException failure) {
      memory.failed(attempt, failure);
      sink.failed(failure);
    }

    @Override
    public boolean wantsMore() {
      return sink.wantsMore();
    }
  }

  @Override
  public void close() {
    below.close();
  }
}
