package org.guidedpolicy.examples.battery;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.guidedpolicy.cost.ActionCost;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.DistanceCost;
import org.guidedpolicy.cost.HessianForm;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.rollout.Trajectory;

/**
 * A small vehicle that cannot move sideways drives to a place between four posts.
 *
 * <pre>
 *   x' = v cos th,  y' = v sin th,  th' = w,  v' = (u1 - v) / lag,  w' = (u2 - w) / lag
 * </pre>
 *
 * The wheels follow the commanded speeds u with a lag of 0.2 s; -0.5 to 1 m/s, +-2 rad/s. (Unicycle
 * model as in Siciliano and others, Robotics, Sec. 11.) The vehicle is a disc of 0.1 m; the posts
 * have radius 0.3 m and stand at (+-0.8, +-0.8) m; nothing stops the vehicle from driving through
 * them, but the cost and the test of success see it.
 *
 * <p>State, all of it observed: place relative to the goal (0, 1), cos th, sin th (2, 3), v (4), w
 * (5). An episode starts at rest, 1.8 to 2.5 m from the goal in any direction, headed anywhere; it
 * succeeds if the vehicle stays within 0.15 m of the goal for the last half second and never
 * touched a post.
 */
public final class Unicycle extends PlainRobot {
  static final double RADIUS = 0.1;
  static final double POST_RADIUS = 0.3;
  static final double[][] POSTS = {{0.8, 0.8}, {-0.8, 0.8}, {-0.8, -0.8}, {0.8, -0.8}};
  static final double LAG = 0.2;

  private static final double MARGIN = 0.1;
  private static final EnvironmentSpec SPEC =
      EnvironmentSpec.builder(6, 2)
          .horizon(90)
          .timeStep(0.1)
          .actionLimits(new double[] {-0.5, -2}, new double[] {1, 2})
          .stateNames("x", "y", "cosine", "sine", "speed", "turning")
          .actionNames("speed", "turning")
          .build();

  /** The robot as described. */
  public Unicycle() {
    super("unicycle", "vehicle that cannot move sideways, 2 speeds; drives between posts");
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
    double distance = random.nextDouble(1.8, 2.5);
    double direction = random.nextDouble(-Math.PI, Math.PI);
    double heading = random.nextDouble(-Math.PI, Math.PI);
    return state(
        new double[] {
          distance * Math.cos(direction), distance * Math.sin(direction), heading, 0, 0
        });
  }

  /** From coordinates (x, y, th, v, w). */
  private static double[] state(double[] q) {
    return new double[] {q[0], q[1], Math.cos(q[2]), Math.sin(q[2]), q[3], q[4]};
  }

  @Override
  double[] next(double[] x, double[] u) {
    double[] q = {x[0], x[1], Math.atan2(x[3], x[2]), x[4], x[5]};
    return state(RungeKutta.advance(Unicycle::derivative, q, u, SPEC.timeStep(), 2));
  }

  private static double[] derivative(double[] q, double[] u) {
    return new double[] {
      q[3] * Math.cos(q[2]), q[3] * Math.sin(q[2]), q[4], (u[0] - q[3]) / LAG, (u[1] - q[4]) / LAG
    };
  }

  /** Square of the distance, effort, and being closer to a post than 0.1 m. */
  @Override
  public CostFunction cost(HessianForm form) {
    CostFunction[] posts =
        Arrays.stream(POSTS)
            .map(p -> new KeepAway(p[0], p[1], POST_RADIUS + RADIUS + MARGIN, 100))
            .toArray(CostFunction[]::new);
    return CostFunction.sum(
        DistanceCost.toTarget(new int[] {0, 1}, 0, 0),
        ActionCost.quadratic(0.1, 0.02),
        CostFunction.sum(posts));
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
    return duringLast(5, trajectory, t -> distance(trajectory, t) < 0.15)
        && always(trajectory, t -> clearance(trajectory.state(t, 0), trajectory.state(t, 1)) >= 0);
  }

  /** From the vehicle's rim to the nearest post's, m. */
  static double clearance(double x, double y) {
    return Arrays.stream(POSTS).mapToDouble(p -> Math.hypot(x - p[0], y - p[1])).min().orElseThrow()
        - POST_RADIUS
        - RADIUS;
  }
}
