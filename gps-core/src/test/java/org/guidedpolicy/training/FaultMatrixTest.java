package org.guidedpolicy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.resetfree.ResetFreeGPS;
import org.guidedpolicy.safety.SafeEnvironment;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every kind of fault at random steps of a training on one robot behind a {@link SafeEnvironment}:
 * training continues where failures are allowed and ends with what it had where they are not, says
 * what was wrong and where, and the emergency hook is called once.
 */
class FaultMatrixTest {
  private static final int EPISODES = 6;
  private static final Duration DEADLINE = Duration.ofMillis(500);

  /** What should become of a training. */
  private enum Ending {
    /** The episode is repeated if that is allowed; else training fails and keeps what it had. */
    REPEATED,
    /** The robot does not come back, so training fails either way and keeps what it had. */
    LOST,
    /** The training ends as cancelled, and keeps what it had. */
    CANCELLED,
    /** Nothing happens. */
    HARMLESS
  }

  /** What goes wrong. */
  enum Fault {
    THROWS(Ending.REPEATED, "IllegalStateException: the gripper is open"),
    THROWS_CHECKED(Ending.REPEATED, "IOException: the cable is loose"),
    ASSERTION(Ending.REPEATED, "AssertionError: never"),
    STACK_OVERFLOW(Ending.REPEATED, "StackOverflowError"),
    MISSING_CLASS(Ending.REPEATED, "NoClassDefFoundError: Driver"),
    EARLY_END(Ending.REPEATED, "IllegalStateException: the episode is over"),
    NULL_STEP(Ending.REPEATED, "Environment.step returned null"),
    NULL_STATE(Ending.REPEATED, "the state is null"),
    NULL_OBSERVATION(Ending.REPEATED, "the observation is null"),
    SHORT_STATE(Ending.REPEATED, "the state has 1 entries, expected 2"),
    LONG_OBSERVATION(Ending.REPEATED, "the observation has 3 entries, expected 2"),
    NAN(Ending.REPEATED, "the state is NaN at entry 1"),
    INFINITE(Ending.REPEATED, "the state is Infinity at entry 0"),
    MINUS_INFINITE_OBSERVATION(Ending.REPEATED, "the observation is -Infinity at entry 0"),
    ABSURD(Ending.REPEATED, "the state is 1.0E300 at entry 0, beyond 1.0E50"),
    RESET_THROWS(Ending.REPEATED, "IllegalStateException: cannot get up"),
    RESET_NULL(Ending.REPEATED, "Environment.reset returned null"),
    HANGS(Ending.REPEATED, "Environment.step did not return within 500 ms"),
    RESET_HANGS(Ending.REPEATED, "Environment.reset did not return within 500 ms"),
    SLOW(Ending.REPEATED, "Environment.step did not return within 500 ms"),
    HANGS_FOR_EVER(Ending.LOST, "Environment.step did not return within 500 ms"),
    INTERRUPTS(Ending.CANCELLED, ""),
    CLOSE_HANGS(Ending.HARMLESS, ""),
    CHANGES_SPEC(Ending.HARMLESS, ""),
    REUSES_ARRAYS(Ending.HARMLESS, ""),
    OVERWRITES_ACTIONS(Ending.HARMLESS, "");

    private final Ending ending;
    private final String message;

    Fault(Ending ending, String message) {
      this.ending = ending;
      this.message = message;
    }

    boolean isInReset() {
      return name().startsWith("RESET");
    }
  }

  /** A point mass that shows a fault once, at one step of one episode, or is faulty all along. */
  private static final class FaultyPointMass implements Environment {
    private final Environment inner = new PointMass();
    private final Fault fault;
    private final int faultyEpisode;
    private final int faultyStep;
    private final Thread training = Thread.currentThread();
    private final CountDownLatch end = new CountDownLatch(1);
    private final double[] reused = new double[2];
    private int episode = -1;
    private int step;
    private boolean over;
    volatile boolean shown;

    FaultyPointMass(Fault fault, int episode, int step) {
      this.fault = fault;
      this.faultyEpisode = episode;
      this.faultyStep = step;
    }

