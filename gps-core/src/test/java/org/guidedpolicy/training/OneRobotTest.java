package org.guidedpolicy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.resetfree.ResetFreeGPS;
import org.guidedpolicy.safety.SafeEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The robot that exists once: who commands it, who closes it, who stops it, who waits for whom. */
@Timeout(60)
class OneRobotTest {

  /** Counts what is done to it, and notices commands at the same time. */
  private static class Robot extends PointMass {
    final AtomicInteger busy = new AtomicInteger();
    final AtomicInteger atOnce = new AtomicInteger();
    final AtomicInteger episodes = new AtomicInteger();
    final AtomicInteger steps = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    final AtomicInteger aborted = new AtomicInteger();
    final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    @Override
    public TimeStep reset(RandomGenerator random) {
      return command(
          () -> {
            episodes.incrementAndGet();
            return super.reset(random);
          });
    }

    @Override
    public TimeStep step(double[] action) {
      return command(
          () -> {
            steps.incrementAndGet();
            return super.step(action);
          });
    }

    private TimeStep command(java.util.function.Supplier<TimeStep> work) {
      atOnce.accumulateAndGet(busy.incrementAndGet(), Math::max);
      threads.add(Thread.currentThread());
      try {
        Thread.onSpinWait();
        return work.get();
      } finally {
        busy.decrementAndGet();
      }
    }

