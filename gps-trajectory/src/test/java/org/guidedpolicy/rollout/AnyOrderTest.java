package org.guidedpolicy.rollout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.rollout.RolloutCollector.Rollouts;
import org.junit.jupiter.api.Test;

/** What a batch brings does not depend on the order in which a runner runs it. */
class AnyOrderTest {
  private static final int EPISODES = 30;
  private static final int SHUFFLES = 20;

  private static final Behaviour NOISY =
      new Behaviour.Local(
          (first, random) -> (t, now, out) -> out[0] = -now.state()[0] + 2 * random.nextGaussian());

  /** Fails whenever it starts too far on the left. */
  private static final class Unreliable extends Cart {
    @Override
    public TimeStep reset(RandomGenerator random) {
      TimeStep first = super.reset(random);
      if (p < -0.2) {
        throw new IllegalStateException("start " + p);
      }
      return first;
    }
  }

  private static Rollouts inOrder(Batch batch) {
    return new RolloutCollector(LocalEpisodes.inTurn(new Unreliable())).collect(batch);
  }

  private static RolloutCollector shuffled(long seed) {
    return new RolloutCollector(new ShufflingRunner(LocalEpisodes.inTurn(new Unreliable()), seed));
  }

  private static Batch unreliable() {
    return Batch.of(EPISODES, NOISY, 11);
  }

  private static List<String> messages(List<EpisodeException> failures) {
    return failures.stream().map(Throwable::getMessage).toList();
  }

  private static List<Integer> numbers(List<EpisodeException> failures) {
    return failures.stream().map(EpisodeException::episode).toList();
  }

  private static void assertSame(Rollouts expected, Rollouts actual) {
    assertEquals(expected.trajectories(), actual.trajectories());
    assertEquals(messages(expected.failures()), messages(actual.failures()));
    assertEquals(messages(expected.dropped()), messages(actual.dropped()));
  }

  @Test
  void repeatsAndDropsAreTheSame() {
    for (Batch batch :
        List.of(
            unreliable().withAllowedFailures(100),
            unreliable().withAllowedFailures(3).withAllowedDrops(29),
            unreliable().eachOnce())) {
      Rollouts expected = inOrder(batch);
      assertTrue(expected.failures().size() + expected.dropped().size() > 5);
      for (int seed = 0; seed < SHUFFLES; seed++) {
        assertSame(expected, shuffled(seed).collect(batch));
      }
    }
  }

  @Test
  void oneFailureTooManyIsTheSame() {
    List<String> failures = messages(inOrder(unreliable().withAllowedFailures(100)).failures());
    for (int allowed = 0; allowed < failures.size(); allowed++) {
      Batch batch = unreliable().withAllowedFailures(allowed);
      for (int seed = 0; seed < SHUFFLES; seed++) {
        RolloutCollector collector = shuffled(seed);
        assertEquals(
            failures.get(allowed),
            assertThrows(EpisodeException.class, () -> collector.collect(batch)).getMessage());
      }
    }
  }

  @Test
  void episodesAndRepeatsAreThoseOfTheFirstReleases() {
    Rollouts repeated = inOrder(unreliable().withAllowedFailures(100));
    assertEquals(-814379092556111100L, hash(repeated.trajectories()));
    assertEquals(
        List.of(1, 2, 6, 8, 15, 17, 23, 25, 26, 28, 29, 17, 25, 28, 17, 17),
        numbers(repeated.failures()));
    Rollouts dropped = inOrder(unreliable().withAllowedFailures(3).withAllowedDrops(29));
    assertEquals(8977079974938116665L, hash(dropped.trajectories()));
    assertEquals(List.of(8, 15, 17, 23, 25, 26, 28, 29), numbers(dropped.dropped()));
  }

  private static long hash(List<Trajectory> trajectories) {
    long hash = 0;
    for (Trajectory trajectory : trajectories) {
      for (int t = 0; t <= trajectory.horizon(); t++) {
        for (double x : trajectory.state(t)) {
          hash = 31 * hash + Double.doubleToLongBits(x);
        }
      }
    }
    return hash;
  }

  @Test
  void trajectoriesKnowTheirNumbersWhereEpisodesWereLeftOut() {
    Rollouts rollouts = inOrder(unreliable().eachOnce());
    Set<Integer> left = new HashSet<>(numbers(rollouts.dropped()));
    assertArrayEquals(
        IntStream.range(0, EPISODES).filter(m -> !left.contains(m)).toArray(), rollouts.numbers());
    assertEquals(rollouts.trajectories().size(), rollouts.numbers().length);
  }

  @Test
  void everyFinishedEpisodeIsObservedOnceWithItsNumber() {
    List<Integer> observed = new ArrayList<>();
    List<Trajectory> trajectories = new ArrayList<>();
    Rollouts rollouts =
        shuffled(3)
            .collect(
                unreliable()
                    .withAllowedFailures(100)
                    .withObserver(
                        (m, trajectory) -> {
                          observed.add(m);
                          trajectories.add(trajectory);
                        }));
    assertEquals(EPISODES, observed.size());
    for (int i = 0; i < EPISODES; i++) {
      assertEquals(rollouts.trajectories().get(observed.get(i)), trajectories.get(i));
    }
  }

  @Test
  void noEpisodeIsBegunOnceAFailureTooManyIsCertain() {
    class Broken extends Cart {
      @Override
      public TimeStep reset(RandomGenerator random) {
        throw new IllegalStateException("broken");
      }
    }
    for (int seed = 0; seed < SHUFFLES; seed++) {
      ShufflingRunner runner = new ShufflingRunner(LocalEpisodes.inTurn(new Broken()), seed);
      assertThrows(
          EpisodeException.class,
          () -> new RolloutCollector(runner).collect(unreliable().withAllowedFailures(2)));
      int[] begun = runner.begun.stream().mapToInt(m -> m).toArray();
      int last = Math.max(runner.begun.indexOf(0), runner.begun.indexOf(1));
      last = Math.max(last, runner.begun.indexOf(2));
      assertEquals(last + 1, begun.length, Arrays.toString(begun));
    }
  }

  @Test
  void aRunnerThatLeavesOutOrInventsEpisodesIsRefused() {
    refused("the runner of episodes returned before episode 1 had ended", new int[] {0, 2});
    refused("the runner told of episode 1 for a second time", new int[] {0, 1, 1});
    refused("the runner told of episode 3, which was not ordered", new int[] {3});
  }

  private static void refused(String message, int[] told) {
    LocalEpisodes inner = LocalEpisodes.inTurn(new Cart());
    EpisodeRunner wrong =
        new EpisodeRunner() {
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
            inner.run(order, told, sink);
          }

          @Override
          public void close() {
            inner.close();
          }
        };
    RolloutCollector collector = new RolloutCollector(wrong);
    assertEquals(
        message,
        assertThrows(IllegalStateException.class, () -> collector.collect(Batch.of(3, NOISY, 1)))
            .getMessage());
  }
}
