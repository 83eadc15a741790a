package org.guidedpolicy.examples.battery;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.guidedpolicy.environment.Environment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every robot can be solved: a battery of impossible tasks would choose nothing. */
class SolvableTest {

  /** Of 30 held-out starts; a policy that learns is better than these. */
  @ParameterizedTest
  @CsvSource({
    "pendulum, 30",
    "quadrotor, 28",
    "ball-in-maze, 27",
    "boat, 28",
    "heating, 30",
    "ball-on-plate, 29",
    "door, 29",
    "dial, 27",
    "servo-arm, 29"
  })
  void aControllerWrittenByHandSucceedsByWhatThePolicySees(String name, long least) {
    BatteryTask robot = Robots.named(name);
    Robots.requireUsable(robot);
    long successes = Episodes.successes(robot, Scripts.BY_ROBOT.get(name), 30);
    assertTrue(successes >= least, successes + " of 30");
  }

  /**
   * Where no script is at hand, {@link PlanSearch} finds actions for each start, by the task's own
   * cost: little cost is success.
   */
  @ParameterizedTest
  @MethodSource("org.guidedpolicy.examples.battery.Robots#plain")
  void actionsOfLittleCostSucceedFromHeldOutStarts(PlainRobot robot) throws IOException {
    if (!Scripts.BY_ROBOT.containsKey(robot.name())) {
      for (int i = 0; i < 4; i++) {
        assertTrue(solved(robot, i));
      }
    }
  }

  private static boolean solved(PlainRobot robot, int episode) throws IOException {
    try (Environment test = robot.testEnvironments().apply(episode)) {
      double[] x1 = test.reset(new SplittableRandom(0)).state();
      PlanSearch search = new PlanSearch(robot);
      return IntStream.range(0, 12)
          .mapToObj(guess -> search.from(x1, guess, 150))
          .anyMatch(plan -> robot.success(plan.replay(robot, x1)));
    }
  }
}
