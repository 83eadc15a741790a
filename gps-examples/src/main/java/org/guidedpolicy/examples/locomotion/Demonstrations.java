package org.guidedpolicy.examples.locomotion;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.mujoco.MujocoDynamics;
import org.guidedpolicy.mujoco.MujocoModel;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.Controller;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.trajopt.OptimizerOptions;
import org.guidedpolicy.trajopt.TrajectoryOptimizer;

/**
 * Gaits to learn from, made anew at each call and bit by bit the same on one platform: the
 * swimmer's by trajectory optimization from a sinusoid, the hopper's and the walker's by a
 * controller. Needs MuJoCo.
 */
final class Demonstrations {
  private static final int ITERATIONS = 150;
  private static final double AMPLITUDE = 3;
  private static final double FREQUENCY = 1.5;
  private static final double DT = 0.01;

  private Demonstrations() {}

  static Trajectory swimmer() {
    LocomotionRobot robot = LocomotionRobot.swimmer();
    try (MujocoModel model = robot.load();
        MujocoDynamics dynamics = robot.dynamics(model);
        WorkPool pool = WorkPool.of(Runtime.getRuntime().availableProcessors())) {
      var options = OptimizerOptions.defaults().with(o -> o.iterations = ITERATIONS);
      return new TrajectoryOptimizer(options, pool)
          .solve(robot.problem(dynamics), robot.start(), sinusoid())
          .plan()
          .trajectory();
    }
  }

  /** 3 N m at 1.5 Hz, the second motor a quarter of a turn behind. */
  static double[] sinusoid() {
    double[] u = new double[2 * LocomotionRobot.HORIZON];
    for (int t = 0; t < LocomotionRobot.HORIZON; t++) {
      double phase = 2 * Math.PI * FREQUENCY * DT * t;
      u[2 * t] = AMPLITUDE * Math.sin(phase);
      u[2 * t + 1] = AMPLITUDE * Math.sin(phase - Math.PI / 2);
    }
    return u;
  }

  static Trajectory hopper() {
    return controlled(LocomotionRobot.hopper(), new HopperController());
  }

  static Trajectory walker() {
    return controlled(LocomotionRobot.walker(), new WalkerController());
  }

  private static Trajectory controlled(LocomotionRobot robot, Controller controller) {
    try (MujocoModel model = robot.load();
        MujocoDynamics dynamics = robot.dynamics(model)) {
      return episode(robot, dynamics, controller, new SplittableRandom(0), 0);
    }
  }

  /**
   * One episode; actions are those that the controller chose, before noise and limits.
   *
   * @param noise standard deviation of what is added to each motor's torque, N m
   */
  static Trajectory episode(
      LocomotionRobot robot,
      MujocoDynamics dynamics,
      Controller controller,
      RandomGenerator random,
      double noise) {
    int T = LocomotionRobot.HORIZON;
    int dX = dynamics.stateDimension();
    int dU = dynamics.actionDimension();
    double[] states = new double[(T + 1) * dX];
    double[] actions = new double[T * dU];
    double[] x = robot.start();
    double[] u = new double[dU];
    System.arraycopy(x, 0, states, 0, dX);
    for (int t = 0; t < T; t++) {
      controller.act(t, TimeStep.fullyObserved(x.clone()), u);
      System.arraycopy(u, 0, actions, t * dU, dU);
      for (int j = 0; j < dU; j++) {
        u[j] += noise * random.nextGaussian();
      }
      dynamics.next(x, u, x);
      System.arraycopy(x, 0, states, (t + 1) * dX, dX);
    }
    return new Trajectory(T, states, actions, Arrays.copyOf(states, T * dX));
  }
}
