package org.guidedpolicy.examples.battery;

import java.util.random.RandomGenerator;
import org.guidedpolicy.cost.ActionCost;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.DistanceCost;
import org.guidedpolicy.cost.HessianForm;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.rollout.Trajectory;

/**
 * A ball on a board that is tilted to roll it through a maze: up through the first door, down
 * through the second, to a place behind.
 *
 * <pre>
 *   p'' = 5/7 g sin u - c p' + sum over walls touched of n max(0, K depth - D n . p')
 * </pre>
 *
 * A solid ball rolling without slipping has 5/7 of a sliding mass's acceleration; u is the board's
 * tilt along each axis, at most 0.1 rad; c = 0.3 1/s. A wall pushes along its normal n like a
 * spring and damper, K = 10^4 1/s^2, D = 80 1/s: the ball dents it by some millimetres and bounces
 * a little. The board is 1.2 m by 0.8 m, the ball's radius 0.03 m; a wall at x = 0.4 m leaves a
 * door above y = 0.55 m, one at x = 0.8 m a door below y = 0.25 m.
 *
 * <p>State, all of it observed: place (0, 1), m, velocity (2, 3), m/s. An episode starts at rest in
 * the first room or at the near end of the second and succeeds if the ball stays within 0.06 m of
 * its goal for the last quarter of a second.
 */
public final class BallInMaze extends PlainRobot {
  static final double RADIUS = 0.03;
  static final double MAX_TILT = 0.1;
  static final double ROLLING = 5.0 / 7 * 9.81;
  static final double[] GOAL = {1.05, 0.6};

  /** Each along an axis, from x, y to x, y. */
  static final double[][] WALLS = {
    {0, 0, 1.2, 0},
    {1.2, 0, 1.2, 0.8},
    {0, 0.8, 1.2, 0.8},
    {0, 0, 0, 0.8},
    {0.4, 0, 0.4, 0.55},
    {0.8, 0.25, 0.8, 0.8}
  };

  /** Where a way as short as possible bends around the walls' ends, for a ball that needs room. */
  private static final double[] FIRST_BEND = {0.4, 0.61};

  private static final double[] SECOND_BEND = {0.8, 0.19};
  private static final double STIFFNESS = 1e4;
  private static final double DAMPING = 80;

  private static final EnvironmentSpec SPEC =
      EnvironmentSpec.builder(4, 2)
          .horizon(120)
          .timeStep(0.05)
          .actionLimits(new double[] {-MAX_TILT, -MAX_TILT}, new double[] {MAX_TILT, MAX_TILT})
          .actuated(new int[] {0, 1}, new int[] {2, 3})
          .stateNames("x", "y", "x speed", "y speed")
          .actionNames("x tilt", "y tilt")
          .build();

  private final double friction;
  private final double damping;

  /** The robot as described. */
  public BallInMaze() {
    this(0.3, DAMPING);
  }

  BallInMaze(double friction, double damping) {
    super("ball-in-maze", "ball on a board with walls, 2 tilts; rolls through two doors");
    this.friction = friction;
    this.damping = damping;
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
    double x = random.nextDouble(0.05, 0.5);
    return new double[] {x < 0.35 ? x : x + 0.1, random.nextDouble(0.05, 0.75), 0, 0};
  }

  @Override
  double[] next(double[] x, double[] u) {
    return RungeKutta.advance(this::derivative, x, u, SPEC.timeStep(), 10);
  }

  private double[] derivative(double[] x, double[] u) {
    double ax = ROLLING * Math.sin(u[0]) - friction * x[2];
    double ay = ROLLING * Math.sin(u[1]) - friction * x[3];
    for (double[] wall : WALLS) {
      // from the wall's nearest point to the ball
      double dx = x[0] - clamp(x[0], wall[0], wall[2]);
      double dy = x[1] - clamp(x[1], wall[1], wall[3]);
      double squared = dx * dx + dy * dy;
      if (squared < RADIUS * RADIUS && squared > 0) {
        double distance = Math.sqrt(squared);
        double nx = dx / distance;
        double ny = dy / distance;
        double push = STIFFNESS * (RADIUS - distance) - damping * (nx * x[2] + ny * x[3]);
        ax += nx * Math.max(0, push);
        ay += ny * Math.max(0, push);
      }
    }
    return new double[] {x[2], x[3], ax, ay};
  }

  private static double clamp(double value, double lower, double upper) {
    return Math.max(lower, Math.min(upper, value));
  }

  /** Length of a thread pulled tight from the ball around the walls' ends to the goal, m. */
  static double wayToGo(double x, double y) {
    if (x < FIRST_BEND[0] && crossing(x, y, SECOND_BEND, FIRST_BEND[0]) < FIRST_BEND[1]) {
      return length(x, y, FIRST_BEND)
          + length(FIRST_BEND[0], FIRST_BEND[1], SECOND_BEND)
          + length(SECOND_BEND[0], SECOND_BEND[1], GOAL);
    }
    if (x < SECOND_BEND[0] && crossing(x, y, GOAL, SECOND_BEND[0]) > SECOND_BEND[1]) {
      return length(x, y, SECOND_BEND) + length(SECOND_BEND[0], SECOND_BEND[1], GOAL);
    }
    return length(x, y, GOAL);
  }

  /** Height at which the straight line from (x, y) to a point passes a wall. */
  private static double crossing(double x, double y, double[] to, double wall) {
    return y + (to[1] - y) * (wall - x) / (to[0] - x);
  }

  private static double length(double x, double y, double[] to) {
    double dx = to[0] - x;
    double dy = to[1] - y;
    return Math.sqrt(dx * dx + dy * dy + 1e-4);
  }

  /** The way to go, by finite differences, and a little of speed and tilt. */
  @Override
  public CostFunction cost(HessianForm form) {
    CostFunction way = (t, T, x, u) -> wayToGo(x[0], x[1]);
    return CostFunction.sum(
        way, DistanceCost.toTarget(new int[] {2, 3}, 0, 0).l2(0.1), ActionCost.quadratic(1));
  }

  @Override
  public double finalDistance(Trajectory trajectory) {
    return distance(trajectory, trajectory.horizon());
  }

  private static double distance(Trajectory trajectory, int t) {
    return Math.hypot(trajectory.state(t, 0) - GOAL[0], trajectory.state(t, 1) - GOAL[1]);
  }

  @Override
  public boolean success(Trajectory trajectory) {
    return duringLast(5, trajectory, t -> distance(trajectory, t) < 0.06);
  }
}
