package org.guidedpolicy.environment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.guidedpolicy.parallel.WorkPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SafeEnvironmentTest {
  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final RandomGenerator RANDOM = new SplittableRandom(1);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofSeconds(20);

  /** Writes down what reaches it; the third step goes wrong if asked to. */
  private static class Robot implements Environment {
    final List<String> log = Collections.synchronizedList(new ArrayList<>());
    final EnvironmentSpec spec =
        EnvironmentSpec.builder(1, 2)
            .horizon(5)
            .timeStep(1)
            .actionLimits(new double[] {-1, 2}, new double[] {1, 4})
            .slewLimits(0.5, INF)
            .build();
    int steps;

    @Override
    public EnvironmentSpec spec() {
      return spec;
    }

    @Override
    public TimeStep reset(RandomGenerator random) {
      steps = 0;
      log.add("reset");
      return report();
    }

    @Override
    public TimeStep step(double[] action) {
      log.add("step " + action[0] + " " + action[1]);
      return steps++ == 2 ? third() : report();
    }

    TimeStep third() {
      return report();
    }

    TimeStep report() {
      return TimeStep.fullyObserved(steps);
    }

    @Override
    public void abort() {
      log.add("abort");
    }

    @Override
    public void close() {
      log.add("close");
    }

    SafeEnvironment.Builder guarded() {
      return SafeEnvironment.builder(this).onEmergency(reason -> log.add("STOP " + reason));
    }

    int stops() {
      return (int) log.stream().filter(line -> line.startsWith("STOP")).count();
    }
  }

  private static EmergencyStopException stopped(SafeEnvironment safe, double... action) {
    return assertThrows(EmergencyStopException.class, () -> safe.step(action));
  }

  /** Two good steps and a third. */
  private static EmergencyStopException stoppedInThirdStep(SafeEnvironment safe) {
    safe.reset(RANDOM);
    safe.step(new double[] {0, 3});
    safe.step(new double[] {0, 3});
    return stopped(safe, 0, 3);
  }

  @Test
  void aNormalEpisodeIsOnlyLimited() {
    Robot robot = new Robot();
    try (SafeEnvironment safe = robot.guarded().build()) {
      assertSame(robot.spec(), safe.spec());
      assertEquals(0, safe.reset(RANDOM).state()[0]);
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
  void anActionThatIsNotFiniteBecomesTheSafeActionAndStopsTheEpisode() {
    for (double bad : new double[] {NAN, INF, -INF}) {
      Robot robot = new Robot();
      try (SafeEnvironment safe = robot.guarded().safeAction(0.25, 3.5).build()) {
        safe.reset(RANDOM);
        safe.step(new double[] {0, 3});
        String reason = "the action is " + bad + " at entry 1";
        assertEquals(reason, stopped(safe, 0, bad).getMessage());
        assertEquals("stopped earlier: " + reason, stopped(safe, 0, 3).getMessage());
        assertEquals(
            List.of("reset", "step 0.0 3.0", "STOP " + reason, "step 0.25 3.5", "abort"),
            robot.log);
        assertEquals(
            "stopped earlier: " + reason + "; call SafeEnvironment.rearm to go on",
            assertThrows(EmergencyStopException.class, () -> safe.reset(RANDOM)).getMessage());
        safe.rearm();
        safe.reset(RANDOM);
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
  void anExceptionStopsTheRobotOnce() {
    IllegalStateException cause = new IllegalStateException("motor 3 is hot");
    Robot robot =
        new Robot() {
          @Override
          TimeStep third() {
            throw cause;
          }
        };
    try (SafeEnvironment safe = robot.guarded().build()) {
      EmergencyStopException e = stoppedInThirdStep(safe);
      assertEquals(
          "Environment.step failed: java.lang.IllegalStateException: motor 3 is hot",
          e.getMessage());
      assertSame(cause, e.getCause());
      safe.abort();
    }
    assertEquals(
        List.of("STOP Environment.step failed: " + cause, "abort", "close"), tail(robot, 3));
    assertEquals(1, robot.stops());
  }

  private static List<String> tail(Robot robot, int lines) {
    return robot.log.subList(robot.log.size() - lines, robot.log.size());
  }

  @Test
  void anErrorStopsTheRobotAndComesThrough() {
    Robot robot =
        new Robot() {
          @Override
          TimeStep third() {
            throw new StackOverflowError("deep");
          }
        };
    for (boolean deadline : new boolean[] {false, true}) {
      SafeEnvironment.Builder builder = robot.guarded().rearmAtReset();
      try (SafeEnvironment safe = (deadline ? builder.stepDeadline(LONG) : builder).build()) {
        safe.reset(RANDOM);
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
    Robot robot =
        new Robot() {
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
      assertEquals(reason, stoppedInThirdStep(safe).getMessage());
    }
    assertEquals(List.of("STOP " + reason, "step 0.0 2.0", "abort", "close"), tail(robot, 4));
  }

  @Test
  void aStepThatTakesTooLongIsGivenUp() {
    CountDownLatch interrupted = new CountDownLatch(1);
    Robot robot =
        new Robot() {
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
          "Environment.step did not return within 300 ms", stoppedInThirdStep(safe).getMessage());
      assertTrue(await(interrupted));
      assertEquals(
          List.of("STOP Environment.step did not return within 300 ms", "abort"), tail(robot, 2));
      safe.rearm();
      safe.reset(RANDOM);
      safe.step(new double[] {0, 3});
    }
  }

  @Test
  void aStepThatHangsForEverDoesNotHangTheCaller() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    List<Thread> hanging = Collections.synchronizedList(new ArrayList<>());
    Robot robot =
        new Robot() {
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
    stoppedInThirdStep(safe);
    assertEquals(1, robot.stops());
    String message = assertThrows(IllegalStateException.class, safe::rearm).getMessage();
    assertEquals(
        "the environment hangs (Environment.step did not return within 300 ms); make a new one",
        message);
    assertThrows(EmergencyStopException.class, () -> safe.reset(RANDOM));
    safe.close();
    release.countDown();
    hanging.get(0).join(5000);
    assertFalse(hanging.get(0).isAlive(), "the thread ends when the call does");
    assertEquals(1, robot.stops());
  }

  @Test
  void aResetThatTakesTooLongIsGivenUp() {
    Robot robot =
        new Robot() {
          @Override
          public TimeStep reset(RandomGenerator random) {
            pause(60_000);
            return super.reset(random);
          }
        };
    try (SafeEnvironment safe = robot.guarded().resetDeadline(SHORT).build()) {
      assertEquals(
          "Environment.reset did not return within 300 ms",
          assertThrows(EmergencyStopException.class, () -> safe.reset(RANDOM)).getMessage());
    }
    assertEquals(1, robot.stops());
  }

  @Test
  void anEpisodeThatTakesTooLongIsStopped() {
    Robot robot = new Robot();
    try (SafeEnvironment safe = robot.guarded().episodeDeadline(SHORT).build()) {
      safe.reset(RANDOM);
      pause(400);
      assertEquals("the episode took longer than 300 ms", stopped(safe, 0, 3).getMessage());
    }
    Robot slow =
        new Robot() {
          @Override
          TimeStep third() {
            pause(60_000);
            return report();
          }
        };
    try (SafeEnvironment safe =
        slow.guarded().episodeDeadline(Duration.ofMillis(800)).stepDeadline(LONG).build()) {
      String message = stoppedInThirdStep(safe).getMessage();
      assertTrue(message.startsWith("Environment.step did not return within "), message);
    }
    assertEquals(1, slow.stops());
  }

  @Test
  void theWatchdogStopsARobotThatGetsNoCommand() {
    CountDownLatch stopped = new CountDownLatch(1);
    Robot robot = new Robot();
    try (SafeEnvironment safe =
        robot
            .guarded()
            .commandDeadline(SHORT)
            .onEmergency(
                reason -> {
                  robot.log.add("STOP " + reason);
                  stopped.countDown();
                  pause(100);
                })
            .build()) {
      safe.reset(RANDOM);
      safe.step(new double[] {0, 3});
      assertTrue(await(stopped));
      EmergencyStopException e = stopped(safe, 0, 3);
      assertEquals("stopped earlier: no command came within 300 ms", e.getMessage());
    }
    assertEquals(
        List.of("STOP no command came within 300 ms", "step 0.0 2.0", "abort", "close"),
        tail(robot, 4));
  }

  @Test
  void theWatchdogSleepsAfterTheLastStep() {
    Robot robot = new Robot();
    try (SafeEnvironment safe = robot.guarded().commandDeadline(SHORT).build()) {
      safe.reset(RANDOM);
      for (int t = 0; t < 5; t++) {
        safe.step(new double[] {0, 3});
      }
      pause(400);
    }
    assertEquals(0, robot.stops());
  }

  @Test
  void theHookIsCalledOnceHoweverManyThingsGoWrong() {
    Robot robot =
        new Robot() {
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
      safe.reset(RANDOM);
      EmergencyStopException e = stopped(safe, NAN, 3);
      assertEquals("the action is NaN at entry 0", e.getMessage());
      assertEquals("hook", e.getSuppressed()[0].getMessage());
      stopped(safe, 0, 3);
      safe.abort();
    }
    assertEquals(
        List.of("reset", "STOP the action is NaN at entry 0", "step 0.0 2.0", "abort", "close"),
        robot.log);
  }

  @Test
  void theHookMayNotRearm() {
    Robot robot = new Robot();
    List<SafeEnvironment> made = new ArrayList<>();
    try (SafeEnvironment safe =
        robot.guarded().onEmergency(reason -> made.get(0).rearm()).build()) {
      made.add(safe);
      safe.reset(RANDOM);
      assertEquals(
          "the emergency hook may neither rearm nor close",
          stopped(safe, NAN, 3).getSuppressed()[0].getMessage());
      assertEquals(
          "stopped earlier: the action is NaN at entry 0", stopped(safe, 0, 3).getMessage());
    }
    assertEquals(List.of("reset", "step 0.0 2.0", "abort", "close"), robot.log);
  }

  @Test
  void anActionOfTheWrongLengthStopsTheRobot() {
    Robot robot = new Robot();
    try (SafeEnvironment safe = robot.guarded().build()) {
      safe.reset(RANDOM);
      assertEquals(
          "the action has 1 entries, expected 2 (EnvironmentSpec.actionDimension)",
          stopped(safe, 0).getMessage());
    }
    assertEquals(1, robot.stops());
  }

  @Test
  void abortingAndClosingInTheMiddleStopTheRobot() {
    Robot robot = new Robot();
    SafeEnvironment safe = robot.guarded().rearmAtReset().build();
    safe.reset(RANDOM);
    safe.abort();
    safe.abort();
    assertEquals(
        List.of("reset", "STOP the episode was aborted", "step 0.0 2.0", "abort"), robot.log);
    safe.reset(RANDOM);
    safe.close();
    safe.close();
    assertEquals(
        List.of(
            "reset", "STOP closed in the middle of an episode", "step 0.0 2.0", "abort", "close"),
        tail(robot, 5));
    assertThrows(IllegalStateException.class, () -> safe.reset(RANDOM));
  }

  @Test
  void stepsOutsideAnEpisodeAreRefused() {
    Robot robot = new Robot();
    try (SafeEnvironment safe = robot.guarded().build()) {
      assertEquals(
          "step before reset",
          assertThrows(IllegalStateException.class, () -> safe.step(new double[2])).getMessage());
    }
    assertEquals(List.of("close"), robot.log);
  }

  private static final ControllerFactory NAN_AT_2 =
      (first, random) ->
          (t, now, out) -> {
            out[0] = t == 2 ? NAN : 0;
            out[1] = 3;
          };

  @Test
  void aCollectorsFailedEpisodeStopsTheRobot() {
    Robot robot = new Robot();
    try (SafeEnvironment safe = robot.guarded().build();
        RolloutCollector collector = RolloutCollector.inTurn(safe)) {
      assertEquals(
          2, assertThrows(EpisodeException.class, () -> collector.collect(3, NAN_AT_2, 1)).step());
      assertEquals(
          List.of("STOP the episode was aborted", "step 0.0 2.0", "abort"), tail(robot, 3));
      assertThrows(EpisodeException.class, () -> collector.collect(1, NAN_AT_2, 1, 0));
    }
    assertEquals(1, robot.stops());
    assertEquals(1, robot.log.stream().filter("reset"::equals).count());
  }

  @Test
  void whatACollectorRecordsIsWhatIsExecutedBehindALimiter() {
    Robot robot = new Robot();
    try (SafeEnvironment safe = robot.guarded().build();
        RolloutCollector collector = RolloutCollector.inTurn(safe)) {
      Trajectory trajectory =
          collector
              .collect(
                  1,
                  (first, random) ->
                      (t, now, out) -> {
                        out[0] = 3 * random.nextGaussian();
                        out[1] = 3 * random.nextGaussian();
                      },
                  1)
              .get(0);
      for (int t = 0; t < 5; t++) {
        assertEquals(
            "step " + trajectory.action(t, 0) + " " + trajectory.action(t, 1),
            robot.log.get(t + 1));
      }
    }
  }

  @Test
  void cancellingATrainingStopsTheRobot() throws InterruptedException {
    for (boolean deadline : new boolean[] {false, true}) {
      CountDownLatch inStep = new CountDownLatch(1);
      Robot robot =
          new Robot() {
            @Override
            TimeStep third() {
              inStep.countDown();
              pause(60_000);
              return report();
            }
          };
      SafeEnvironment.Builder builder = robot.guarded();
      List<Throwable> thrown = Collections.synchronizedList(new ArrayList<>());
      try (SafeEnvironment safe = (deadline ? builder.stepDeadline(LONG) : builder).build();
          RolloutCollector collector = RolloutCollector.inTurn(safe)) {
        Thread training =
            new Thread(
                () -> {
                  try {
                    collector.collect(1, (first, random) -> (t, now, out) -> out[1] = 3, 1);
                  } catch (Throwable t) {
                    thrown.add(t);
                  }
                });
        training.start();
        assertTrue(await(inStep));
        training.interrupt();
        training.join();
      }
      assertEquals(CancellationException.class, thrown.get(0).getClass());
      assertEquals(1, robot.stops(), robot.log.toString());
      assertTrue(robot.log.contains("abort"));
    }
  }

  @Test
  void hangingSimulationsAreReplacedInParallel() {
    List<Robot> robots = Collections.synchronizedList(new ArrayList<>());
    try (WorkPool pool = WorkPool.of(2);
        RolloutCollector collector =
            RolloutCollector.parallel(
                () -> {
                  boolean bad = robots.size() == 1;
                  Robot robot =
                      new Robot() {
                        @Override
                        TimeStep third() {
                          pause(bad ? 60_000 : 0);
                          return report();
                        }
                      };
                  robots.add(robot);
                  return robot.guarded().stepDeadline(Duration.ofSeconds(1)).build();
                },
                pool)) {
      ControllerFactory slow =
          (first, random) ->
              (t, now, out) -> {
                pause(2);
                out[1] = 3;
              };
      var rollouts = collector.collect(20, slow, 1, 3);
      assertEquals(20, rollouts.trajectories().size());
      assertEquals(1, rollouts.failures().size());
      assertTrue(
          rollouts.failures().get(0).getMessage().contains("did not return within 1000 ms"),
          rollouts.failures().get(0).getMessage());
    }
  }

  @Test
  void noThreadIsLeftBehind() throws InterruptedException {
    for (int n = 0; n < 20; n++) {
      Robot robot = new Robot();
      try (SafeEnvironment safe =
          robot.guarded().stepDeadline(LONG).commandDeadline(LONG).build()) {
        safe.reset(RANDOM);
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

  @Test
  void theEndOfTheProcessStopsTheRobot() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Exits.class.getName())
            .redirectErrorStream(true)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(7, process.waitFor());
    assertTrue(out.contains("STOP the Java process ends"), out);
    assertTrue(out.contains("dry run: would send [0.0]") || out.contains("would stop"), out);
  }

  /** Ends its process in the middle of an episode. */
  static final class Exits {
    private Exits() {}

    public static void main(String[] args) {
      EnvironmentSpec spec = EnvironmentSpec.builder(1, 1).build();
      SafeEnvironment safe =
          SafeEnvironment.builder(
                  new DryRunEnvironment(spec, () -> TimeStep.fullyObserved(0), System.out::println))
              .onEmergency(reason -> System.out.println("STOP " + reason))
              .build();
      safe.reset(RANDOM);
      safe.step(new double[] {1});
      System.exit(7);
    }
  }

  @Test
  void aDryRunSaysWhatWouldBeSent() {
    List<String> lines = new ArrayList<>();
    Robot robot = new Robot();
    DryRunEnvironment dry = new DryRunEnvironment(robot.spec(), robot::report, lines::add);
    try (SafeEnvironment safe = SafeEnvironment.builder(dry).build()) {
      safe.reset(RANDOM);
      safe.step(new double[] {0.75, 99});
      stopped(safe, NAN, 3);
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
    Robot robot = new Robot();
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

  static boolean await(CountDownLatch latch) {
    try {
      return latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static void pause(int milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
