package org.guidedpolicy.examples.battery;

import java.util.random.RandomGenerator;
import org.guidedpolicy.cost.ActionCost;
import org.guidedpolicy.cost.AngleCost;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.DistanceCost;
import org.guidedpolicy.cost.HessianForm;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.rollout.Trajectory;

/**
 * A pendulum that its motor is too weak to lift: it has to be swung up.
 *
 * <pre>
 *   m l^2 th'' = m g l sin th - b th' + u
 * </pre>
 *
 * th is the angle from upright, rad; a mass m = 0.5 kg at the end of a rod l = 0.5 m without mass,
 * friction b = 0.01 N m s, torque |u| at most 1 N m, while m g l = 2.5 N m. The equation is that of
 * every textbook (Goldstein, Classical Mechanics); the cost is that of Gymnasium's Pendulum.
 *
 * <p>State, all of it observed: th, not wrapped, and th' (rad/s). An episode starts up to 2.8 rad
 * from hanging and succeeds if the pendulum stays within 0.2 rad of upright for the last half
 * second.
 */
public final class PendulumSwingUp extends PlainRobot {
  static final double M = 0.5;
  static final double L = 0.5;
  static final double G = 9.81;
  static final double FRICTION = 0.01;
  static final double MAX_TORQUE = 1;

  private static final EnvironmentSpec SPEC =
      EnvironmentSpec.builder(2, 1)
          .horizon(100)
          .timeStep(0.05)
          .actionLimits(new double[] {-MAX_TORQUE}, new double[] {MAX_TORQUE})
          .actuated(new int[] {0}, new int[] {1})
          .angles(0)
          .stateNames("angle", "rate")
          .actionNames("torque")
          .build();

  private final double friction;

  /** The robot as described. */
  public PendulumSwingUp() {
    this(FRICTION);
  }

  PendulumSwingUp(double friction) {
    super("pendulum", "pendulum, 1 weak torque; swings up and stays there");
    this.friction = friction;
  }

  @Override
  public EnvironmentSpec spec() {
    return SPEC;
  }

  @Override
  public Half half() {
    return Half.CHOOSE;
  }

  @Override
  public int episodes() {
    return 300;
  }

  @Override
  double[] start(RandomGenerator random) {
    return new double[] {Math.PI + random.nextDouble(-2.8, 2.8), random.nextDouble(-2, 2)};
  }

  @Override
  double[] next(double[] x, double[] u) {
    return RungeKutta.advance(this::derivative, x, u, SPEC.timeStep(), 5);
  }

  private double[] derivative(double[] x, double[] u) {
    double torque = M * G * L * Math.sin(x[0]) - friction * x[1] + u[0];
    return new double[] {x[1], torque / (M * L * L)};
  }

  /** Kinetic and potential energy, 0 at rest when upright, J. */
  static double energy(double[] x) {
    return M * L * L * x[1] * x[1] / 2 + M * G * L * (Math.cos(x[0]) - 1);
  }

  /** 1/2 (th^2 + 0.1 th'^2 + 0.001 u^2), th wrapped. */
  @Override
  public CostFunction cost(HessianForm form) {
    return CostFunction.sum(
        AngleCost.toTarget(0, 0),
        DistanceCost.toTarget(new int[] {1}, 0).l2(0.1),
        ActionCost.quadratic(0.001));
  }

  /** Of the angle from upright, rad. */
  @Override
  public double finalDistance(Trajectory trajectory) {
    return Math.abs(Angles.wrap(trajectory.state(trajectory.horizon(), 0)));
  }

  @Override
  public boolean success(Trajectory trajectory) {
    return duringLast(10, trajectory, t -> Math.abs(Angles.wrap(trajectory.state(t, 0))) < 0.2);
  }
}
