package org.guidedpolicy.examples.battery;

import java.util.random.RandomGenerator;
import org.guidedpolicy.cost.ActionCost;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.DistanceCost;
import org.guidedpolicy.cost.HessianForm;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.rollout.Trajectory;

/**
 * A crane carries a hanging load over a stack and sets it down.
 *
 * <pre>
 *   p'' = u1,  l'' = u2,  l th'' = -g sin th - 2 l' th' - u1 cos th - b l th'
 * </pre>
 *
 * p is the trolley's place on a rail 6 m high, l the rope's length, th the rope's angle from
 * hanging; the drives give the accelerations u they are told, at most 1 m/s^2; b = 0.05 1/s.
 * (Pendulum with a moving hinge and a rope of changing length, Lagrange's equation for th.) The
 * load hangs at x = p + l sin th, z = 6 m - l cos th. A stack 1 m wide stands in the middle, its
 * height random.
 *
 * <p>State, all of it observed: p, p' (0, 1), l, l' (2, 3), th, th' (4, 5), load minus target (6,
 * 7), height of the stack (8). An episode starts at rest on either side, the target on the other;
 * it succeeds if the load stays within 0.2 m of the target for the last half second and was never
 * in the stack.
 */
public final class Crane extends PlainRobot {
  static final double RAIL = 6;
  static final double G = 9.81;
  static final double HALF_WIDTH = 0.5;
  static final double[] MAX_ACCELERATION = {1, 1};

  private static final int OFFSET = 6;
  private static final int STACK = 8;
  private static final EnvironmentSpec SPEC =
      EnvironmentSpec.builder(9, 2)
          .horizon(100)
          .timeStep(0.1)
          .actionLimits(new double[] {-1, -1}, MAX_ACCELERATION)
          .actuated(new int[] {0, 2}, new int[] {1, 3})
          .stateNames(
              "trolley",
              "trolley speed",
              "rope",
              "rope speed",
              "sway",
              "sway rate",
              "x error",
              "z error",
              "stack")
          .actionNames("trolley", "rope")
          .build();

  private final double friction;

  /** The robot as described. */
  public Crane() {
    this(0.05);
  }

  Crane(double friction) {
    super("crane", "crane with a hanging load, 2 accelerations; lifts it over a stack");
    this.friction = friction;
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
    double side = random.nextDouble() < 0.5 ? 1 : -1;
    double from = side * random.nextDouble(1.5, 3);
    double to = -side * random.nextDouble(1.5, 3);
    double height = random.nextDouble(0.3, 1);
    double targetHeight = random.nextDouble(0.3, 1);
    double stack = random.nextDouble(1, 2.5);
    double[] q = {from, 0, RAIL - height, 0, random.nextDouble(-0.1, 0.1), 0};
    return state(q, to, targetHeight, stack);
  }

  private static double[] state(double[] q, double targetX, double targetZ, double stack) {
    return new double[] {
      q[0], q[1], q[2], q[3], q[4], q[5], loadX(q) - targetX, loadZ(q) - targetZ, stack
    };
  }

  static double loadX(double[] x) {
    return x[0] + x[2] * Math.sin(x[4]);
  }

  static double loadZ(double[] x) {
    return RAIL - x[2] * Math.cos(x[4]);
  }

  @Override
  double[] next(double[] x, double[] u) {
    double[] q = RungeKutta.advance(this::derivative, x, u, SPEC.timeStep(), 5);
    return state(q, loadX(x) - x[OFFSET], loadZ(x) - x[OFFSET + 1], x[STACK]);
  }

  private double[] derivative(double[] x, double[] u) {
    double l = Math.max(0.1, x[2]);
    double pull = G * Math.sin(x[4]) + 2 * x[3] * x[5] + u[0] * Math.cos(x[4]);
    return new double[] {x[1], u[0], x[3], u[1], x[5], -pull / l - friction * x[5], 0, 0, 0};
  }

  /** Distance, speeds, effort, and what the load lacks in height near the stack. */
  @Override
  public CostFunction cost(HessianForm form) {
    CostFunction stack =
        (t, T, x, u) -> {
          double lacks = Math.max(0, x[STACK] + 0.5 - loadZ(x));
          return 30 * lacks * lacks * Math.exp(-Math.pow(loadX(x), 6));
        };
    return CostFunction.sum(
        DistanceCost.toTarget(new int[] {OFFSET, OFFSET + 1}, 0, 0),
        DistanceCost.toTarget(new int[] {1, 3, 5}, 0, 0, 0).l2(0.1),
        ActionCost.quadratic(0.1),
        stack);
  }

  /** How deep the load is in the stack, by the shorter way out, m; 0 outside. */
  static double depth(double[] x) {
    double sideways = HALF_WIDTH - Math.abs(loadX(x));
    double up = x[STACK] - loadZ(x);
    return Math.max(0, Math.min(sideways, up));
  }

  @Override
  public double finalDistance(Trajectory trajectory) {
    return distance(trajectory, trajectory.horizon());
  }

  private static double distance(Trajectory trajectory, int t) {
    return Math.hypot(trajectory.state(t, OFFSET), trajectory.state(t, OFFSET + 1));
  }

  @Override
  public boolean success(Trajectory trajectory) {
    return duringLast(5, trajectory, t -> distance(trajectory, t) < 0.2)
        && always(trajectory, t -> depth(trajectory.state(t)) == 0);
  }
}
