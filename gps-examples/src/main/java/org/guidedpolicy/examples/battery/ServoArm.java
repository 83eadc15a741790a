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
 * An arm of three joints that is told angles and not torques brings its tip to a target. Its servos
 * are soft, 20 N m/rad, and give at most 12 N m, so that the arm sags; the elbow's range does not
 * hold 0.
 *
 * <p>State, all of it observed, in rad, m and s: turn, shoulder, elbow (0-2), their rates (3-5),
 * tip minus target (6-8), tip's velocity (9-11). Actions are the angles that the servos hold, in
 * the joints' ranges. An episode starts at rest in a random posture, the target drawn from a part
 * of a ring before the arm; it succeeds if the tip stays within 0.04 m of the target for the last
 * quarter of a second.
 */
public final class ServoArm extends MujocoRobot {
  private static final int OFFSET = 6;

  /** The robot as described. */
  public ServoArm() {
    super("servo-arm", "servo-arm.xml", "arm, 3 position servos; brings its tip to a target");
  }

  @Override
  public Half half() {
    return Half.CHECK;
  }

  @Override
  MujocoEnvironment.Builder robot(MujocoModel model) {
    return MujocoEnvironment.builder(model)
        .state(
            Reading.jointPositions("turn", "shoulder", "elbow"),
            Reading.jointVelocities("turn", "shoulder", "elbow"),
            Reading.relativePosition(Frame.site("tip"), Frame.body("target")),
            Reading.siteVelocities("tip"))
        .horizon(60)
        .substeps(10);
  }

  @Override
  void place(EpisodeStart start) {
    start.setJointPosition("turn", even(start, -0.5, 0.5));
    start.setJointPosition("shoulder", even(start, 0.4, 1));
    start.setJointPosition("elbow", even(start, -1.8, -1.2));
    double direction = even(start, -1.5, 1.5);
    double distance = even(start, 0.3, 0.6);
    double x = distance * Math.cos(direction);
    start.setBodyPosition("target", x, distance * Math.sin(direction), even(start, 0.1, 0.5));
  }

  private static double even(EpisodeStart start, double from, double to) {
    return start.random().nextDouble(from, to);
  }

  /** The tip's distance from the target, and effort as it is written for any arm. */
  @Override
  public CostFunction cost(HessianForm form) {
    return CostFunction.sum(
        DistanceCost.toTarget(new int[] {OFFSET, OFFSET + 1, OFFSET + 2}, 0, 0, 0)
            .l1(1)
            .l2(1)
            .hessian(form),
        ActionCost.quadratic(1e-3));
  }

  @Override
  public double finalDistance(Trajectory trajectory) {
    return distance(trajectory, trajectory.horizon());
  }

  private static double distance(Trajectory trajectory, int t) {
    double x = trajectory.state(t, OFFSET);
    double y = trajectory.state(t, OFFSET + 1);
    return Math.hypot(Math.hypot(x, y), trajectory.state(t, OFFSET + 2));
  }

  @Override
  public boolean success(Trajectory trajectory) {
    return duringLast(5, trajectory, t -> distance(trajectory, t) < 0.04);
  }
}
