package org.guidedpolicy.examples.locomotion;

import java.util.function.Supplier;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.initial.InitialController;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.mujoco.MujocoDynamics;
import org.guidedpolicy.mujoco.MujocoModel;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.trajopt.MaxEntropyDistribution;
import org.guidedpolicy.trajopt.Tracking;
import org.jspecify.annotations.Nullable;

/**
 * The maximum-entropy distribution around a robot's demonstration, made when it is asked for first.
 * Thread-safe.
 */
final class GaitGuide implements InitialController {
  /** Exploration of each torque, as a share of how much it varies. */
  private static final double KAPPA = 0.4;

  private final LocomotionRobot robot;
  private final Supplier<Trajectory> demonstration;
  private @Nullable LinearGaussianController controller;

  GaitGuide(LocomotionRobot robot, Supplier<Trajectory> demonstration) {
    this.robot = robot;
    this.demonstration = demonstration;
  }

  @Override
  public synchronized LinearGaussianController startingAt(EnvironmentSpec spec, double[] x1) {
    if (controller == null) {
      controller = distribution().controller();
    }
    return controller;
  }

  MaxEntropyDistribution distribution() {
    Trajectory nominal = demonstration.get();
    Tracking tracking =
        Tracking.of(nominal, robot.trackingWeights(), Tracking.actionWeights(nominal, KAPPA));
    try (MujocoModel model = robot.load();
        MujocoDynamics dynamics = robot.dynamics(model);
        WorkPool pool = WorkPool.of(Runtime.getRuntime().availableProcessors())) {
      return MaxEntropyDistribution.around(robot.problem(dynamics), tracking, 1, pool);
    }
  }
}
