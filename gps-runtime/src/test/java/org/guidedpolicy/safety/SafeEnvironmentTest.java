package org.guidedpolicy.safety;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SafeEnvironmentTest {
  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final Duration LONG = Duration.ofSeconds(20);

  @Test
  void aNormalEpisodeIsOnlyLimited() {
    LoggingRobot robot = new LoggingRobot();
    try (SafeEnvironment safe = robot.guarded().build()) {
      assertSame(robot.spec(), safe.spec());
      assertEquals(0, safe.reset(LoggingRobot.RANDOM).state()[0]);
      double[] wild = {9, -9};
      for (int t = 0; t < 5; t++) {
        assertEquals(t + 1, safe.step(wild).state()[0]);
      }
      assertArrayEquals(new double[] {9, -9}, wild, "the caller's array is left alone");
      assertEquals(
          "the episode has ended after 5 steps; call reset",
          assertThrows(IllegalStateException.class, () -> safe.step(wild)).getMessage());
      safe.abort();
    }
    assertEquals(
        List.of(
            "reset",
            "step 0.5 2.0",
            "step 1.0 2.0",
            "step 1.0 2.0",
            "step 1.0 2.0",
            "step 1.0 2.0",
            "close"),
        robot.log);
  }

  @Test
  void anEpisodeThatIsOverEndsWithTheSafeActionAndWithoutAStop() {
    LoggingRobot robot = new LoggingRobot();
    try (SafeEnvironment safe =
        robot.guarded().safeAction(0.25, 3.5).endWhen(report -> report.state()[0] == 2).build()) {
      safe.reset(LoggingRobot.RANDOM);
      assertFalse(safe.step(new double[] {0, 3}).ended());
      TimeStep last = safe.step(new double[] {0, 3});
      assertTrue(last.ended());
      assertEquals(2, last.state()[0]);
      assertEquals(
          "the episode has ended after 2 steps; call reset",
          assertThrows(IllegalStateException.class, () -> safe.step(new double[] {0, 3}))
              .getMessage());
      assertEquals(List.of("step 0.0 3.0", "step 0.0 3.0", "step 0.25 3.5"), robot.last(3));
      safe.reset(LoggingRobot.RANDOM);
      assertEquals(0, robot.stops(), "no rearm is needed");
    }
  }

  @Test
  void anEpisodeThatTheRobotEndsIsSentNothingMore() {
    LoggingRobot robot =
        new LoggingRobot() {
          @Override
          TimeStep third() {
            return report().ending();
          }
        };
    try (SafeEnvironment safe = robot.guarded().build()) {
      safe.reset(LoggingRobot.RANDOM);
      safe.step(new double[] {0, 3});
      safe.step(new double[] {0, 3});
      assertTrue(safe.step(new double[] {0, 3}).ended());
      assertThrows(IllegalStateException.class, () -> safe.step(new double[] {0, 3}));
    }
    assertEquals(
        List.of("reset", "step 0.0 3.0", "step 0.0 3.0", "step 0.0 3.0", "close"), robot.log);
  }

  @Test
  void aConditionOfTheEndThatFailsStopsTheRobot() {
    LoggingRobot robot = new LoggingRobot();
    try (SafeEnvironment safe =
        robot
            .guarded()
            .endWhen(
                report -> {
                  throw new IllegalStateException("no camera");
                })
            .build()) {
      safe.reset(LoggingRobot.RANDOM);
      String reason = "an endWhen condition failed: java.lang.IllegalStateException: no camera";
      assertEquals(reason, LoggingRobot.stopped(safe, 0, 3).getMessage());
      assertTrue(robot.log.contains("STOP " + reason));
    }
  }

  @Test
  void anActionThatIsNotFiniteBecomesTheSafeActionAndStopsTheEpisode() {
    for (double bad : new double[] {NAN, INF, -INF}) {
      LoggingRobot robot = new LoggingRobot();
      try (SafeEnvironment safe = robot.guarded().safeAction(0.25, 3.5).build()) {
        safe.reset(LoggingRobot.RANDOM);
        safe.step(new double[] {0, 3});
        String reason = "the action is " + bad + " at entry 1";
        assertEquals(reason, LoggingRobot.stopped(safe, 0, bad).getMessage());
        assertEquals("stopped earlier: " + reason, LoggingRobot.stopped(safe, 0, 3).getMessage());
        assertEquals(
            List.of("reset", "step 0.0 3.0", "STOP " + reason, "step 0.25 3.5", "abort"),
            robot.log);
        assertEquals(
            "stopped earlier: "
                + reason
                + "; call SafeEnvironment.rearm to resume, or let a person do so:"
                + " SafeEnvironment.Builder.operator",
            assertThrows(EmergencyStopException.class, () -> safe.reset(LoggingRobot.RANDOM))
                .getMessage());
        safe.rearm();
        safe.reset(LoggingRobot.RANDOM);
        safe.step(new double[] {0, 3});
      }
      assertEquals(2, robot.stops(), "the second when closed in the middle");
    }
  }

  @Test
  void randomActionsNeverLeaveTheLimits() {
    double[] lower = {-1, 2, -INF};
    double[] upper = {1, 4, INF};
    double[] slew = {0.3, INF, 10};
    EnvironmentSpec spec =
        EnvironmentSpec.builder(1, 3)
            .horizon(1000)
            .timeStep(0.5)
            .actionLimits(lower, upper)
            .slewLimits(slew)
            .build();
    double[] safeAction = {0, 2, 0};
    Environment strict =
        new Environment() {
          private final double[] previous = safeAction.clone();

          @Override
          public EnvironmentSpec spec() {
            return spec;
          }

          @Override
          public TimeStep reset(RandomGenerator random) {
            System.arraycopy(safeAction, 0, previous, 0, 3);
            return TimeStep.fullyObserved(0);
          }

          @Override
          public TimeStep step(double[] action) {
            boolean safe = java.util.Arrays.equals(action, safeAction);
            for (int i = 0; i < 3; i++) {
              double change = Math.abs(action[i] - previous[i]);
              boolean within = action[i] >= lower[i] && action[i] <= upper[i];
              if (!within || !safe && !(change <= slew[i] * 0.5 * (1 + 1e-12))) {
                throw new AssertionError("entry " + i + ": " + previous[i] + " to " + action[i]);
              }
              previous[i] = action[i];
            }
            return TimeStep.fullyObserved(0);
          }
        };
    RandomGenerator random = new SplittableRandom(6);
    double[] special = {NAN, INF, -INF, Double.MAX_VALUE, -Double.MAX_VALUE, Double.MIN_VALUE};
    double[] action = new double[3];
    int stops = 0;
    try (SafeEnvironment safe = SafeEnvironment.builder(strict).rearmAtReset().build()) {
      int t = 0;
      for (int n = 0; n < 500_000; n++) {
        if (t == 0) {
          safe.reset(random);
        }
        for (int i = 0; i < 3; i++) {
          action[i] =
              random.nextInt(200) == 0
                  ? special[random.nextInt(special.length)]
                  : 20 * random.nextDouble() - 10;
        }
        try {
          safe.step(action);
          t = (t + 1) % 1000;
        } catch (EmergencyStopException e) {
          stops++;
          t = 0;
        }
      }
    }
    assertTrue(stops > 100, stops + " stops");
  }

  @Test
  void anActionOfTheWrongLengthStopsTheRobot() {
    LoggingRobot robot = new LoggingRobot();
    try (SafeEnvironment safe = robot.guarded().build()) {
      safe.reset(LoggingRobot.RANDOM);
      assertEquals(
          "the action has 1 entries, expected 2 (EnvironmentSpec.actionDimension)",
          LoggingRobot.stopped(safe, 0).getMessage());
    }
    assertEquals(1, robot.stops());
  }

  @Test
  void stepsOutsideAnEpisodeAreRefused() {
    LoggingRobot robot = new LoggingRobot();
    try (SafeEnvironment safe = robot.guarded().build()) {
      assertEquals(
          "step before reset",
          assertThrows(IllegalStateException.class, () -> safe.step(new double[2])).getMessage());
    }
    assertEquals(List.of("close"), robot.log);
  }

  @Test
  void anExceptionStopsTheRobotOnce() {
    IllegalStateException cause = new IllegalStateException("motor 3 is hot");
    LoggingRobot robot =
        new LoggingRobot() {
          @Override
          TimeStep third() {
            throw cause;
          }
        };
    try (SafeEnvironment safe = robot.guarded().build()) {
      EmergencyStopException e = LoggingRobot.stoppedInThirdStep(safe);
      assertEquals(
          "Environment.step failed: java.lang.IllegalStateException: motor 3 is hot",
          e.getMessage());
      assertSame(cause, e.getCause());
      safe.abort();
    }
    assertEquals(
        List.of("STOP Environment.step failed: " + cause, "abort", "close"), robot.last(3));
    assertEquals(1, robot.stops());
  }

  @Test
  void anErrorStopsTheRobotAndComesThrough() {
    LoggingRobot robot =
        new LoggingRobot() {
          @Override
          TimeStep third() {
            throw new StackOverflowError("deep");
          }
        };
    for (boolean deadline : new boolean[] {false, true}) {
      SafeEnvironment.Builder builder = robot.guarded().rearmAtReset();
      try (SafeEnvironment safe = (deadline ? builder.stepDeadline(LONG) : builder).build()) {
        safe.reset(LoggingRobot.RANDOM);
        safe.step(new double[] {0, 3});
        safe.step(new double[] {0, 3});
        assertThrows(StackOverflowError.class, () -> safe.step(new double[] {0, 3}));
      }
    }
    assertEquals(2, robot.stops());
  }

  @Test
  void dangerousReportsStopTheRobot() {
    assertReportStops("the state is NaN at entry 0", TimeStep.fullyObserved(NAN));
    assertReportStops("the state has 2 entries, expected 1", TimeStep.fullyObserved(1, 2));
    assertReportStops(
        "the observation is Infinity at entry 0",
        new TimeStep(new double[] {1}, new double[] {INF}));
    assertReportStops("joint limit: TimeStep[state=[7.5]]", TimeStep.fullyObserved(7.5));
    assertReportStops(
        "the condition 'odd' failed: java.lang.ArithmeticException: no idea",
        TimeStep.fullyObserved(6.5));
  }

  private static void assertReportStops(String reason, TimeStep report) {
    LoggingRobot robot =
        new LoggingRobot() {
          @Override
          TimeStep third() {
            return report;
          }
        };
    try (SafeEnvironment safe =
        robot
            .guarded()
            .stopWhen("joint limit", now -> now.state()[0] > 7)
            .stopWhen(
                "odd",
                now -> {
                  if (now.state()[0] > 6) {
                    throw new ArithmeticException("no idea");
                  }
                  return false;
                })
            .build()) {
      assertEquals(reason, LoggingRobot.stoppedInThirdStep(safe).getMessage());
    }
    assertEquals(List.of("STOP " + reason, "step 0.0 2.0", "abort", "close"), robot.last(4));
  }

  @Test
  void theHookIsCalledOnceHoweverManyThingsGoWrong() {
    LoggingRobot robot =
        new LoggingRobot() {
          @Override
          public TimeStep step(double[] action) {
            super.step(action);
            throw new IllegalStateException("again");
          }

          @Override
          public void abort() {
            super.abort();
            throw new IllegalStateException("and again");
          }
        };
    try (SafeEnvironment safe =
        robot
            .guarded()
            .onEmergency(
                reason -> {
                  robot.log.add("STOP " + reason);
                  throw new IllegalStateException("hook");
                })
            .build()) {
      safe.reset(LoggingRobot.RANDOM);
      EmergencyStopException e = LoggingRobot.stopped(safe, NAN, 3);
      assertEquals("the action is NaN at entry 0", e.getMessage());
      assertEquals("hook", e.getSuppressed()[0].getMessage());
      LoggingRobot.stopped(safe, 0, 3);
      safe.abort();
    }
    assertEquals(
        List.of("reset", "STOP the action is NaN at entry 0", "step 0.0 2.0", "abort", "close"),
        robot.log);
  }

  @Test
  void theHookMayNotRearm() {
    LoggingRobot robot = new LoggingRobot();
    List<SafeEnvironment> made = new ArrayList<>();
    try (SafeEnvironment safe =
        robot.guarded().onEmergency(reason -> made.get(0).rearm()).build()) {
      made.add(safe);
      safe.reset(LoggingRobot.RANDOM);
      assertEquals(
          "the emergency hook may neither rearm nor close",
          LoggingRobot.stopped(safe, NAN, 3).getSuppressed()[0].getMessage());
      assertEquals(
          "stopped earlier: the action is NaN at entry 0",
          LoggingRobot.stopped(safe, 0, 3).getMessage());
    }
    assertEquals(List.of("reset", "step 0.0 2.0", "abort", "close"), robot.log);
  }

  @Test
  void abortingAndClosingInTheMiddleStopTheRobot() {
    LoggingRobot robot = new LoggingRobot();
    SafeEnvironment safe = robot.guarded().rearmAtReset().build();
    safe.reset(LoggingRobot.RANDOM);
    safe.abort();
    safe.abort();
    assertEquals(
        List.of("reset", "STOP the episode was aborted", "step 0.0 2.0", "abort"), robot.log);
    safe.reset(LoggingRobot.RANDOM);
    safe.close();
    safe.close();
    assertEquals(
        List.of(
            "reset", "STOP closed in the middle of an episode", "step 0.0 2.0", "abort", "close"),
        robot.last(5));
    assertThrows(IllegalStateException.class, () -> safe.reset(LoggingRobot.RANDOM));
  }

  @Test
  void aDryRunSaysWhatWouldBeSent() {
    List<String> lines = new ArrayList<>();
    LoggingRobot robot = new LoggingRobot();
    DryRunEnvironment dry = new DryRunEnvironment(robot.spec(), robot::report, lines::add);
    try (SafeEnvironment safe = SafeEnvironment.builder(dry).build()) {
      safe.reset(LoggingRobot.RANDOM);
      safe.step(new double[] {0.75, 99});
      LoggingRobot.stopped(safe, NAN, 3);
    }
    assertEquals(
        List.of(
            "dry run: would reset",
            "dry run: step 0 would send [0.5, 4.0]",
            "dry run: step 1 would send [0.0, 2.0]",
            "dry run: would stop"),
        lines);
    assertEquals(List.of(), robot.log);
  }

  @Test
  void settingsThatMakeNoSenseAreNamed() {
    LoggingRobot robot = new LoggingRobot();
    refused(
        "safeAction has 1 entries, expected 2 (EnvironmentSpec.actionDimension)",
        robot.guarded().safeAction(0));
    refused(
        "safeAction[1] is 5.0, must be finite and within the limits 2.0 and 4.0",
        robot.guarded().safeAction(0, 5));
    refused(
        "safeAction[0] is NaN, must be finite and within the limits -1.0 and 1.0",
        robot.guarded().safeAction(NAN, 3));
    refused("stepDeadline must be positive, is PT0S", robot.guarded().stepDeadline(Duration.ZERO));
    refused(
        "commandDeadline must be positive, is PT-1S",
        robot.guarded().commandDeadline(Duration.ofSeconds(-1)));
  }

  private static void refused(String message, SafeEnvironment.Builder builder) {
    assertEquals(
        message, assertThrows(IllegalArgumentException.class, builder::build).getMessage());
  }
}