    @Override
    public EnvironmentSpec spec() {
      return fault == Fault.CHANGES_SPEC && episode >= faultyEpisode
          ? PointMass.spec(3)
          : inner.spec();
    }

    @Override
    public TimeStep reset(RandomGenerator random) throws IOException {
      episode++;
      step = 0;
      over = false;
      TimeStep first = inner.reset(random);
      if (fault.isInReset() && !shown && episode == faultyEpisode) {
        shown = true;
        return switch (fault) {
          case RESET_THROWS -> throw new IllegalStateException("cannot get up");
          case RESET_HANGS -> slept(60_000, first);
          default -> nothing();
        };
      }
      return passed(first);
    }

    @Override
    public TimeStep step(double[] action) throws IOException {
      if (over) {
        throw new IllegalStateException("the episode is over");
      }
      TimeStep now = passed(inner.step(action));
      if (fault == Fault.OVERWRITES_ACTIONS) {
        Arrays.fill(action, 1e9);
      }
      boolean faulty = episode == faultyEpisode && step++ == faultyStep && !fault.isInReset();
      if (!faulty || shown) {
        return now;
      }
      shown = true;
      return shown(now);
    }

    private TimeStep passed(TimeStep now) {
      if (fault != Fault.REUSES_ARRAYS) {
        return now;
      }
      System.arraycopy(now.state(), 0, reused, 0, 2);
      return TimeStep.fullyObserved(reused);
    }

    private TimeStep shown(TimeStep now) {
      double[] x = now.state();
      return switch (fault) {
        case THROWS -> throw new IllegalStateException("the gripper is open");
        case THROWS_CHECKED -> sneak(new java.io.IOException("the cable is loose"));
        case ASSERTION -> throw new AssertionError("never");
        case STACK_OVERFLOW -> deeper(now);
        case MISSING_CLASS -> throw new NoClassDefFoundError("Driver");
        case EARLY_END -> {
          over = true;
          throw new IllegalStateException("the episode is over");
        }
        case NULL_STEP -> nothing();
        case NULL_STATE -> new TimeStep(nothing(), x);
        case NULL_OBSERVATION -> new TimeStep(x, nothing());
        case SHORT_STATE -> TimeStep.fullyObserved(x[0]);
        case LONG_OBSERVATION -> new TimeStep(x, new double[3]);
        case NAN -> TimeStep.fullyObserved(x[0], Double.NaN);
        case INFINITE -> TimeStep.fullyObserved(Double.POSITIVE_INFINITY, x[1]);
        case MINUS_INFINITE_OBSERVATION ->
            new TimeStep(x, new double[] {Double.NEGATIVE_INFINITY, 0});
        case ABSURD -> TimeStep.fullyObserved(1e300, x[1]);
        case HANGS -> slept(60_000, now);
        case SLOW -> sleptThrough(700, now);
        case HANGS_FOR_EVER -> hung(now);
        case INTERRUPTS -> {
          training.interrupt();
          yield now;
        }
        default -> now;
      };
    }

