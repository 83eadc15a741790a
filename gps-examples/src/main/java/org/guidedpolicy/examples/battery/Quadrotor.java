package org.guidedpolicy.examples.battery;

import java.util.random.RandomGenerator;
import org.guidedpolicy.cost.AngleCost;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.DistanceCost;
import org.guidedpolicy.cost.HessianForm;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.rollout.Trajectory;

/**
 * A quadrotor seen from the side, thrown into the wind, perhaps upside down; it is to hover.
 *
 * <pre>
 *   m x'' = -(f1 + f2) sin th - k |v| (x' - w)      v = (x' - w, z')
 *   m z'' =  (f1 + f2) cos th - k |v| z' - m g
 *   J th'' = r (f2 - f1) - b th'
 * </pre>
 *
 * m = 1.2 kg, J = 0.06 kg m^2, rotors r = 0.25 m from the middle with thrusts f of 0 to 10 N each
 * (hovering takes 5.9 N), drag k = 0.1 N s^2/m^2, b = 0.05 N m s, wind w of at most 3 m/s, constant
 * over an episode. (Planar quadrotor as in Tedrake, Underactuated Robotics, with quadratic drag.)
 *
 * <p>State: place relative to where it shall hover (0, 1), velocity (2, 3), tilt th, rad, not
 * wrapped (4), its rate (5), w (6). The policy does not see the wind: it observes entries 0 to 5.
 * An episode succeeds if it stays within 0.3 m of the place for the last half second.
 */
public final class Quadrotor extends PlainRobot {
  static final double MASS = 1.2;
  static final double INERTIA = 0.06;
  static final double ARM = 0.25;
  static final double DRAG = 0.1;
  static final double ROTATION_DRAG = 0.05;
  static final double G = 9.81;
  static final double MAX_THRUST = 10;

  private static final EnvironmentSpec SPEC =
      EnvironmentSpec.builder(7, 2)
          .observation(6)
          .horizon(100)
          .timeStep(0.04)
          .actionLimits(new double[] {0, 0}, new double[] {MAX_THRUST, MAX_THRUST})
          .angles(4)
          .observationAngles(4)
          .stateNames("x", "z", "x speed", "z speed", "tilt", "tilt rate", "wind")
          .actionNames("left thrust", "right thrust")
          .build();

  /** The robot as described. */
  public Quadrotor() {
    super("quadrotor", "planar quadrotor in a wind, 2 thrusts; recovers from a throw and hovers");
  }

  @Override
  public EnvironmentSpec spec() {
    return SPEC;
  }

  @Override
  public Half half() {
    return Half.CHECK;
  }

  @Override
  double[] start(RandomGenerator random) {
    double tilt = random.nextDouble(-Math.PI / 2, Math.PI / 2);
    return new double[] {
      random.nextDouble(-1.5, 1.5),
      random.nextDouble(-1.5, 1.5),
      random.nextDouble(-1, 1),
      random.nextDouble(-1, 1),
      tilt + Math.copySign(Math.PI / 2, tilt),
      random.nextDouble(-1, 1),
      random.nextDouble(-3, 3)
    };
  }

  @Override
  double[] next(double[] x, double[] u) {
    return RungeKutta.advance(Quadrotor::derivative, x, u, SPEC.timeStep(), 4);
  }

  private static double[] derivative(double[] x, double[] u) {
    double lift = u[0] + u[1];
    double vx = x[2] - x[6];
    double drag = DRAG * Math.hypot(vx, x[3]);
    return new double[] {
      x[2],
      x[3],
      (-lift * Math.sin(x[4]) - drag * vx) / MASS,
      (lift * Math.cos(x[4]) - drag * x[3]) / MASS - G,
      x[5],
      (ARM * (u[1] - u[0]) - ROTATION_DRAG * x[5]) / INERTIA,
      0
    };
  }

  @Override
  double[] observation(double[] x) {
    return java.util.Arrays.copyOf(x, 6);
  }

  /** 1/2 (|place|^2 + 0.1 |velocity|^2 + th^2 + 0.1 th'^2 + 0.01 |f - m g/2|^2), th wrapped. */
  @Override
  public CostFunction cost(HessianForm form) {
    double hover = MASS * G / 2;
    return CostFunction.sum(
        DistanceCost.toTarget(new int[] {0, 1, 2, 3, 5}, 0, 0, 0, 0, 0)
            .weights(1, 1, 0.1, 0.1, 0.1),
        AngleCost.toTarget(4, 0),
        (t, T, x, u) -> 0.005 * (Math.pow(u[0] - hover, 2) + Math.pow(u[1] - hover, 2)));
  }

  @Override
  public double finalDistance(Trajectory trajectory) {
    return distance(trajectory, trajectory.horizon());
  }

  private static double distance(Trajectory trajectory, int t) {
    return Math.hypot(trajectory.state(t, 0), trajectory.state(t, 1));
  }

  @Override
  public boolean success(Trajectory trajectory) {
    return duringLast(12, trajectory, t -> distance(trajectory, t) < 0.3);
  }
}
