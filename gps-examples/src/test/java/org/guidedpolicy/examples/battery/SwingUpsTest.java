package org.guidedpolicy.examples.battery;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import org.guidedpolicy.cost.ActionCost;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.trajopt.OptimizationResult;
import org.guidedpolicy.trajopt.OptimizerOptions;
import org.guidedpolicy.trajopt.TrajectoryOptimizer;
import org.guidedpolicy.trajopt.TrajectoryProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Swing-ups by trajectory optimization, each within a second of computing. */
class SwingUpsTest {

  /** Hanging is a stationary point, and a bad one may be a local optimum: noise, and again. */
  private static final int ATTEMPTS = 4;

  private static final double MAX_SECONDS = 1;

  /** What counts during the last half second, beside the actions. */
  private record Late(CostFunction cost) implements CostFunction {
    @Override
    public double value(int t, int T, double[] x, double[] u) {
      return t >= T - 10 ? cost.value(t, T, x, u) : 0;
    }
  }

  private static CostFunction with(CostFunction late) {
    return CostFunction.sum(ActionCost.quadratic(0.01), new Late(late));
  }

  static CostFunction pendulumUp() {
    return with((t, T, x, u) -> 5 * (1 - Math.cos(x[0])) + 0.1 * x[1] * x[1]);
  }

  static CostFunction poleUp() {
    return with((t, T, x, u) -> 5 * (1 - x[3]) + x[0] * x[0] + 0.1 * (x[1] * x[1] + x[4] * x[4]));
  }

  static CostFunction acrobotUp() {
    return with(
        (t, T, x, u) ->
            5 * (2 - Math.cos(x[0]) - Math.cos(x[0] + x[1])) + 0.1 * (x[2] * x[2] + x[3] * x[3]));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void thePendulumIsSwungUp(boolean secondOrder) {
    assertSwungUp(new PendulumSwingUp(), pendulumUp(), secondOrder);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theCartPoleIsSwungUp(boolean secondOrder) {
    assertSwungUp(new CartPoleSwingUp(), poleUp(), secondOrder);
  }

  @Test
  void theAcrobotIsSwungUp() {
    assertSwungUp(new AcrobotSwingUp(), acrobotUp(), false);
  }

  private static void assertSwungUp(PlainRobot robot, CostFunction cost, boolean secondOrder) {
    var problem = TrajectoryProblem.of(robot.model(), cost).withActionLimits(robot.spec());
    var optimizer =
        new TrajectoryOptimizer(OptimizerOptions.defaults().with(o -> o.secondOrder = secondOrder));
    for (int seed = 0; seed < (secondOrder ? 1 : 3); seed++) {
      var random = new SplittableRandom(seed);
      double[] x0 = robot.start(random);
      double seconds = cpuSeconds();
      boolean solved = false;
      for (int attempt = 0; attempt < ATTEMPTS && !solved; attempt++) {
        OptimizationResult result = optimizer.solve(problem, x0, noise(random, robot));
        solved = robot.success(result.plan().trajectory());
        assertLimits(robot, result);
      }
      seconds = cpuSeconds() - seconds;
      String start = robot.name() + " from start " + seed;
      assertTrue(solved, start + " is not swung up");
      assertTrue(seconds < MAX_SECONDS, start + " took " + seconds + " s");
    }
  }

  private static double[] noise(SplittableRandom random, PlainRobot robot) {
    double[] actions = new double[robot.spec().horizon()];
    for (int t = 0; t < actions.length; t++) {
      actions[t] = 0.5 * random.nextGaussian();
    }
    return actions;
  }

  private static void assertLimits(PlainRobot robot, OptimizationResult result) {
    double max = robot.spec().actionUpper()[0];
    for (double u : result.plan().actions()) {
      assertTrue(Math.abs(u) <= max, "action " + u);
    }
  }

  private static double cpuSeconds() {
    return 1e-9 * ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
