package org.guidedpolicy.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.TimeStep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a guarded robot that is late, or is commanded late, does. */
@Timeout(30)
class SafeEnvironmentDeadlinesTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofSeconds(20);

  @Test
  void aStepThatTakesTooLongIsGivenUp() {
    CountDownLatch interrupted = new CountDownLatch(1);
    LoggingRobot robot =
        new LoggingRobot() {
          @Override
          TimeStep third() {
            try {
              Thread.sleep(60_000);
            } catch (InterruptedException e) {
              interrupted.countDown();
            }
            return report();
          }
        };
    try (SafeEnvironment safe = robot.guarded().stepDeadline(SHORT).build()) {
      assertEquals(
          "Environment.step did not return within 300 ms",
          LoggingRobot.stoppedInThirdStep(safe).getMessage());
      assertTrue(Waiting.await(interrupted));
      assertEquals(
          List.of("STOP Environment.step did not return within 300 ms", "abort"), robot.last(2));
      safe.rearm();
      safe.reset(LoggingRobot.RANDOM);
      safe.step(new double[] {0, 3});
    }
  }

  @Test
  void aStepThatHangsForEverDoesNotHangTheCaller() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    List<Thread> hanging = Collections.synchronizedList(new ArrayList<>());
    LoggingRobot robot =
        new LoggingRobot() {
          @Override
          TimeStep third() {
            hanging.add(Thread.currentThread());
            while (release.getCount() > 0) {
              try {
                release.await();
              } catch (InterruptedException e) {
                // Hangs on.
              }
            }
            return report();
          }
        };
    SafeEnvironment safe = robot.guarded().stepDeadline(SHORT).build();
    LoggingRobot.stoppedInThirdStep(safe);
    assertEquals(1, robot.stops());
    String message = assertThrows(IllegalStateException.class, safe::rearm).getMessage();
    assertEquals(
        "the environment hangs (Environment.step did not return within 300 ms); make a new one",
        message);
    assertThrows(EmergencyStopException.class, () -> safe.reset(LoggingRobot.RANDOM));
    safe.close();
    release.countDown();
    hanging.get(0).join(5000);
    assertFalse(hanging.get(0).isAlive(), "the thread ends when the call does");
    assertEquals(1, robot.stops());
  }

  @Test
  void aResetThatTakesTooLongIsGivenUp() {
    LoggingRobot robot =
        new LoggingRobot() {
          @Override
          public TimeStep reset(RandomGenerator random) {
            Waiting.pause(60_000);
            return super.reset(random);
          }
        };
    try (SafeEnvironment safe = robot.guarded().resetDeadline(SHORT).build()) {
      assertEquals(
          "Environment.reset did not return within 300 ms",
          assertThrows(EmergencyStopException.class, () -> safe.reset(LoggingRobot.RANDOM))
              .getMessage());
    }
    assertEquals(1, robot.stops());
  }

  @Test
  void anEpisodeThatTakesTooLongIsStopped() {
    LoggingRobot robot = new LoggingRobot();
    try (SafeEnvironment safe = robot.guarded().episodeDeadline(SHORT).build()) {
      safe.reset(LoggingRobot.RANDOM);
      Waiting.pause(400);
      assertEquals(
          "the episode took longer than 300 ms", LoggingRobot.stopped(safe, 0, 3).getMessage());
    }
    LoggingRobot slow =
        new LoggingRobot() {
          @Override
          TimeStep third() {
            Waiting.pause(60_000);
            return report();
          }
        };
    try (SafeEnvironment safe =
        slow.guarded().episodeDeadline(Duration.ofMillis(800)).stepDeadline(LONG).build()) {
      String message = LoggingRobot.stoppedInThirdStep(safe).getMessage();
      assertTrue(message.startsWith("Environment.step did not return within "), message);
    }
    assertEquals(1, slow.stops());
  }

  @Test
  void theWatchdogStopsARobotThatGetsNoCommand() {
    CountDownLatch stopped = new CountDownLatch(1);
    LoggingRobot robot = new LoggingRobot();
    try (SafeEnvironment safe =
        robot
            .guarded()
            .commandDeadline(SHORT)
            .onEmergency(
                reason -> {
                  robot.log.add("STOP " + reason);
                  stopped.countDown();
                  Waiting.pause(100);
                })
            .build()) {
      safe.reset(LoggingRobot.RANDOM);
      safe.step(new double[] {0, 3});
      assertTrue(Waiting.await(stopped));
      EmergencyStopException e = LoggingRobot.stopped(safe, 0, 3);
      assertEquals("stopped earlier: no command came within 300 ms", e.getMessage());
    }
    assertEquals(
        List.of("STOP no command came within 300 ms", "step 0.0 2.0", "abort", "close"),
        robot.last(4));
  }

  @Test
  void theWatchdogSleepsAfterTheLastStep() {
    LoggingRobot robot = new LoggingRobot();
    try (SafeEnvironment safe = robot.guarded().commandDeadline(SHORT).build()) {
      safe.reset(LoggingRobot.RANDOM);
      for (int t = 0; t < 5; t++) {
        safe.step(new double[] {0, 3});
      }
      Waiting.pause(400);
    }
    assertEquals(0, robot.stops());
  }

  @Test
  void noThreadIsLeftBehind() throws InterruptedException {
    for (int n = 0; n < 20; n++) {
      LoggingRobot robot = new LoggingRobot();
      try (SafeEnvironment safe =
          robot.guarded().stepDeadline(LONG).commandDeadline(LONG).build()) {
        safe.reset(LoggingRobot.RANDOM);
        safe.step(new double[] {0, 3});
      }
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(8);
    while (guardians() > 0 && System.nanoTime() < deadline) {
      Thread.sleep(10);
    }
    assertEquals(0, guardians());
  }

  private static long guardians() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().matches("gps-(environment|watchdog)"))
        .count();
  }
}