    @SuppressWarnings("TypeParameterUnusedInFormals")
    private static <V> V nothing() {
      return null;
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> TimeStep sneak(Throwable thrown) throws E {
      throw (E) thrown;
    }

    private static TimeStep deeper(TimeStep now) {
      return new TimeStep(deeper(now).state(), now.observation());
    }

    private static TimeStep slept(long milliseconds, TimeStep now) {
      try {
        Thread.sleep(milliseconds);
      } catch (InterruptedException e) {
        // late
      }
      return now;
    }

    /** Late, and deaf to interrupts. */
    private static TimeStep sleptThrough(long milliseconds, TimeStep now) {
      long until = System.nanoTime() + milliseconds * 1_000_000;
      while (System.nanoTime() < until) {
        slept(Math.max(1, (until - System.nanoTime()) / 1_000_000), now);
      }
      return now;
    }

    private TimeStep hung(TimeStep now) {
      while (end.getCount() > 0) {
        try {
          end.await();
        } catch (InterruptedException e) {
          // as careless code does
        }
      }
      return now;
    }

    @Override
    public void close() {
      if (fault == Fault.CLOSE_HANGS) {
        slept(60_000, TimeStep.fullyObserved(0, 0));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  @Timeout(60)
  void noFaultDoesHarm(Fault fault) {
    matrix(fault, 1, 7);
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  @Tag("long")
  @Timeout(3600)
  void noFaultDoesHarmAtAnyStep(Fault fault) {
    matrix(fault, Integer.getInteger("faults", 50), 1);
  }

  private static void matrix(Fault fault, int times, long seed) {
    RandomGenerator random = new SplittableRandom(seed + 1000L * fault.ordinal());
    for (int n = 0; n < times; n++) {
      int episode = EPISODES + random.nextInt(EPISODES);
      int step = random.nextInt(PointMass.T);
      train(fault, episode, step, true);
      train(fault, episode, step, false);
    }
  }

  /**
   * Three iterations, a fault in the second.
   *
   * @param allowed whether a failure is allowed
   */
  private static void train(Fault fault, int episode, int step, boolean allowed) {
    String where = fault + " in episode " + episode + ", step " + step;
    FaultyPointMass faulty = new FaultyPointMass(fault, episode, step);
    AtomicInteger stops = new AtomicInteger();
    try (SafeEnvironment robot =
        SafeEnvironment.builder(faulty)
            .onEmergency(reason -> stops.incrementAndGet())
            .stepDeadline(DEADLINE)
            .resetDeadline(DEADLINE)
            .rearmAtReset()
            .build()) {
      ResetFreeGPS training =
          Runs.small(ResetFreeGPS.builder(robot, PointMass.COST))
              .trajectoriesPerIteration(EPISODES)
              .clusters(1)
              .allowedFailures(allowed ? 1 : 0)
              .build();
      Ending ending = fault.ending == Ending.REPEATED && !allowed ? Ending.LOST : fault.ending;
      switch (ending) {
        case REPEATED -> requireRepeated(where, fault, training.train());
        case LOST -> requireKept(where, fault, episode, step, training);
        case CANCELLED -> {
          TrainingResult result = training.train();
          assertTrue(Thread.interrupted(), where);
          assertEquals(TrainingResult.Ending.CANCELLED, result.ending(), where);
          requireSound(where, result, 1);
        }
        case HARMLESS -> {
          TrainingResult result = training.train();
          requireSound(where, result, 3);
          assertEquals(CLEAN, Runs.timeless(result), where);
        }
      }
      if (fault == Fault.INTERRUPTS && step == PointMass.T - 1) {
        assertTrue(stops.get() <= 1, where + ": the episode may have ended");
      } else {
        assertEquals(fault.ending == Ending.HARMLESS ? 0 : 1, stops.get(), where);
      }
    } finally {
      faulty.end.countDown();
    }
    assertEquals(fault.ending != Ending.HARMLESS, faulty.shown && fault.ending != Ending.HARMLESS);
  }

  private static final java.util.List<IterationReport> CLEAN =
      Runs.timeless(
          Runs.small(ResetFreeGPS.builder(new PointMass(), PointMass.COST))
              .trajectoriesPerIteration(EPISODES)
              .clusters(1)
              .build()
              .train());

  private static void requireRepeated(String where, Fault fault, TrainingResult result) {
    requireSound(where, result, 3);
    IterationReport second = result.history().get(1);
    assertEquals(Optional.of(1), count(second), where);
    assertEquals(1, second.warnings().size(), where);
    assertTrue(second.warnings().get(0).contains(fault.message), second.warnings()::toString);
    assertEquals(Optional.empty(), count(result.history().get(0)), where);
    assertEquals(Optional.empty(), count(result.history().get(2)), where);
  }

  private static Optional<Integer> count(IterationReport report) {
    return Optional.ofNullable(report.fallbacks().get(Fallback.EPISODE_REPEATED));
  }

  private static void requireKept(
      String where, Fault fault, int episode, int step, ResetFreeGPS training) {
    TrainingException e = assertThrows(TrainingException.class, training::train, where);
    String message = String.valueOf(e.getMessage());
    String place =
        "(episode " + (episode - EPISODES) + (fault.isInReset() ? ", at its start)" : ", step ");
    assertTrue(message.startsWith("iteration 2: "), message);
    assertTrue(message.contains(fault.message), message);
    if (fault != Fault.HANGS_FOR_EVER) {
      assertTrue(message.contains(place), message);
      assertTrue(fault.isInReset() || message.endsWith("step " + step + ")"), message);
    }
    requireSound(where, e.partialResult().orElseThrow(), 1);
  }

  private static void requireSound(String where, TrainingResult result, int iterations) {
    assertEquals(iterations, result.history().size(), where);
    for (double number : Runs.numbers(result)) {
      assertTrue(Double.isFinite(number), where);
    }
  }

  @Test
  @Timeout(60)
  void hangingSimulationsAreReplacedAndTrainingGoesOn() {
    AtomicInteger made = new AtomicInteger();
    CountDownLatch end = new CountDownLatch(1);
    ResetFreeGPS training =
        Runs.small(
                () -> {
                  boolean bad = made.incrementAndGet() == 2;
                  return bad ? new FaultyPointMass(Fault.HANGS_FOR_EVER, 1, 3) : new PointMass();
                })
            .threads(2)
            .episodes(EpisodeOptions.defaults().with(o -> o.stepDeadline = 0.5))
            .evaluation(
                Evaluation.of(
                    2,
                    i ->
                        i == 0 ? new PointMass() : new FaultyPointMass(Fault.HANGS_FOR_EVER, 0, 3)))
            .iterations(2)
            .build();
    TrainingResult result = training.train();
    end.countDown();
    requireSound("parallel", result, 2);
    for (IterationReport report : result.history()) {
      assertEquals(
          Optional.of(1),
          Optional.ofNullable(report.fallbacks().get(Fallback.TEST_EPISODE_FAILED)));
      assertEquals(1, report.test().orElseThrow().failed());
    }
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  void episodesThatKeepFailingAreLeftOutWhereThatIsAllowed() {
    AtomicInteger episodes = new AtomicInteger();
    PointMass robot =
        new PointMass() {
          @Override
          public TimeStep reset(RandomGenerator random) {
            if (episodes.incrementAndGet() % 3 == 0) {
              throw new IllegalStateException("cannot get up");
            }
            return super.reset(random);
          }
        };
    ResetFreeGPS.Builder builder =
        Runs.small(ResetFreeGPS.builder(robot, PointMass.COST)).allowedFailures(1);
    TrainingResult result =
        builder.episodes(EpisodeOptions.defaults().with(o -> o.allowedDrops = 6)).build().train();
    int all = 0;
    for (IterationReport report : result.history()) {
      int dropped = report.fallbacks().get(Fallback.EPISODE_DROPPED);
      int left = report.episodes() - all;
      assertEquals(12, left + dropped);
      assertEquals(dropped + 1, report.warnings().size());
      assertTrue(report.warnings().get(1).startsWith("left out: Environment.reset failed"));
      assertTrue(Runs.figure(report, "clusters", "largest") <= left, report::toString);
      all += left;
    }
  }

  @Test
  void anErrorOfTheMachineKeepsWhatWasAchieved() {
    AtomicInteger episodes = new AtomicInteger();
    PointMass robot =
        new PointMass() {
          @Override
          public TimeStep reset(RandomGenerator random) {
            if (episodes.incrementAndGet() == 15) {
              throw new OutOfMemoryError("for the test");
            }
            return super.reset(random);
          }
        };
    ResetFreeGPS training = Runs.small(ResetFreeGPS.builder(robot, PointMass.COST)).build();
    TrainingException e = assertThrows(TrainingException.class, training::train);
    assertEquals("iteration 2: java.lang.OutOfMemoryError: for the test", e.getMessage());
    requireSound("memory", e.partialResult().orElseThrow(), 1);
  }
}
