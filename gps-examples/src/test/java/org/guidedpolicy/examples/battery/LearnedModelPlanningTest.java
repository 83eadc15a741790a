package org.guidedpolicy.examples.battery;

import java.util.*;
import org.guidedpolicy.cost.*;
import org.guidedpolicy.dynamics.*;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.*;
import org.guidedpolicy.trajopt.*;
import org.junit.jupiter.api.Test;

class LearnedModelPlanningTest {
  @Test
  void probe() {
    CartPoleSwingUp robot = new CartPoleSwingUp();
    CostFunction cost = CostFunction.sum(ActionCost.quadratic(0.01), (t, T, x, u) -> 5 * (1 - x[3]) + x[0] * x[0] + 0.1 * (x[1] * x[1] + x[4] * x[4]));
    try (WorkPool pool = WorkPool.of(1)) {
      var learner = new DynamicsLearner(5, 1, DynamicsOptions.defaults());
      var env = robot.environments().get();
      ControllerFactory noise = Controllers.smooth((first, random) -> (t, now, out) -> out[0] = 3 * random.nextGaussian(), 1, 3);
      learner.add(RolloutCollector.inTurn(env, noise, 20, 1));
      for (int round = 0; round < 4; round++) {
        long a = System.nanoTime();
        LearnedDynamics world = learner.fit(2, pool);
        var learned = TrajectoryProblem.of(world, cost).withActionLimits(robot.spec());
        long b = System.nanoTime();
        List<Trajectory> episodes = RolloutCollector.inTurn(env, ModelPredictiveController.factory(learned, MpcOptions.defaults().with(o -> {o.horizon = 50; o.firstIterations = 50;})), 8, 10 + round);
        long c = System.nanoTime();
        long ok = episodes.stream().filter(robot::success).count();
        System.out.printf("round %d fit %.1f s, mpc %.1f s: %d of 8, error %.4f%n", round, (b - a) * 1e-9, (c - b) * 1e-9, ok, world.stepError(episodes).overall());
        learner.add(episodes);
      }
      var exact = TrajectoryProblem.of(robot.model(), cost).withActionLimits(robot.spec());
      for (int seed = 10; seed < 14; seed++) for (int it : new int[] {3, 5}) for (int h : new int[] {50, 60}) {
      List<Trajectory> episodes = RolloutCollector.inTurn(env, ModelPredictiveController.factory(exact, MpcOptions.defaults().with(o -> {o.horizon = h; o.iterations = it;})), 8, seed);
      System.out.printf("exact: %d %d %d: %d of 8%n", seed, it, h, episodes.stream().filter(robot::success).count());
      }
      LearnedDynamics world = learner.fit(2, pool);
      var learned = TrajectoryProblem.of(world, cost).withActionLimits(robot.spec());
      for (int seed = 10; seed < 14; seed++) for (int it : new int[] {3, 5}) for (int h : new int[] {50, 60}) {
      List<Trajectory> episodes = RolloutCollector.inTurn(env, ModelPredictiveController.factory(learned, MpcOptions.defaults().with(o -> {o.horizon = h; o.iterations = it;})), 8, seed);
      System.out.printf("learned: %d %d %d: %d of 8%n", seed, it, h, episodes.stream().filter(robot::success).count());
      }
    }
  }
}
