package org.guidedpolicy.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Late steps are counted, and tolerated up to a limit. */
@Timeout(20)
class LateStepsTest {
  private static final long ALLOWED = 40;
  private final List<String> stops = new ArrayList<>();

  /** Takes its time in some steps. */
  private static final class SlowRobot implements Environment {
    private final Map<Integer, Long> milliseconds;
    private int steps;

    SlowRobot(Map<Integer, Long> milliseconds) {
      this.milliseconds = milliseconds;
    }

    @Override
    public EnvironmentSpec spec() {
      return EnvironmentSpec.builder(1, 1).horizon(30).timeStep(0.02).build();
    }

    @Override
    public TimeStep reset(RandomGenerator random) {
      steps = 0;
      return TimeStep.fullyObserved(0);
    }

    @Override
    public TimeStep step(double[] action) {
      try {
        Thread.sleep(milliseconds.getOrDefault(steps++, 0L));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return TimeStep.fullyObserved(steps);
    }
  }

  private SafeEnvironment.Builder guarded(Map<Integer, Long> milliseconds) {
    return SafeEnvironment.builder(new SlowRobot(milliseconds))
        .lateAfter(Duration.ofMillis(ALLOWED))
        .onEmergency(stops::add);
  }

  private static void run(SafeEnvironment robot, int steps) {
    robot.reset(LoggingRobot.RANDOM);
    for (int t = 0; t < steps; t++) {
      robot.step(new double[1]);
    }
  }

  @Test
  void aFewAreCountedAndTolerated() {
    try (SafeEnvironment robot = guarded(Map.of(3, 50L, 10, 60L)).build()) {
      run(robot, 30);
      StepTimes times = robot.stepTimes();
      assertEquals(30, times.steps());
      assertTrue(times.late() >= 2 && times.late() < 10, times.sentence());
      assertTrue(times.worst() >= 0.06, times.sentence());
      assertEquals(1e-3 * ALLOWED, times.allowed(), 1e-9);
      assertEquals(30, times.histogram().stream().mapToLong(n -> n).sum());
      assertEquals(List.of(), stops);
    }
  }

  @Test
  void moreThanAllowedStopTheRobot() {
    Map<Integer, Long> late = Map.of(0, 50L, 1, 50L, 2, 50L);
    try (SafeEnvironment robot = guarded(late).allowedLateSteps(0, 2).build()) {
      var e = assertThrows(EmergencyStopException.class, () -> run(robot, 30));
      assertTrue(e.getMessage().contains("3 of 3 steps were late"), e.getMessage());
      assertTrue(e.getMessage().contains("allowedLateSteps"), e.getMessage());
      assertEquals(1, stops.size());
      robot.rearm();
      assertThrows(EmergencyStopException.class, () -> run(robot, 30));
    }
  }

  @Test
  void aVeryLateStepCountsAsOftenAsItTakes() {
    try (SafeEnvironment robot = guarded(Map.of(5, 210L)).allowedLateSteps(0, 4).build()) {
      assertThrows(EmergencyStopException.class, () -> run(robot, 30));
      assertEquals(6, robot.stepTimes().steps());
    }
  }

  @Test
  void theyAreForgottenInTheLongRun() {
    Map<Integer, Long> late = Map.of(0, 50L, 10, 50L, 20, 50L);
    try (SafeEnvironment robot = guarded(late).allowedLateSteps(0.2, 1).build()) {
      run(robot, 30);
      assertEquals(List.of(), stops);
    }
  }

  @Test
  void withAShareOfOneTheyAreCountedAlone() {
    Map<Integer, Long> late = Map.of(0, 50L, 1, 50L);
    try (SafeEnvironment robot = guarded(late).allowedLateSteps(1, 0).build()) {
      run(robot, 30);
      assertTrue(robot.stepTimes().late() >= 2);
    }
  }
}
