package org.guidedpolicy.examples.locomotion;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.examples.locomotion.GaitCost.Goal;
import org.guidedpolicy.mujoco.MujocoDynamics;
import org.guidedpolicy.mujoco.MujocoModel;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.trajopt.TrajectoryProblem;

/**
 * A robot with its gait to be found: model, start, cost. Control steps take 0.01 s, an episode 500
 * of them. Actions are torques, N m. Immutable and thread-safe.
 */
public final class LocomotionRobot {
  /** T of an episode. */
  public static final int HORIZON = 500;

  private final String name;
  private final int substeps;
  private final double[] start;
  private final GaitCost cost;

  /** The root is lower than this after a fall, m. */
  private final double fall;

  private final Learning learning;

  /**
   * What learning the gait from its demonstration takes.
   *
   * @param hiddenPositions how many positions of the root are not observed
   * @param positionWeight of tracking the other positions
   * @param velocityWeight of tracking velocities
   * @param policyNoise greatest noise of a policy, in standard deviations of the actions
   * @param motorNoise standard deviation of each motor's noise, N m
   */
  private record Learning(
      int hiddenPositions,
      double positionWeight,
      double velocityWeight,
      double policyNoise,
      double... motorNoise) {}

  private LocomotionRobot(
      String name, int substeps, double[] start, GaitCost cost, double fall, Learning learning) {
    this.name = name;
    this.substeps = substeps;
    this.start = start;
    this.cost = cost;
    this.fall = fall;
    this.learning = learning;
  }

  /** Three fins joined by two motors in a liquid, straight and at rest; to swim at 0.5 m/s. */
  public static LocomotionRobot swimmer() {
    return new LocomotionRobot(
        "swimmer",
        1,
        new double[10],
        new GaitCost(1e-3, new Goal(5, 1, 0.5), new Goal(0, 0, 0), 10, 10),
        Double.NEGATIVE_INFINITY,
        new Learning(2, 1, 0.1, 0.35, 0.23, 0.41));
  }

  /** A torso on one leg with a foot, 3 motors; to hop at 1 m/s. */
  public static LocomotionRobot hopper() {
    return new LocomotionRobot(
        "hopper",
        2,
        state(12, 6, 0.8, 0, 1.25, 0, -0.25, 0.5, -0.25),
        new GaitCost(1e-4, new Goal(6, 1, 1), new Goal(1, 10, 1.2), 200, 200, 100),
        0.85,
        new Learning(1, 1, 0.1, 0.1, 2.7, 2.4, 2.6));
  }

  /** A torso on two legs with feet, 6 motors, in the middle of a step; to walk at 1 m/s. */
  public static LocomotionRobot walker() {
    double[] start = state(18, 9, 1, 0, 1.16, 0, -0.5, 0.15, 0.35, 0.34, 0.26, -0.5);
    start[9 + 7] = 1.8; // left knee
    return new LocomotionRobot(
        "walker",
        2,
        start,
        new GaitCost(1e-4, new Goal(9, 1, 1), new Goal(1, 10, 1.2), 150, 150, 90, 150, 150, 90),
        0.9,
        new Learning(1, 10, 1, 0.1, 3.5, 3.1, 0.79, 3.3, 2.0, 0.65));
  }

  /** The given positions, all others 0, and one velocity. */
  private static double[] state(int dX, int velocityEntry, double velocity, double... positions) {
    double[] x = Arrays.copyOf(positions, dX);
    x[velocityEntry] = velocity;
    return x;
  }

  /** Lower case. */
  public String name() {
    return name;
  }

  /** Simulator steps in a control step. */
  public int substeps() {
    return substeps;
  }

  /** Where an episode starts, dX entries: all joint positions, then all joint velocities. */
  public double[] start() {
    return start.clone();
  }

  /** The cost of its gait. */
  public CostFunction cost() {
    return cost;
  }

  /** Whether it can fall. */
  public boolean canFall() {
    return fall > Double.NEGATIVE_INFINITY;
  }

  /** Whether the root is so low that it has fallen; a root's height is its second position. */
  public boolean hasFallen(double[] x) {
    return x[1] < fall;
  }

  /** How many of the root's positions, the first of the state, are not observed. */
  int hiddenPositions() {
    return learning.hiddenPositions;
  }

  /** Standard deviation of each motor's noise, N m: a tenth of its torque's in the gait. */
  double[] motorNoise() {
    return learning.motorNoise.clone();
  }

  /** Greatest noise of a policy, in standard deviations of the actions. */
  double policyNoise() {
    return learning.policyNoise;
  }

  /** Of a guide, for each entry of the state: how far it has come does not matter. */
  double[] trackingWeights() {
    double[] weights = new double[start.length];
    Arrays.fill(weights, 0, start.length / 2, learning.positionWeight);
    Arrays.fill(weights, 0, learning.hiddenPositions, 0);
    Arrays.fill(weights, start.length / 2, start.length, learning.velocityWeight);
    return weights;
  }

  /** A trajectory with the task's observations. */
  Trajectory observed(Trajectory trajectory) {
    int dX = start.length;
    int hidden = learning.hiddenPositions;
    int dO = dX - hidden;
    double[] observations = new double[trajectory.horizon() * dO];
    double[] states = trajectory.states();
    for (int t = 0; t < trajectory.horizon(); t++) {
      System.arraycopy(states, t * dX + hidden, observations, t * dO, dO);
    }
    return new Trajectory(trajectory.horizon(), states, trajectory.actions(), observations);
  }

  /**
   * Loads its model anew.
   *
   * @throws org.guidedpolicy.mujoco.library.MujocoException if MuJoCo is missing
   */
  public MujocoModel load() {
    return MujocoModel.fromXml(xml(name));
  }

  /** The robot's dynamics on a model that {@link #load} returned; to be closed. */
  public MujocoDynamics dynamics(MujocoModel model) {
    return MujocoDynamics.of(model, substeps);
  }

  /** Its gait as a problem of trajectory optimization. */
  public TrajectoryProblem problem(MujocoDynamics dynamics) {
    return TrajectoryProblem.of(dynamics, cost)
        .withActionLimits(dynamics.actionLower(), dynamics.actionUpper());
  }

  /** MJCF of a robot here: swimmer, hopper, walker or humanoid. */
  public static String xml(String name) {
    try (InputStream in = LocomotionRobot.class.getResourceAsStream(name + ".xml")) {
      if (in == null) {
        throw new IllegalArgumentException(
            "no robot named '" + name + "'; there are swimmer, hopper, walker and humanoid");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
