package org.guidedpolicy.examples.documentation;

import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import org.guidedpolicy.cost.ActionCost;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.DistanceCost;
import org.guidedpolicy.dynamics.FiniteDifferenceModel;
import org.guidedpolicy.dynamics.Model;
import org.guidedpolicy.mujoco.MujocoDynamics;
import org.guidedpolicy.mujoco.MujocoEnvironment;
import org.guidedpolicy.mujoco.MujocoModel;
import org.guidedpolicy.mujoco.Reading;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.ControllerFactory;
import org.guidedpolicy.rollout.RolloutCollector;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.trajopt.MaxEntropyDistribution;
import org.guidedpolicy.trajopt.ModelPredictiveController;
import org.guidedpolicy.trajopt.MpcOptions;
import org.guidedpolicy.trajopt.OptimizationResult;
import org.guidedpolicy.trajopt.OptimizerOptions;
import org.guidedpolicy.trajopt.Plan;
import org.guidedpolicy.trajopt.Tracking;
import org.guidedpolicy.trajopt.TrajectoryOptimizer;
import org.guidedpolicy.trajopt.TrajectoryProblem;

/** The lines of the page on trajectory optimization, compiled. */
final class PlannedPendulum {
  private PlannedPendulum() {}

  static OptimizationResult swingUp() {
    // angle from upright and velocity, 0.05 s later
    Model model =
        FiniteDifferenceModel.of(
            2,
            1,
            (x, u, next) -> {
              next[1] = x[1] + 0.05 * (9.81 * Math.sin(x[0]) - 0.1 * x[1] + 3 * u[0]);
              next[0] = x[0] + 0.05 * next[1];
            });
    CostFunction up = // counts in the last half second
        (t, T, x, u) -> t < T - 10 ? 0 : 5 * (1 - Math.cos(x[0])) + 0.1 * x[1] * x[1];
    TrajectoryProblem problem =
        TrajectoryProblem.of(model, CostFunction.sum(ActionCost.quadratic(0.01), up))
            .withActionLimits(new double[] {-2}, new double[] {2});

    double[] start = {Math.PI, 0}; // hanging
    double[] actions = new double[80];
    actions[0] = 0.1; // 80 steps, the first a push: hanging still is a stationary point

    OptimizationResult result =
        new TrajectoryOptimizer(OptimizerOptions.defaults()).solve(problem, start, actions);
    Plan plan = result.plan(); // states, actions, and feedback around them
    return result;
  }

  static List<Trajectory> anyModel(Path file) {
    try (MujocoModel model = MujocoModel.fromFile(file);
        MujocoDynamics dynamics = MujocoDynamics.of(model, 5); // simulator steps an action
        WorkPool pool = WorkPool.of(2)) {
      // state: all joint positions, then all joint velocities
      CostFunction there = DistanceCost.toTarget(new int[] {0, 1, 2, 3}, 0.5, -0.3, 0, 0);
      TrajectoryProblem problem =
          TrajectoryProblem.of(dynamics, CostFunction.sum(ActionCost.quadratic(1e-3), there))
              .withActionLimits(dynamics.actionLower(), dynamics.actionUpper());
      double[] start = dynamics.start(); // the model's own
      Plan plan =
          new TrajectoryOptimizer(OptimizerOptions.defaults(), pool)
              .solve(problem, start, 100)
              .plan();

      MujocoEnvironment environment =
          MujocoEnvironment.builder(model)
              .state(Reading.jointPositions(), Reading.jointVelocities())
              .substeps(5)
              .horizon(100)
              .build();
      List<Trajectory> followed = RolloutCollector.inTurn(environment, plan.controllers(), 1, 7);

      ControllerFactory mpc = ModelPredictiveController.factory(problem, MpcOptions.defaults());
      List<Trajectory> controlled = RolloutCollector.inTurn(environment, mpc, 1, 7);

      environment.close();
      return List.of(followed.get(0), controlled.get(0));
    }
  }

  static double around(
      TrajectoryProblem problem, Trajectory demonstration, RandomGenerator random) {
    double[] stateWeights = {10, 1}; // positions, velocities
    double[] actionWeights = Tracking.actionWeights(demonstration, 0.4);
    MaxEntropyDistribution q =
        MaxEntropyDistribution.around(
            problem, Tracking.of(demonstration, stateWeights, actionWeights));

    double[] x = demonstration.state(3);
    double[] u = new double[1];
    q.sample(3, x, random, u);
    double logDensity = q.logDensity(3, x, u);
    return logDensity;
  }
}