    @Override
    public void abort() {
      aborted.incrementAndGet();
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  private static ResetFreeGPS.Builder on(SafeEnvironment robot) {
    return Runs.small(ResetFreeGPS.builder(robot, PointMass.COST)).threads(4);
  }

  @Test
  void trainingAndTestsCommandOneRobotInTurnAndItsOwnerClosesItOnce() {
    Robot robot = new Robot();
    TrainingResult result =
        Runs.small(ResetFreeGPS.builder(robot, PointMass.COST))
            .threads(4)
            .evaluation(Evaluation.of(6, robot))
            .build()
            .train();
    assertEquals(3 * (12 + 6), robot.episodes.get());
    assertEquals(1, robot.atOnce.get());
    assertEquals(Set.of(Thread.currentThread()), robot.threads);
    assertEquals(0, robot.closed.get());
    for (IterationReport report : result.history()) {
      assertEquals(6, report.test().orElseThrow().episodes());
      assertEquals(0, report.test().orElseThrow().failed());
    }
  }

  @Test
  void testsOnOneRobotMayBeRareAndTheLastPolicyIsTested() {
    Robot robot = new Robot();
    TrainingResult result =
        Runs.small(ResetFreeGPS.builder(robot, PointMass.COST))
            .evaluation(Evaluation.of(2, robot).every(2))
            .build()
            .train();
    assertEquals(3 * 12 + 2 * 2, robot.episodes.get());
    assertEquals(
        List.of(false, true, true),
        result.history().stream().map(r -> r.test().isPresent()).toList());
  }

  @Test
  void aPolicyLearnedInSimulationIsTestedOnTheOneRobot() {
    Robot robot = new Robot();
    Runs.pointMass().threads(3).evaluation(Evaluation.of(2, robot)).build().train();
    assertEquals(6, robot.episodes.get());
    assertEquals(1, robot.atOnce.get());
    assertEquals(0, robot.closed.get());
  }

  @Test
  void testsThatWouldTakeTheRobotFromTrainingAreRefusedBeforeItMoves() {
    for (int tests : new int[] {1, 6}) {
      Robot robot = new Robot();
      Training training =
          Runs.small(ResetFreeGPS.builder(robot, PointMass.COST))
              .evaluation(Evaluation.of(tests, i -> robot))
              .build();
      var e = assertThrows(TrainingException.class, training::train);
      assertTrue(e.getMessage().contains("Evaluation.of(" + tests + ", robot)"), e.getMessage());
      assertEquals(0, robot.episodes.get());
      assertEquals(0, robot.closed.get());
    }
  }

  @Test
  void aFactoryOfTestsThatReturnsOneObjectIsRefused() {
    Robot robot = new Robot();
    Training training = Runs.pointMass().evaluation(Evaluation.of(1, i -> robot)).build();
    var e = assertThrows(TrainingException.class, training::train);
    assertTrue(e.getMessage().contains("the same object twice"), e.getMessage());
    assertTrue(e.getMessage().contains("iteration 2"), e.getMessage());
    assertEquals(1, robot.closed.get());
  }

  @Test
  void aFactoryOfTrainingThatReturnsOneObjectIsRefused() {
    Robot robot =
        new Robot() {
          @Override
          public TimeStep step(double[] action) {
            pause(1);
            return super.step(action);
          }
        };
    Training training = Runs.small(() -> robot).threads(3).build();
    var e = assertThrows(TrainingException.class, training::train);
    assertTrue(e.getMessage().contains("builder(robot, cost)"), e.getMessage());
    assertEquals(1, robot.atOnce.get());
    assertEquals(1, robot.closed.get());
  }

  private static void pause(int milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Calls something in its 20th step, on a thread of its own, and waits for that. */
  private static final class Pressed extends Robot {
    private final AtomicReference<Runnable> button = new AtomicReference<>();
    private final CountDownLatch over = new CountDownLatch(1);

    @Override
    public TimeStep step(double[] action) {
      TimeStep now = super.step(action);
      if (steps.get() == 20) {
        new Thread(
                () -> {
                  button.get().run();
                  over.countDown();
                })
            .start();
        pause(50);
      }
      return now;
    }

    void awaitEnd() throws InterruptedException {
      assertTrue(over.await(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void cancelLetsTheRunningEpisodeEndAndBeginsNoOther() throws InterruptedException {
    Pressed robot = new Pressed();
    try (SafeEnvironment safe = SafeEnvironment.builder(robot).build()) {
      Training training = on(safe).build();
      robot.button.set(training::cancel);
      assertThrows(TrainingException.class, training::train);
      robot.awaitEnd();
      assertEquals(2, robot.episodes.get());
      assertEquals(2 * PointMass.T, robot.steps.get());
      assertEquals(0, robot.aborted.get());
      assertFalse(safe.question().isPresent());
    }
  }

  @Test
  void stopNowEndsAfterTheRunningStepAndLeavesTheRobotStopped() throws InterruptedException {
    Pressed robot = new Pressed();
    AtomicInteger hooks = new AtomicInteger();
    try (SafeEnvironment safe =
        SafeEnvironment.builder(robot).onEmergency(reason -> hooks.incrementAndGet()).build()) {
      Training training = on(safe).build();
      robot.button.set(training::stopNow);
      var e = assertThrows(TrainingException.class, training::train);
      assertTrue(e.getMessage().contains("cancelled before its first iteration"), e.getMessage());
      robot.awaitEnd();
      // the safe action is a step too
      assertEquals(21, robot.steps.get());
      assertEquals(1, robot.aborted.get());
      assertEquals(1, hooks.get());
      var stopped =
          assertThrows(RuntimeException.class, () -> safe.reset(new java.util.SplittableRandom(1)));
      assertTrue(stopped.getMessage().contains("stopNow was called"), stopped.getMessage());
    }
  }

  @Test
  void stopNowAbortsARobotThatHasNoGuardToo() throws InterruptedException {
    Pressed robot = new Pressed();
    Training training = Runs.small(ResetFreeGPS.builder(robot, PointMass.COST)).build();
    robot.button.set(training::stopNow);
    assertThrows(TrainingException.class, training::train);
    robot.awaitEnd();
    assertEquals(20, robot.steps.get());
    assertEquals(1, robot.aborted.get());
  }

  /** Fails once, in its 20th step. */
  private static final class Faulty extends Robot {
    @Override
    public TimeStep step(double[] action) {
      TimeStep now = super.step(action);
      if (steps.get() == 20) {
        throw new IllegalStateException("cable");
      }
      return now;
    }
  }

  @Test
  void aStoppedRobotWaitsForItsOperatorOutsideEveryDeadline() {
    Faulty robot = new Faulty();
    List<String> asked = new java.util.concurrent.CopyOnWriteArrayList<>();
    List<String> heard = new java.util.concurrent.CopyOnWriteArrayList<>();
    try (SafeEnvironment safe =
        SafeEnvironment.builder(robot)
            .resetDeadline(Duration.ofMillis(400))
            .episodeDeadline(Duration.ofMillis(900))
            .operator(
                question -> {
                  asked.add(question);
                  Thread.sleep(1500);
                  return true;
                })
            .build()) {
      TrainingResult result =
          on(safe)
              .allowedFailures(1)
              .episodes(
                  EpisodeOptions.defaults()
                      .with(
                          o -> {
                            o.resetDeadline = 0.5;
                            o.episodeDeadline = 1.0;
                          }))
              .listener(
                  new TrainingListener() {
                    @Override
                    public void onIteration(
                        IterationReport report, org.guidedpolicy.policy.Policy policy) {}

                    @Override
                    public void onWaiting(String question) {
                      heard.add(question);
                    }
                  })
              .build()
              .train();
      assertEquals(TrainingResult.Ending.COMPLETED, result.ending());
      assertEquals(1, asked.size());
      assertTrue(asked.get(0).contains("cable"), asked.get(0));
      assertEquals(asked, heard);
    }
  }

  @Test
  void anOperatorWhoSaysNoEndsTrainingWithTheLastPolicy() {
    Robot robot = new Robot();
    try (SafeEnvironment safe =
        SafeEnvironment.builder(robot)
            .operator(question -> robot.episodes.get() < 30)
            .confirmResets()
            .build()) {
      TrainingResult result = on(safe).allowedFailures(0).build().train();
      assertEquals(TrainingResult.Ending.CANCELLED, result.ending());
      assertEquals(2, result.history().size());
      assertEquals(30, robot.episodes.get());
    }
  }

  @Test
  void cancelEndsAWaitForTheOperator() throws InterruptedException {
    Robot robot = new Robot();
    CountDownLatch asked = new CountDownLatch(1);
    try (SafeEnvironment safe =
        SafeEnvironment.builder(robot)
            .operator(
                question -> {
                  asked.countDown();
                  Thread.sleep(60_000);
                  return true;
                })
            .confirmResets()
            .build()) {
      Training training = on(safe).build();
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread trainer =
          new Thread(
              () -> {
                try {
                  training.train();
                } catch (TrainingException e) {
                  thrown.set(e);
                }
              });
      trainer.start();
      assertTrue(asked.await(10, TimeUnit.SECONDS));
      training.cancel();
      trainer.join(10_000);
      assertFalse(trainer.isAlive());
      assertTrue(thrown.get().getMessage().contains("cancelled"), thrown.get().getMessage());
      assertEquals(0, robot.episodes.get());
    }
  }
}
