package org.guidedpolicy.safety;

import static org.guidedpolicy.safety.LoggingRobot.RANDOM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.FixedStarts;
import org.guidedpolicy.environment.ResettableEnvironment;
import org.guidedpolicy.environment.TimeStep;
import org.junit.jupiter.api.Test;

/** An environment around another one can be reset to conditions where the inner one can. */
class ResettingTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private static final class Posed extends LoggingRobot implements ResettableEnvironment {
    @Override
    public int conditions() {
      return 3;
    }

    @Override
    public TimeStep reset(int condition, RandomGenerator random) {
      steps = 0;
      log.add("reset to " + condition);
      return TimeStep.fullyObserved(condition + random.nextDouble());
    }
  }

  private static List<UnaryOperator<Environment>> wrappers() {
    return List.of(
        e -> new DeadlineEnvironment(e, Deadlines.none()),
        e ->
            new DeadlineEnvironment(
                e, new Deadlines(Optional.of(LONG), Optional.empty(), Optional.empty())),
        e -> SafeEnvironment.builder(e).build(),
        e -> SafeEnvironment.builder(e).stepDeadline(LONG).build(),
        e -> SafeEnvironment.builder(new DeadlineEnvironment(e, Deadlines.none())).build());
  }

  @Test
  void aResetToAConditionIsPassedOn() throws IOException {
    for (UnaryOperator<Environment> wrapper : wrappers()) {
      Posed robot = new Posed();
      try (Environment wrapped = wrapper.apply(robot)) {
        assertEquals(3, ResettableEnvironment.conditionsOf(wrapped));
        TimeStep first = ResettableEnvironment.reset(wrapped, 2, new SplittableRandom(5));
        assertEquals(2 + new SplittableRandom(5).nextDouble(), first.state()[0]);
        wrapped.step(new double[] {0, 3});
        wrapped.reset(RANDOM);
        assertEquals(List.of("reset to 2", "step 0.0 3.0", "reset"), robot.log);
      }
    }
  }

  @Test
  void whatCannotBeResetCannotBeResetBehindAnything() throws IOException {
    for (UnaryOperator<Environment> wrapper : wrappers()) {
      LoggingRobot robot = new LoggingRobot();
      try (Environment wrapped = wrapper.apply(robot)) {
        assertTrue(ResettableEnvironment.of(wrapped).isEmpty());
        assertThrows(
            UnsupportedOperationException.class,
            () -> ResettableEnvironment.reset(wrapped, 0, RANDOM));
        assertThrows(
            UnsupportedOperationException.class,
            () -> ((ResettableEnvironment) wrapped).reset(0, RANDOM));
        assertEquals(List.of(), robot.log, "no stop either");
        wrapped.reset(RANDOM);
      }
    }
  }

  @Test
  void aConditionThatThereIsNotIsRefused() {
    for (UnaryOperator<Environment> wrapper : wrappers()) {
      Posed robot = new Posed();
      try (Environment wrapped = wrapper.apply(robot)) {
        assertThrows(
            IllegalArgumentException.class, () -> ResettableEnvironment.reset(wrapped, 3, RANDOM));
        assertEquals(List.of(), robot.log);
      }
    }
  }

  @Test
  void aResetToAConditionIsGuarded() {
    LoggingRobot robot =
        new LoggingRobot() {
          @Override
          TimeStep report() {
            return TimeStep.fullyObserved(Double.NaN);
          }
        };
    try (SafeEnvironment safe =
        SafeEnvironment.builder(new FixedStarts(robot, 1))
            .onEmergency(reason -> robot.log.add("STOP " + reason))
            .build()) {
      assertThrows(EmergencyStopException.class, () -> safe.reset(0, RANDOM));
      assertEquals(1, robot.stops());
    }
  }

  @Test
  void aDryRunSaysTheConditionThatItWouldResetTo() {
    List<String> lines = new ArrayList<>();
    LoggingRobot robot = new LoggingRobot();
    var dry = new DryRunEnvironment(robot.spec, 2, robot::report, lines::add);
    try (SafeEnvironment safe = SafeEnvironment.builder(dry).build()) {
      assertEquals(2, safe.conditions());
      safe.reset(1, RANDOM);
    }
    assertEquals("dry run: would reset to condition 1", lines.get(0));
    assertThrows(IllegalArgumentException.class, () -> dry.reset(2, RANDOM));
    assertEquals(0, new DryRunEnvironment(robot.spec, robot::report, lines::add).conditions());
  }

  @Test
  void fixedStartsDrawEachConditionFromItsSeed() throws IOException {
    List<Double> drawn = new ArrayList<>();
    LoggingRobot simulation =
        new LoggingRobot() {
          @Override
          public TimeStep reset(RandomGenerator random) {
            drawn.add(random.nextDouble());
            return super.reset(random);
          }
        };
    var fixed = new FixedStarts(simulation, 10, 20);
    assertEquals(2, fixed.conditions());
    fixed.reset(1, new SplittableRandom(1));
    fixed.reset(1, new SplittableRandom(2));
    fixed.reset(0, new SplittableRandom(1));
    fixed.reset(new SplittableRandom(3));
    assertEquals(new SplittableRandom(20).nextDouble(), drawn.get(0));
    assertEquals(drawn.get(0), drawn.get(1));
    assertNotEquals(drawn.get(0), drawn.get(2));
    assertEquals(new SplittableRandom(3).nextDouble(), drawn.get(3));
    assertThrows(IllegalArgumentException.class, () -> new FixedStarts(simulation));
  }
}
