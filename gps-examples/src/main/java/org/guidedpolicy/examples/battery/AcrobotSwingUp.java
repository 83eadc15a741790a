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
 * A gymnast on a bar: {@link TwoLinks} whose only motor is between them. Both rods weigh 1 kg and
 * are 0.5 m long; friction 0.02 N m s; torque at most 2.5 N m, where 4.9 N m would be needed to
 * hold the second rod level and 9.8 J to raise both.
 *
 * <p>State, all of it observed: angle of the first rod from upright, of the second against the
 * first, rad, not wrapped, and their rates (rad/s). An episode starts hanging, each rod up to 1.5
 * rad askew, and succeeds if the tip is at least 0.5 m above the bar, of 1 m, for the last half
 * second.
 */
public final class AcrobotSwingUp extends PlainRobot {
  static final double MAX_TORQUE = 7;

  private static final EnvironmentSpec SPEC =
      EnvironmentSpec.builder(4, 1)
          .horizon(70)
          .timeStep(0.05)
          .actionLimits(new double[] {-MAX_TORQUE}, new double[] {MAX_TORQUE})
          .actuated(new int[] {1}, new int[] {3})
          .angles(0, 1)
          .stateNames("first angle", "second angle", "first rate", "second rate")
          .actionNames("torque")
          .build();

  private final TwoLinks links;

  /** The robot as described. */
  public AcrobotSwingUp() {
    this(0.02);
  }

  AcrobotSwingUp(double friction) {
    super("acrobot", "two rods, 1 torque between them; swings up from a bar");
    this.links = new TwoLinks(1, 0.5, 1, 0.5, friction);
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
    return new double[] {
      Math.PI + random.nextDouble(-1.5, 1.5),
      random.nextDouble(-1.5, 1.5),
      random.nextDouble(-1, 1),
      random.nextDouble(-1, 1)
    };
  }

  @Override
  double[] next(double[] x, double[] u) {
    return links.advance(x, new double[] {0, u[0]}, SPEC.timeStep(), 5);
  }

  /** 1/2 (q1^2 + q2^2 + 0.02 |q'|^2 + 0.001 u^2), angles wrapped. */
  @Override
  public CostFunction cost(HessianForm form) {
    return CostFunction.sum(
        AngleCost.toTarget(0, 0),
        AngleCost.toTarget(1, 0).l2(0.3),
        DistanceCost.toTarget(new int[] {2, 3}, 0, 0).l2(0.05),
        ActionCost.quadratic(0.001));
  }

  /** From the tip to its highest place, downwards, m. */
  @Override
  public double finalDistance(Trajectory trajectory) {
    return links.l1() + links.l2() - height(trajectory, trajectory.horizon());
  }

  private double height(Trajectory trajectory, int t) {
    return links.tipZ(trajectory.state(t, 0), trajectory.state(t, 1));
  }

  @Override
  public boolean success(Trajectory trajectory) {
    return duringLast(10, trajectory, t -> height(trajectory, t) > 0.5);
  }
}
