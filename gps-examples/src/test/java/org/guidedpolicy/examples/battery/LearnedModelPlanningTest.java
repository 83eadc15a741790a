package org.guidedpolicy.examples.battery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.guidedpolicy.cost.ActionCost;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.dynamics.DynamicsLearner;
import org.guidedpolicy.dynamics.DynamicsOptions;
import org.guidedpolicy.dynamics.LearnedDynamics;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.ControllerFactory;
import org.guidedpolicy.rollout.Controllers;
import org.guidedpolicy.rollout.RolloutCollector;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.trajopt.ModelPredictiveController;
import org.guidedpolicy.trajopt.MpcOptions;
import org.guidedpolicy.trajopt.OptimizerOptions;
import org.guidedpolicy.trajopt.Plan;
import org.guidedpolicy.trajopt.TrajectoryOptimizer;
import org.guidedpolicy.trajopt.TrajectoryProblem;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Planning on dynamics that were learned from episodes, on the cart with a pole. */
@Tag("long")
class LearnedModelPlanningTest {
  private static final CartPoleSwingUp ROBOT = new CartPoleSwingUp();
  private static final int EPISODES = 6;

  private static final CostFunction UP =
      CostFunction.sum(
          ActionCost.quadratic(0.01),
          (t, T, x, u) -> 5 * (1 - x[3]) + x[0] * x[0] + 0.1 * (x[1] * x[1] + x[4] * x[4]));

  private final Environment environment = ROBOT.environments().get();
  private final DynamicsLearner learner = new DynamicsLearner(5, 1, DynamicsOptions.defaults());

  /** 20 episodes of noise, then 6 of planning on what they taught. */
  private LearnedDynamics learned() {
    ControllerFactory noise =
        Controllers.smooth(
            (first, random) -> (t, now, out) -> out[0] = 3 * random.nextGaussian(), 1, 3);
    learner.add(RolloutCollector.inTurn(environment, noise, 20, 1));
    try (WorkPool pool = WorkPool.of(1)) {
      LearnedDynamics first = learner.fit(2, pool);
      learner.add(episodes(first, 10));
      return learner.fit(2, pool);
    }
  }

  private List<Trajectory> episodes(LearnedDynamics world, long seed) {
    var options =
        MpcOptions.defaults()
            .with(
                o -> {
                  o.horizon = 50;
                  o.iterations = 5;
                });
    return RolloutCollector.inTurn(
        environment, ModelPredictiveController.factory(problem(world), options), EPISODES, seed);
  }

  private static TrajectoryProblem problem(LearnedDynamics world) {
    return TrajectoryProblem.of(world, UP).withActionLimits(ROBOT.spec());
  }

  @Test
  void aRecedingHorizonOnLearnedDynamicsSwingsTheRealPoleUp() {
    long successes = episodes(learned(), 11).stream().filter(ROBOT::success).count();
    assertTrue(successes >= EPISODES - 1, successes + " of " + EPISODES);
  }

  @Test
  void aPlanOnLearnedDynamicsIsWhatTheRobotThenDoes() {
    LearnedDynamics world = learned();
    int T = 40;
    double[] x0 = {0.1, 0, Math.sin(2.8), Math.cos(2.8), 0.3};
    double[] push = new double[T];
    for (int t = 0; t < T; t++) {
      push[t] = Math.sin(0.3 * t);
    }
    Plan plan =
        new TrajectoryOptimizer(OptimizerOptions.defaults()).solve(problem(world), x0, push).plan();
    double[] x = x0.clone();
    double[] u = new double[1];
    double real = 0;
    for (int t = 0; t < T; t++) {
      plan.act(t, x, u);
      real += UP.value(t, T, x, u);
      x = ROBOT.next(x, u);
    }
    assertEquals(plan.cost(), real, 0.05 * real);
  }
}
