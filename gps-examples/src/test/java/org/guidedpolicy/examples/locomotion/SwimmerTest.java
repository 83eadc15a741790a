package org.guidedpolicy.examples.locomotion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.guidedpolicy.mujoco.Mujoco;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.trajopt.OptimizationResult;
import org.guidedpolicy.trajopt.OptimizerOptions;
import org.guidedpolicy.trajopt.TrajectoryOptimizer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SwimmerTest {
  @Test
  @Tag("long")
  void fromASinusoidTheSwimmerFindsItsGait() {
    assumeTrue(Mujoco.problem().isEmpty(), () -> "skipped: " + Mujoco.problem().orElse(""));
    LocomotionRobot swimmer = LocomotionRobot.swimmer();
    try (var model = swimmer.load();
        var dynamics = swimmer.dynamics(model);
        var pool = WorkPool.of(2)) {
      OptimizationResult result =
          new TrajectoryOptimizer(OptimizerOptions.defaults().with(o -> o.iterations = 60), pool)
              .solve(swimmer.problem(dynamics), swimmer.start(), sinusoid());
      assertEquals(285, result.startCost(), 3);
      assertTrue(result.cost() <= 28, () -> "cost " + result.cost());
      double metres = result.plan().state(LocomotionRobot.HORIZON)[0];
      assertTrue(metres / 5 > 0.3, () -> "it swims " + metres + " m in 5 s");
    }
  }

  /** 3 N m at 1.5 Hz, the second motor a quarter of a turn behind. */
  private static double[] sinusoid() {
    double[] u = new double[2 * LocomotionRobot.HORIZON];
    for (int t = 0; t < LocomotionRobot.HORIZON; t++) {
      double phase = 2 * Math.PI * 1.5 * 0.01 * t;
      u[2 * t] = 3 * Math.sin(phase);
      u[2 * t + 1] = 3 * Math.sin(phase - Math.PI / 2);
    }
    return u;
  }
}
