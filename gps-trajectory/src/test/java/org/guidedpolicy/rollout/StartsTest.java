package org.guidedpolicy.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.FixedStarts;
import org.guidedpolicy.environment.ResettableEnvironment;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.RolloutCollector.Rollouts;
import org.guidedpolicy.safety.Deadlines;
import org.junit.jupiter.api.Test;

class StartsTest {
  private static final Behaviour NOISY =
      new Behaviour.Local((first, random) -> (t, now, out) -> out[0] = random.nextGaussian());

  /** Starts at 10 m in condition m, give or take what the generator says. */
  private static class Posed extends Cart implements ResettableEnvironment {
    @Override
    public int conditions() {
      return 4;
    }

    @Override
    public TimeStep reset(int condition, RandomGenerator random) {
      TimeStep first = super.reset(random);
      p += 10 * condition;
      return TimeStep.fullyObserved(p, first.state()[1]);
    }
  }

  /** Fails at half of its starts. */
  private static final class Shaky extends Posed {
    @Override
    public TimeStep reset(int condition, RandomGenerator random) {
      TimeStep first = super.reset(condition, random);
      if (p < 10 * condition) {
        throw new IllegalStateException("shaky");
      }
      return first;
    }
  }

  private static Rollouts collect(ResettableEnvironment environment, Batch batch) {
    return new RolloutCollector(LocalEpisodes.inTurn(environment)).collect(batch);
  }

  private static Batch batch(int conditions, int each) {
    return Batch.of(conditions * each, NOISY, 5)
        .withStarts(new Starts.Conditions(conditions, each));
  }

  private static int condition(Trajectory trajectory) {
    return (int) Math.round(trajectory.state(0, 0) / 10);
  }

  @Test
  void episodesAreOrderedByCondition() {
    Rollouts rollouts = collect(new Posed(), batch(4, 3));
    assertEquals(
        List.of(0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3),
        rollouts.trajectories().stream().map(StartsTest::condition).toList());
    assertEquals(
        12, rollouts.trajectories().stream().distinct().count(), "each has its own randomness");
  }

  @Test
  void aRepeatedEpisodeKeepsItsConditionAndHasANewStart() {
    Rollouts rollouts = collect(new Shaky(), batch(4, 3).withAllowedFailures(1000));
    assertTrue(rollouts.failures().size() > 3);
    for (int m = 0; m < 12; m++) {
      Trajectory trajectory = rollouts.trajectories().get(m);
      assertEquals(m / 3, condition(trajectory));
      assertTrue(trajectory.state(0, 0) >= 10.0 * (m / 3));
    }
  }

  @Test
  void episodesOfAConditionBehindDeadlinesAreTheSame() {
    Deadlines deadlines =
        new Deadlines(Optional.empty(), Optional.empty(), Optional.of(Duration.ofMinutes(1)));
    try (RolloutCollector collector =
        new RolloutCollector(LocalEpisodes.inTurn(new Posed(), deadlines))) {
      assertEquals(
          collect(new Posed(), batch(2, 2)).trajectories(),
          collector.collect(batch(2, 2)).trajectories());
    }
  }

  @Test
  void aConditionOfFixedStartsIsOneStart() {
    List<Trajectory> all = collect(new FixedStarts(new Cart(), 3, 4), batch(2, 2)).trajectories();
    assertEquals(all.get(0).state(0, 0), all.get(1).state(0, 0));
    assertEquals(all.get(2).state(0, 0), all.get(3).state(0, 0));
    assertNotEquals(all.get(0).state(0, 0), all.get(2).state(0, 0));
    assertNotEquals(all.get(0), all.get(1), "noise is each episode's own");
  }

  @Test
  void whoCannotBeResetSaysSoBeforeAnyEpisode() {
    AtomicInteger resets = new AtomicInteger();
    Cart cart =
        new Cart() {
          @Override
          public TimeStep reset(RandomGenerator random) {
            resets.incrementAndGet();
            return super.reset(random);
          }
        };
    RolloutCollector collector = new RolloutCollector(LocalEpisodes.inTurn(cart));
    assertEquals(
        "the environment cannot be reset to a condition; implement ResettableEnvironment, put"
            + " FixedStarts around a simulation, or train without resets",
        assertThrows(
                UnsupportedOperationException.class,
                () -> collector.collect(batch(2, 2).withAllowedFailures(9)))
            .getMessage());
    assertEquals(
        "5 conditions are asked for, the environment has 4; ask for at most as many",
        assertThrows(IllegalArgumentException.class, () -> collect(new Posed(), batch(5, 1)))
            .getMessage());
    assertEquals(0, resets.get());
    assertEquals(0, collector.conditions());
    assertEquals(4, new RolloutCollector(LocalEpisodes.inTurn(new Posed())).conditions());
  }

  @Test
  void aBatchHasAsManyEpisodesAsItsConditions() {
    Starts starts = new Starts.Conditions(4, 5);
    assertEquals(
        "4 conditions of 5 episodes are 20 episodes, not 19",
        assertThrows(
                IllegalArgumentException.class, () -> Batch.of(19, NOISY, 1).withStarts(starts))
            .getMessage());
    assertThrows(IllegalArgumentException.class, () -> new Starts.Conditions(0, 5));
    assertThrows(IllegalArgumentException.class, () -> new Starts.Conditions(4, 0));
  }

  @Test
  void aHeldOutEpisodeRunsOnItsOwnEnvironmentWhichIsClosed() {
    AtomicInteger open = new AtomicInteger();
    class Numbered extends Cart {
      private final int number;

      Numbered(int number) {
        this.number = number;
        open.incrementAndGet();
      }

      @Override
      public TimeStep reset(RandomGenerator random) {
        p = number;
        return TimeStep.fullyObserved(p, 0);
      }

      @Override
      public void close() {
        open.decrementAndGet();
      }
    }
    Batch tests = Batch.of(6, NOISY, 0).withStarts(new Starts.HeldOut());
    for (int threads : new int[] {1, 3}) {
      try (WorkPool pool = WorkPool.of(threads);
          RolloutCollector collector =
              new RolloutCollector(LocalEpisodes.heldOut(Numbered::new, pool, Deadlines.none()))) {
        List<Trajectory> first = collector.collect(tests).trajectories();
        for (int i = 0; i < 6; i++) {
          assertEquals(i, first.get(i).state(0, 0));
        }
        assertEquals(0, open.get());
        assertEquals(first, collector.collect(tests).trajectories());
        assertThrows(
            UnsupportedOperationException.class, () -> collector.collect(Batch.of(1, NOISY, 0)));
        assertEquals(Cart.SPEC, collector.spec());
      }
      assertEquals(0, open.get(), "the one made for its spec is closed too");
    }
    try (WorkPool pool = WorkPool.of(1);
        RolloutCollector training = new RolloutCollector(LocalEpisodes.parallel(Cart::new, pool))) {
      assertThrows(UnsupportedOperationException.class, () -> training.collect(tests));
    }
    RolloutCollector robot = new RolloutCollector(LocalEpisodes.inTurn(new Cart()));
    assertEquals(tests.episodes(), robot.collect(tests).trajectories().size());
  }
}
