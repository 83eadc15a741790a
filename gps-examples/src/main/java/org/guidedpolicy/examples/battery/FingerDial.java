package org.guidedpolicy.examples.battery;

import org.guidedpolicy.cost.ActionCost;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.DistanceCost;
import org.guidedpolicy.cost.HessianForm;
import org.guidedpolicy.mujoco.EpisodeStart;
import org.guidedpolicy.mujoco.Frame;
import org.guidedpolicy.mujoco.MujocoEnvironment;
import org.guidedpolicy.mujoco.MujocoModel;
import org.guidedpolicy.mujoco.Reading;
import org.guidedpolicy.rollout.Trajectory;

/**
 * A finger of two links, torques of at most 0.6 N m, turns a dial by pegs on it, left or right. The
 * finger begins between two pegs; friction of 0.05 N m stops the dial where the finger leaves it.
 *
 * <p>State, all of it observed, in rad, m and s: knuckle, knee, dial, wanted angle of the dial
 * (0-3), rates of the first three (4-6), fingertip relative to the dial's middle (7-9), its
 * velocity (10-12). An episode starts at rest, the dial up to 0.15 rad from its middle and 0.3 to 1
 * rad from where it is wanted; it succeeds if the dial stays within 0.06 rad of that for the last
 * quarter of a second.
 */
public final class FingerDial extends MujocoRobot {
  private static final int DIAL = 2;
  private static final int WANTED = 3;

  /** The robot as described. */
  public FingerDial() {
    super("dial", "dial.xml", "finger, 2 torques; turns a dial by its pegs");
  }

  @Override
  public Half half() {
    return Half.CHOOSE;
  }

  @Override
  MujocoEnvironment.Builder robot(MujocoModel model) {
    return MujocoEnvironment.builder(model)
        .state(
            Reading.jointPositions("knuckle", "knee", "dial", "wanted"),
            Reading.jointVelocities("knuckle", "knee", "dial"),
            Reading.relativePosition(Frame.site("fingertip"), Frame.body("dial")),
            Reading.siteVelocities("fingertip"))
        .horizon(80)
        .substeps(8);
  }

  @Override
  void place(EpisodeStart start) {
    double dial = even(start, -0.15, 0.15);
    double turn = even(start, -0.7, 0.7);
    start.setJointPosition("dial", dial);
    start.setJointPosition("wanted", dial + turn + Math.copySign(0.3, turn));
    // the fingertip at (0.1, 0), the knee bent to the left
    double bend = Math.acos(0.125 / 0.22);
    start.setJointPosition("knuckle", Math.PI - bend + even(start, -0.05, 0.05));
    start.setJointPosition("knee", 2 * bend + even(start, -0.05, 0.05));
  }

  private static double even(EpisodeStart start, double from, double to) {
    return start.random().nextDouble(from, to);
  }

  /** The dial's angle, its rate, and effort. */
  @Override
  public CostFunction cost(HessianForm form) {
    return CostFunction.sum(
        DistanceCost.between(new int[] {DIAL}, new int[] {WANTED}).l2(10),
        DistanceCost.toTarget(new int[] {6}, 0).l2(0.1),
        ActionCost.quadratic(0.01));
  }

  /** Of the dial's angle from the wanted one, rad. */
  @Override
  public double finalDistance(Trajectory trajectory) {
    return error(trajectory, trajectory.horizon());
  }

  private static double error(Trajectory trajectory, int t) {
    return Math.abs(trajectory.state(t, DIAL) - trajectory.state(t, WANTED));
  }

  @Override
  public boolean success(Trajectory trajectory) {
    return duringLast(6, trajectory, t -> error(trajectory, t) < 0.06);
  }
}
