package org.guidedpolicy.examples.battery;

import java.util.random.RandomGenerator;
import org.guidedpolicy.cost.ActionCost;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.DistanceCost;
import org.guidedpolicy.cost.HessianForm;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.rollout.Trajectory;

/**
 * A boat with two propellers, which obey half a second late, comes to a buoy in a current.
 *
 * <pre>
 *   x' = u cos th - v sin th + cx,   y' = u sin th + v cos th + cy,   th' = r
 *   mu u' = F1 + F2 + mv v r - (10 + 15 |u|) u
 *   mv v' = -mu u r - (30 + 60 |v|) v
 *   J r'  = a (F2 - F1) - 12 r
 * </pre>
 *
 * (Fossen, Handbook of Marine Craft, surge, sway and yaw without cross terms.) u and v are the
 * speeds through the water, ahead and to the left, m/s; masses with the water that moves along mu =
 * 40 kg, mv = 60 kg, J = 8 kg m^2; thrusts F, left and right, of at most 20 N, a = 0.35 m from the
 * middle; current c of at most 0.3 m/s in any direction, constant over an episode.
 *
 * <p>State: x, y relative to the buoy (0, 1), th, rad, not wrapped (2), u, v, r (3-5), thrusts
 * ordered half and a quarter of a second ago, left and right (6, 7, 8, 9), current (10, 11). The
 * policy sees neither speeds through the water nor current nor what the propellers were told, but
 * what a compass, a gyroscope and satellites say: x, y, cos th, sin th, velocity over ground x',
 * y', r. An episode starts at rest in the water, 5 to 10 m from the buoy; it succeeds if the boat
 * stays within 0.6 m for the last second.
 */
public final class Boat extends PlainRobot {
  static final double MAX_THRUST = 20;

  private static final double MU = 40;
  private static final double MV = 60;
  private static final double J = 8;
  private static final double ARM = 0.35;
  private static final int ORDERED = 6;
  private static final int CURRENT = 10;
  private static final EnvironmentSpec SPEC =
      EnvironmentSpec.builder(12, 2)
          .observation(7)
          .horizon(100)
          .timeStep(0.25)
          .actionLimits(
              new double[] {-MAX_THRUST, -MAX_THRUST}, new double[] {MAX_THRUST, MAX_THRUST})
          .angles(2)
          .actionNames("left thrust", "right thrust")
          .build();

  /** The robot as described. */
  public Boat() {
    super("boat", "boat in a current, 2 delayed thrusts; comes to a buoy and stays");
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
  double[] start(RandomGenerator random) {
    double[] x = new double[12];
    double distance = random.nextDouble(5, 10);
    double direction = random.nextDouble(-Math.PI, Math.PI);
    x[0] = distance * Math.cos(direction);
    x[1] = distance * Math.sin(direction);
    x[2] = random.nextDouble(-Math.PI, Math.PI);
    double speed = random.nextDouble(0, 0.3);
    double stream = random.nextDouble(-Math.PI, Math.PI);
    x[CURRENT] = speed * Math.cos(stream);
    x[CURRENT + 1] = speed * Math.sin(stream);
    return x;
  }

  @Override
  double[] next(double[] x, double[] u) {
    double[] obeyed = {x[ORDERED], x[ORDERED + 1]};
    double[] after = RungeKutta.advance(Boat::derivative, x, obeyed, SPEC.timeStep(), 3);
    after[ORDERED] = x[ORDERED + 2];
    after[ORDERED + 1] = x[ORDERED + 3];
    after[ORDERED + 2] = u[0];
    after[ORDERED + 3] = u[1];
    return after;
  }

  private static double[] derivative(double[] x, double[] thrust) {
    double u = x[3];
    double v = x[4];
    double r = x[5];
    double[] ground = overGround(x);
    double[] rates = new double[x.length];
    rates[0] = ground[0];
    rates[1] = ground[1];
    rates[2] = r;
    rates[3] = (thrust[0] + thrust[1] + MV * v * r - (10 + 15 * Math.abs(u)) * u) / MU;
    rates[4] = (-MU * u * r - (30 + 60 * Math.abs(v)) * v) / MV;
    rates[5] = (ARM * (thrust[1] - thrust[0]) - 12 * r) / J;
    return rates;
  }

  private static double[] overGround(double[] x) {
    double c = Math.cos(x[2]);
    double s = Math.sin(x[2]);
    return new double[] {x[3] * c - x[4] * s + x[CURRENT], x[3] * s + x[4] * c + x[CURRENT + 1]};
  }

  @Override
  double[] observation(double[] x) {
    double[] ground = overGround(x);
    return new double[] {x[0], x[1], Math.cos(x[2]), Math.sin(x[2]), ground[0], ground[1], x[5]};
  }

  /** Square of the distance, turning and effort. */
  @Override
  public CostFunction cost(HessianForm form) {
    return CostFunction.sum(
        DistanceCost.toTarget(new int[] {0, 1}, 0, 0),
        DistanceCost.toTarget(new int[] {5}, 0),
        ActionCost.quadratic(1e-3));
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
    return duringLast(4, trajectory, t -> distance(trajectory, t) < 0.6);
  }
}
