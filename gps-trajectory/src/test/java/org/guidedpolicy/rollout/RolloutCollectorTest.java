package org.guidedpolicy.rollout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.RolloutCollector.Rollouts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class RolloutCollectorTest {
  private static final int EPISODES = 17;

  private static final Behaviour NOISY =
      new Behaviour.Local(
          (first, random) -> (t, now, out) -> out[0] = -now.state()[0] + 2 * random.nextGaussian());

  private static final Behaviour IDLE =
      new Behaviour.Local((first, random) -> (t, now, out) -> out[0] = 0);

  @Test
  void trajectoriesDoNotDependOnTheNumberOfThreads() {
    List<Trajectory> inTurn =
        new RolloutCollector(LocalEpisodes.inTurn(new Cart()))
            .collect(Batch.of(EPISODES, NOISY, 7))
            .trajectories();
    assertEquals(EPISODES, inTurn.size());
    assertEquals(EPISODES, inTurn.stream().distinct().count());
    for (int threads : new int[] {1, 2, 4}) {
      try (WorkPool pool = WorkPool.of(threads);
          RolloutCollector collector =
              new RolloutCollector(LocalEpisodes.parallel(Cart::new, pool))) {
        assertEquals(inTurn, collector.collect(Batch.of(EPISODES, NOISY, 7)).trajectories());
        assertEquals(
            inTurn, collector.collect(Batch.of(EPISODES, NOISY, 7)).trajectories(), "repeated");
        assertNotEquals(inTurn, collector.collect(Batch.of(EPISODES, NOISY, 8)).trajectories());
      }
    }
  }

  @Test
  void anEpisodeDoesNotDependOnHowManyFollow() {
    RolloutCollector collector = new RolloutCollector(LocalEpisodes.inTurn(new Cart()));
    assertEquals(
        collector.collect(Batch.of(5, NOISY, 7)).trajectories(),
        collector.collect(Batch.of(EPISODES, NOISY, 7)).trajectories().subList(0, 5));
    assertEquals(List.of(), collector.collect(Batch.of(0, NOISY, 7)).trajectories());
  }

  @Test
  void actionsAreClippedAndWhatWasExecutedIsRecorded() {
    List<Double> executed = new ArrayList<>();
    Cart cart =
        new Cart() {
          @Override
          public TimeStep step(double[] action) {
            executed.add(action[0]);
            TimeStep now = super.step(action);
            action[0] = 77;
            return now;
          }
        };
    Trajectory trajectory =
        new RolloutCollector(LocalEpisodes.inTurn(cart))
            .collect(Batch.of(1, NOISY, 3))
            .trajectories()
            .get(0);
    for (int t = 0; t < trajectory.horizon(); t++) {
      double u = trajectory.action(t, 0);
      assertEquals(executed.get(t), u);
      assertTrue(Math.abs(u) <= 1);
    }
    assertTrue(executed.contains(1.0) && executed.contains(-1.0), "limits were reached");
    assertTrue(executed.stream().anyMatch(u -> Math.abs(u) < 1), "and left alone within");
  }

  @Test
  void anEpisodeThatEndsEarlyStaysInItsLastStateAndDoesNothing() {
    double[] last = {7, 8};
    RolloutCollector collector =
        new RolloutCollector(LocalEpisodes.inTurn(reporting(5, new TimeStep(last, last, true))));
    Trajectory trajectory = collector.collect(Batch.of(1, NOISY, 1)).trajectories().get(0);
    assertEquals(6, trajectory.steps());
    assertTrue(trajectory.endedEarly());
    assertEquals(20, trajectory.horizon());
    assertTrue(trajectory.action(5, 0) != 0, "the last action was executed");
    for (int t = 6; t <= 20; t++) {
      assertArrayEquals(last, trajectory.state(t));
    }
    for (int t = 6; t < 20; t++) {
      assertArrayEquals(last, trajectory.observation(t));
      assertEquals(0, trajectory.action(t, 0));
    }
  }

  @Test
  void anEpisodeMayEndWithItsLastStepAndNotAtItsStart() {
    double[] x = {0, 0};
    RolloutCollector collector =
        new RolloutCollector(LocalEpisodes.inTurn(reporting(19, new TimeStep(x, x, true))));
    Trajectory whole = collector.collect(Batch.of(1, IDLE, 1)).trajectories().get(0);
    assertEquals(20, whole.steps());
    assertFalse(whole.endedEarly());
    failed(
        "Environment.reset reports that the episode has ended; an episode has at least one step:"
            + " start it elsewhere (episode 0, at its start)",
        reporting(-1, new TimeStep(x, x, true)));
  }

  @Test
  void statesAndObservationsAreRecordedInOrder() {
    EnvironmentSpec spec = EnvironmentSpec.builder(2, 1).observation(1).horizon(3).build();
    Environment counter =
        new Environment() {
          private int calls;
          private final double[] state = new double[2];
          private final double[] observation = new double[1];

          @Override
          public EnvironmentSpec spec() {
            return spec;
          }

          @Override
          public TimeStep reset(RandomGenerator random) {
            return step(new double[1]);
          }

          @Override
          public TimeStep step(double[] action) {
            // The same arrays every time: a collector must copy them.
            state[0] = calls;
            state[1] = action[0];
            observation[0] = 10 * calls++;
            return new TimeStep(state, observation);
          }
        };
    Trajectory trajectory =
        new RolloutCollector(LocalEpisodes.inTurn(counter))
            .collect(
                Batch.of(
                    1, new Behaviour.Local((first, random) -> (t, now, out) -> out[0] = 5 + t), 1))
            .trajectories()
            .get(0);
    assertEquals(
        new Trajectory(
            3,
            new double[] {0, 0, 1, 5, 2, 6, 3, 7},
            new double[] {5, 6, 7},
            new double[] {0, 10, 20}),
        trajectory);
  }

  @Test
  void oneEnvironmentIsMadeForAThreadAndClosedAtTheEnd() {
    AtomicInteger open = new AtomicInteger();
    AtomicInteger made = new AtomicInteger();
    class Counted extends Cart {
      Counted() {
        open.incrementAndGet();
        made.incrementAndGet();
      }

      private volatile Thread owner = Thread.currentThread();

      @Override
      public TimeStep reset(RandomGenerator random) {
        owner = Thread.currentThread();
        return super.reset(random);
      }

      @Override
      public TimeStep step(double[] action) {
        assertSame(owner, Thread.currentThread(), "used by two threads in one episode");
        return super.step(action);
      }

      @Override
      public void close() {
        open.decrementAndGet();
      }
    }
    try (WorkPool pool = WorkPool.of(3);
        RolloutCollector collector =
            new RolloutCollector(LocalEpisodes.parallel(Counted::new, pool))) {
      assertEquals(1, made.get(), "only the one whose spec is read");
      for (int round = 0; round < 5; round++) {
        collector.collect(Batch.of(20, NOISY, round)).trajectories();
      }
      assertTrue(made.get() <= 3, made + " made");
      assertEquals(made.get(), open.get());
    }
    assertEquals(0, open.get());
  }

  @Test
  void aSingleEnvironmentIsLeftOpen() {
    AtomicInteger closed = new AtomicInteger();
    Cart cart =
        new Cart() {
          @Override
          public void close() {
            closed.incrementAndGet();
          }
        };
    RolloutCollector collector = new RolloutCollector(LocalEpisodes.inTurn(cart));
    collector.close();
    assertEquals(0, closed.get());
    assertThrows(
        IllegalStateException.class, () -> collector.collect(Batch.of(1, IDLE, 1)).trajectories());
  }

  @Test
  void faultsOfTheEnvironmentAreNamed() {
    failed(
        "the environment's state has 3 entries, expected 2 (EnvironmentSpec.stateDimension);"
            + " correct the spec or what the environment returns (episode 0, step 4)",
        at(4, new double[3]));
    failed(
        "the environment's state has 1 entries, expected 2 (EnvironmentSpec.stateDimension);"
            + " correct the spec or what the environment returns (episode 0, at its start)",
        at(-1, new double[1]));
    failed(
        "the environment's state is NaN at entry 1, must be finite; check the simulation's"
            + " stability and its time step (episode 0, step 19)",
        at(19, new double[] {0, Double.NaN}));
    failed(
        "the environment's state is -Infinity at entry 0, must be finite; check the simulation's"
            + " stability and its time step (episode 0, step 0)",
        at(0, new double[] {Double.NEGATIVE_INFINITY, 0}));
    failed(
        "the environment's observation has 1 entries, expected 2"
            + " (EnvironmentSpec.observationDimension); correct the spec or what the environment"
            + " returns (episode 0, step 4)",
        reporting(4, new TimeStep(new double[2], new double[1])));
    failed(
        "the environment's observation is NaN at entry 0, must be finite; check the simulation's"
            + " stability and its time step (episode 0, step 4)",
        reporting(4, new TimeStep(new double[2], new double[] {Double.NaN, 0})));
  }

  @Test
  void nullsAreNamed() {
    failed(
        "Environment.step returned null, expected a TimeStep (episode 0, step 4)",
        reporting(4, null));
    failed(
        "Environment.reset returned null, expected a TimeStep (episode 0, at its start)",
        reporting(-1, null));
    failed(
        "the environment's observation is null (episode 0, step 4)",
        reporting(4, new TimeStep(new double[2], null)));
  }

  @Test
  void anEnvironmentThatThrowsIsTheCause() {
    RuntimeException cause = new IllegalStateException("motor 3 is hot");
    Cart cart =
        new Cart() {
          @Override
          public TimeStep step(double[] action) {
            throw cause;
          }
        };
    EpisodeException e =
        failed(
            "Environment.step failed: java.lang.IllegalStateException: motor 3 is hot (episode 0,"
                + " step 0)",
            cart);
    assertSame(cause, e.getCause());
    assertEquals(0, e.episode());
    assertEquals(0, e.step());
  }

  @Test
  void faultsOfTheControllerAreNamed() {
    RolloutCollector collector = new RolloutCollector(LocalEpisodes.inTurn(new Cart()));
    assertEquals(
        "the controller's action is NaN at entry 0, must be finite; check the policy and the"
            + " observation it was given (episode 0, step 3)",
        assertThrows(
                EpisodeException.class,
                () ->
                    collector
                        .collect(
                            Batch.of(
                                1,
                                new Behaviour.Local(
                                    (first, random) ->
                                        (t, now, out) -> out[0] = t == 3 ? Double.NaN : 0),
                                1))
                        .trajectories())
            .getMessage());
    assertEquals(
        "the controller failed: java.lang.ArithmeticException: no way (episode 1, step 0)",
        assertThrows(
                EpisodeException.class,
                () -> {
                  AtomicInteger episode = new AtomicInteger();
                  collector
                      .collect(
                          Batch.of(
                              2,
                              new Behaviour.Local(
                                  (first, random) -> {
                                    int m = episode.getAndIncrement();
                                    return (t, now, out) -> {
                                      if (m == 1) {
                                        throw new ArithmeticException("no way");
                                      }
                                    };
                                  }),
                              1))
                      .trajectories();
                })
            .getMessage());
    assertEquals(
        "the controller could not be made: java.lang.ArithmeticException: no (episode 0, at its"
            + " start)",
        assertThrows(
                EpisodeException.class,
                () ->
                    collector
                        .collect(
                            Batch.of(
                                1,
                                new Behaviour.Local(
                                    (first, random) -> {
                                      throw new ArithmeticException("no");
                                    }),
                                1))
                        .trajectories())
            .getMessage());
  }

  @Test
  void anErrorFailsTheEpisodeUnlessTheVirtualMachineIsAtItsEnd() {
    for (Error mine :
        List.of(new StackOverflowError("mine"), new AssertionError("mine"), new LinkageError())) {
      var e =
          assertThrows(
              EpisodeException.class,
              () ->
                  new RolloutCollector(LocalEpisodes.inTurn(throwing(mine)))
                      .collect(Batch.of(1, IDLE, 1))
                      .trajectories());
      assertEquals("Environment.step failed: " + mine + " (episode 0, step 0)", e.getMessage());
      assertSame(mine, e.getCause());
    }
    Error end = new OutOfMemoryError("mine");
    assertSame(
        end,
        assertThrows(
            OutOfMemoryError.class,
            () ->
                new RolloutCollector(LocalEpisodes.inTurn(throwing(end)))
                    .collect(Batch.of(1, IDLE, 1))
                    .trajectories()));
  }

  private static Environment throwing(Error error) {
    return new Cart() {
      @Override
      public TimeStep step(double[] action) {
        throw error;
      }
    };
  }

  @Test
  void valuesBeyondAllBoundsFailTheEpisode() {
    failed(
        "the environment's state is -1.0E300 at entry 1, beyond 1.0E50; check the simulation's"
            + " stability and its time step (episode 0, step 2)",
        at(2, new double[] {0, -1e300}));
  }

  @Test
  void whatFailsAfterTheLastRepetitionMayBeLeftOutWhateverTheThreads() {
    List<Rollouts> all = new ArrayList<>();
    for (int threads : new int[] {1, 2, 4}) {
      try (WorkPool pool = WorkPool.of(threads);
          RolloutCollector collector =
              new RolloutCollector(LocalEpisodes.parallel(() -> new Unreliable(0.4), pool))) {
        all.add(
            collector.collect(Batch.of(30, NOISY, 11).withAllowedFailures(3).withAllowedDrops(29)));
      }
    }
    Rollouts first = all.get(0);
    assertEquals(3, first.failures().size());
    assertTrue(first.dropped().size() > 3, "some were left out");
    assertEquals(30, first.trajectories().size() + first.dropped().size());
    for (Rollouts other : all) {
      assertEquals(first.trajectories(), other.trajectories());
      assertEquals(messages(first), messages(other));
      assertEquals(
          first.dropped().stream().map(Throwable::getMessage).toList(),
          other.dropped().stream().map(Throwable::getMessage).toList());
    }
  }

  @Test
  void whatClosingThrowsIsNotInTheWay() {
    AtomicInteger closed = new AtomicInteger();
    Supplier<Environment> stubborn =
        () ->
            new Cart() {
              @Override
              public void close() {
                closed.incrementAndGet();
                throw new IllegalStateException("stuck");
              }
            };
    try (WorkPool pool = WorkPool.of(2);
        RolloutCollector collector = new RolloutCollector(LocalEpisodes.parallel(stubborn, pool))) {
      assertEquals(9, collector.collect(Batch.of(9, NOISY, 1)).trajectories().size());
    }
    assertTrue(closed.get() > 0);
  }

  @Test
  void anAbnormalEndAbortsTheEpisodeOnce() {
    AtomicInteger aborts = new AtomicInteger();
    class Watched extends Cart {
      private int steps;

      @Override
      public TimeStep step(double[] action) {
        if (steps++ == 25) {
          throw new IllegalStateException("broken");
        }
        return super.step(action);
      }

      @Override
      public void abort() {
        aborts.incrementAndGet();
      }
    }
    RolloutCollector collector = new RolloutCollector(LocalEpisodes.inTurn(new Watched()));
    assertEquals(
        1,
        assertThrows(
                EpisodeException.class,
                () -> collector.collect(Batch.of(3, IDLE, 1)).trajectories())
            .episode());
    assertEquals(1, aborts.get());
    collector.collect(Batch.of(3, IDLE, 1)).trajectories();
    assertEquals(1, aborts.get());
  }

  /** Fails whenever the start lies in a part of its range that only the seed decides. */
  private static final class Unreliable extends Cart {
    private final double share;
    private boolean healthy = true;

    Unreliable(double share) {
      this.share = share;
    }

    @Override
    public TimeStep reset(RandomGenerator random) {
      assertTrue(healthy, "a failed environment must be replaced");
      TimeStep first = super.reset(random);
      if (p < 2 * share - 1) {
        healthy = false;
        throw new IllegalStateException("start " + p);
      }
      return first;
    }
  }

  @Test
  void failedEpisodesAreRepeatedAndReportedWhateverTheThreads() {
    List<Rollouts> all = new ArrayList<>();
    for (int threads : new int[] {1, 2, 4}) {
      try (WorkPool pool = WorkPool.of(threads);
          RolloutCollector collector =
              new RolloutCollector(LocalEpisodes.parallel(() -> new Unreliable(0.4), pool))) {
        all.add(collector.collect(Batch.of(30, NOISY, 11).withAllowedFailures(100)));
      }
    }
    Rollouts first = all.get(0);
    assertEquals(30, first.trajectories().size());
    assertTrue(first.failures().size() > 5, "some failed");
    assertTrue(first.trajectories().stream().allMatch(t -> t.state(0, 0) >= -0.2));
    for (Rollouts other : all) {
      assertEquals(first.trajectories(), other.trajectories());
      assertEquals(messages(first), messages(other));
    }
  }

  private static List<String> messages(Rollouts rollouts) {
    return rollouts.failures().stream().map(Throwable::getMessage).toList();
  }

  @Test
  void oneFailureTooManyIsThrownWhateverTheThreads() {
    int enough;
    List<String> failures;
    try (WorkPool pool = WorkPool.of(1);
        RolloutCollector collector =
            new RolloutCollector(LocalEpisodes.parallel(() -> new Unreliable(0.4), pool))) {
      failures = messages(collector.collect(Batch.of(30, NOISY, 11).withAllowedFailures(100)));
      enough = failures.size();
      assertEquals(
          enough,
          collector.collect(Batch.of(30, NOISY, 11).withAllowedFailures(enough)).failures().size());
    }
    for (int threads : new int[] {1, 2, 4}) {
      for (int allowed : new int[] {0, 1, 3, enough - 1}) {
        try (WorkPool pool = WorkPool.of(threads);
            RolloutCollector collector =
                new RolloutCollector(LocalEpisodes.parallel(() -> new Unreliable(0.4), pool))) {
          var e =
              assertThrows(
                  EpisodeException.class,
                  () -> collector.collect(Batch.of(30, NOISY, 11).withAllowedFailures(allowed)));
          assertEquals(failures.get(allowed), e.getMessage());
        }
      }
    }
  }

  @Test
  void whichFailureIsThrownDoesNotDependOnWhichComesFirst() {
    AtomicInteger resets = new AtomicInteger();
    Supplier<Environment> broken =
        () ->
            new Cart() {
              @Override
              public TimeStep reset(RandomGenerator random) {
                if (resets.getAndIncrement() == 0) {
                  pause(100);
                }
                throw new IllegalStateException("broken");
              }
            };
    for (int threads : new int[] {1, 2}) {
      resets.set(0);
      try (WorkPool pool = WorkPool.of(threads);
          RolloutCollector collector = new RolloutCollector(LocalEpisodes.parallel(broken, pool))) {
        assertEquals(
            1,
            assertThrows(
                    EpisodeException.class,
                    () -> collector.collect(Batch.of(10, IDLE, 1).withAllowedFailures(1)))
                .episode());
      }
    }
  }

  private static void pause(int milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void instancesWithDifferentSpecsAreRefused() {
    AtomicInteger made = new AtomicInteger();
    try (WorkPool pool = WorkPool.of(1)) {
      RolloutCollector collector =
          new RolloutCollector(
              LocalEpisodes.parallel(
                  () -> {
                    int horizon = 20 + made.getAndIncrement();
                    return new Cart() {
                      @Override
                      public EnvironmentSpec spec() {
                        return EnvironmentSpec.builder(2, 1).horizon(horizon).build();
                      }

                      @Override
                      public TimeStep reset(RandomGenerator random) {
                        throw new IllegalStateException("a new one, please");
                      }
                    };
                  },
                  pool));
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> collector.collect(Batch.of(1, IDLE, 1).withAllowedFailures(1)))
              .getMessage();
      assertTrue(
          message.startsWith("the environment factory made instances with different specs"),
          message);
    }
  }

  @Test
  void interruptingStopsBetweenStepsAndAborts() {
    AtomicInteger aborts = new AtomicInteger();
    AtomicInteger steps = new AtomicInteger();
    Cart cart =
        new Cart() {
          @Override
          public TimeStep step(double[] action) {
            if (steps.incrementAndGet() == 7) {
              Thread.currentThread().interrupt();
            }
            return super.step(action);
          }

          @Override
          public void abort() {
            aborts.incrementAndGet();
          }
        };
    assertThrows(
        CancellationException.class,
        () ->
            new RolloutCollector(LocalEpisodes.inTurn(cart))
                .collect(Batch.of(5, IDLE, 1))
                .trajectories());
    assertTrue(Thread.interrupted());
    assertEquals(7, steps.get());
    assertEquals(1, aborts.get());
  }

  @Test
  void badArgumentsAreNamed() {
    RolloutCollector collector = new RolloutCollector(LocalEpisodes.inTurn(new Cart()));
    assertEquals(
        "episodes must be at least 0, is -1",
        assertThrows(
                IllegalArgumentException.class,
                () -> collector.collect(Batch.of(-1, IDLE, 1)).trajectories())
            .getMessage());
    assertEquals(
        "allowedFailures must be at least 0, is -2",
        assertThrows(
                IllegalArgumentException.class,
                () -> collector.collect(Batch.of(1, IDLE, 1).withAllowedFailures(-2)))
            .getMessage());
  }

  private static EpisodeException failed(String message, Environment environment) {
    EpisodeException e =
        assertThrows(
            EpisodeException.class,
            () ->
                new RolloutCollector(LocalEpisodes.inTurn(environment))
                    .collect(Batch.of(1, IDLE, 1))
                    .trajectories());
    assertEquals(message, e.getMessage());
    return e;
  }

  private static Environment at(int step, double[] state) {
    return reporting(step, TimeStep.fullyObserved(state));
  }

  /** A cart that reports something else after one step; -1: at the start. */
  private static Environment reporting(int step, TimeStep report) {
    return new Cart() {
      private int t = -1;

      @Override
      public TimeStep reset(RandomGenerator random) {
        t = -1;
        TimeStep first = super.reset(random);
        return step == -1 ? report : first;
      }

      @Override
      public TimeStep step(double[] action) {
        TimeStep now = super.step(action);
        return ++t == step ? report : now;
      }
    };
  }
}
