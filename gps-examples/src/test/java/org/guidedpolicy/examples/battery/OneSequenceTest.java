package org.guidedpolicy.examples.battery;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.examples.battery.Episodes.Script;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No robot is solved by actions that depend on time alone: the best sequence that was found from
 * the mean start succeeds there and fails elsewhere, so that a policy has to look.
 *
 * <p>The mean start is the one for which every random draw gives the middle. The best sequence in
 * plain Java: {@link ActionSearch} (CMA-ES over knots, from the middle of the limits), then {@link
 * PlanSearch} (iterative LQR on the robot's own equations) from its result, from the actions of the
 * script in {@link Scripts} if there is one, and from random waves; the one of least cost among
 * those that succeed counts. In MuJoCo: the script's actions, and CMA-ES from there.
 */
@Tag("long")
class OneSequenceTest {
  private static final int HELD_OUT = 100;

  @ParameterizedTest
  @MethodSource("org.guidedpolicy.examples.battery.Robots#plain")
  void theBestActionsFromTheMeanStartFailElsewhere(PlainRobot robot) {
    PlanSearch search = new PlanSearch(robot);
    double[] x1 = meanStart(robot);
    List<Plan> plans = new ArrayList<>();
    ActionSearch tries = new ActionSearch(robot, robot.spec().horizon() / 4);
    double[][] tried = tries.minimize(t -> Episodes.cost(robot, t), tries.middle(), 1000);
    plans.add(search.polish(x1, tried, 200));
    if (Scripts.BY_ROBOT.containsKey(robot.name())) {
      Trajectory scripted = fromMeanStart(robot, Scripts.BY_ROBOT.get(robot.name()));
      plans.add(search.polish(x1, Episodes.actions(scripted), 200));
    }
    for (int guess = 0; guess < 5; guess++) {
      plans.add(search.from(x1, guess, 150));
    }
    Plan best =
        plans.stream()
            .filter(plan -> robot.success(plan.replay(robot, x1)))
            .min(Comparator.comparing(Plan::cost))
            .orElseThrow(() -> new AssertionError("no sequence succeeds from the mean start"));
    assertFailsElsewhere(robot, best.u());
  }

  private static double[] meanStart(PlainRobot robot) {
    return robot.start(new MiddleOfAllDraws());
  }

  @ParameterizedTest
  @MethodSource("org.guidedpolicy.examples.battery.Robots#mujoco")
  void theBestActionsFromTheMeanStartFailElsewhere(MujocoRobot robot) {
    Robots.requireUsable(robot);
    Trajectory scripted = fromMeanStart(robot, Scripts.BY_ROBOT.get(robot.name()));
    assertTrue(robot.success(scripted));
    assertFailsElsewhere(robot, Episodes.actions(scripted));
    ActionSearch tries = new ActionSearch(robot, 10);
    double[][] better =
        tries.minimize(t -> Episodes.cost(robot, t), Episodes.actions(scripted), 200);
    assertFailsElsewhere(robot, better);
  }

  private static Trajectory fromMeanStart(BatteryTask robot, Script script) {
    try (Environment environment = robot.environments().get()) {
      return Episodes.of(environment, script);
    }
  }

  private static void assertFailsElsewhere(BatteryTask robot, double[][] u) {
    long successes = Episodes.successes(robot, u, HELD_OUT);
    assertTrue(successes < 0.05 * HELD_OUT, robot.name() + ": " + successes + " of " + HELD_OUT);
  }
}
