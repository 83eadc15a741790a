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
              .solve(swimmer.problem(dynamics), swimmer.start(), Demonstrations.sinusoid());
      assertEquals(285, result.startCost(), 3);
      assertTrue(result.cost() <= 28, () -> "cost " + result.cost());
      double metres = result.plan().state(LocomotionRobot.HORIZON)[0];
      assertTrue(metres / 5 > 0.3, () -> "it swims " + metres + " m in 5 s");
    }
  }
}
