package org.guidedpolicy.examples.battery;

import java.util.random.RandomGenerator;
import org.guidedpolicy.cost.ActionCost;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.DistanceCost;
import org.guidedpolicy.cost.HessianForm;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.rollout.Trajectory;

/**
 * An arm against gravity: {@link TwoLinks} with a motor in each hinge. Rods of 2 and 1.5 kg, 0.5 m
 * each, friction 0.5 N m s, torques of at most 20 and 8 N m; holding the arm level takes 15.9 and
 * 3.7 N m. The tip shall reach a target drawn from a ring around the base.
 *
 * <p>State, all of it observed, in rad, m and s: angle of the first rod from upright and of the
 * second against the first, not wrapped (0, 1), their rates (2, 3), tip minus target (4, 5), tip's
 * velocity (6, 7). An episode starts at rest, each hinge up to 1 rad from hanging straight, and
 * succeeds if the tip is within 0.05 m of the target for the last quarter of a second.
 */
public final class TwoLinkArm extends PlainRobot {
  static final double[] MAX_TORQUE = {20, 8};

  private static final int OFFSET = 4;
  private static final EnvironmentSpec SPEC =
      EnvironmentSpec.builder(8, 2)
          .horizon(60)
          .timeStep(0.05)
          .actionLimits(new double[] {-MAX_TORQUE[0], -MAX_TORQUE[1]}, MAX_TORQUE)
          .actuated(new int[] {0, 1}, new int[] {2, 3})
          .angles(0, 1)
          .stateNames("q1", "q2", "q1 rate", "q2 rate", "x error", "z error", "x speed", "z speed")
          .actionNames("shoulder", "elbow")
          .build();

  private final TwoLinks links;

  /** The robot as described. */
  public TwoLinkArm() {
    this(0.5);
  }

  TwoLinkArm(double friction) {
    super("two-link-arm", "arm in a vertical plane, 2 torques; reaches targets against gravity");
    this.links = new TwoLinks(2, 0.5, 1.5, 0.5, friction);
  }

  @Override
  public EnvironmentSpec spec() {
    return SPEC;
  }

  @Override
  public Half half() {
    return Half.CHOOSE;
  }

  TwoLinks links() {
    return links;
  }

  @Override
  double[] start(RandomGenerator random) {
    double q1 = Math.PI + random.nextDouble(-1, 1);
    double q2 = random.nextDouble(-1, 1);
    double direction = random.nextDouble(-Math.PI, Math.PI);
    double distance = random.nextDouble(0.4, 0.9);
    double[] target = {distance * Math.sin(direction), distance * Math.cos(direction)};
    return state(new double[] {q1, q2, 0, 0}, target);
  }

  private double[] state(double[] q, double[] target) {
    double c1 = links.l1() * Math.cos(q[0]);
    double s1 = links.l1() * Math.sin(q[0]);
    double c2 = links.l2() * Math.cos(q[0] + q[1]);
    double s2 = links.l2() * Math.sin(q[0] + q[1]);
    double w2 = q[2] + q[3];
    return new double[] {
      q[0],
      q[1],
      q[2],
      q[3],
      s1 + s2 - target[0],
      c1 + c2 - target[1],
      c1 * q[2] + c2 * w2,
      -s1 * q[2] - s2 * w2
    };
  }

  @Override
  double[] next(double[] x, double[] u) {
    double[] target = {links.tipX(x[0], x[1]) - x[OFFSET], links.tipZ(x[0], x[1]) - x[OFFSET + 1]};
    double[] q = {x[0], x[1], x[2], x[3]};
    return state(links.advance(q, u, SPEC.timeStep(), 5), target);
  }

  /** Effort, distance of the tip from the target, and its speed. */
  @Override
  public CostFunction cost(HessianForm form) {
    return CostFunction.sum(
        ActionCost.quadratic(1e-4),
        DistanceCost.toTarget(new int[] {OFFSET, OFFSET + 1}, 0, 0).l1(1).l2(1).hessian(form),
        DistanceCost.toTarget(new int[] {6, 7}, 0, 0).l2(0.02));
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
    return duringLast(5, trajectory, t -> distance(trajectory, t) < 0.05);
  }
}
