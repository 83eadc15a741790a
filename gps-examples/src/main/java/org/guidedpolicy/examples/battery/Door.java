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
 * An arm of two links, torques of at most 10 and 6 N m, pushes a door open with its fist and holds
 * it there against a door closer of 2 N m/rad. How far, and where the door is, differs.
 *
 * <p>State, all of it observed, in rad, m and s: shoulder, elbow, door, wanted angle of the door
 * (0-3), rates of the first three (4-6), fist relative to a place in front of the door, which moves
 * with it (7-9), fist's velocity (10-12). An episode starts at rest with the door shut; it succeeds
 * if the door stays within 0.03 rad of the wanted angle for the last quarter of a second.
 */
public final class Door extends MujocoRobot {
  private static final int DOOR = 2;
  private static final int WANTED = 3;
  private static final int FIST = 7;

  /** The robot as described. */
  public Door() {
    super("door", "door.xml", "arm, 2 torques; pushes a door open and holds it");
  }

  @Override
  public Half half() {
    return Half.CHECK;
  }

  @Override
  MujocoEnvironment.Builder robot(MujocoModel model) {
    return MujocoEnvironment.builder(model)
        .state(
            Reading.jointPositions("shoulder", "elbow", "door", "wanted"),
            Reading.jointVelocities("shoulder", "elbow", "door"),
            Reading.relativePosition(Frame.site("fist"), Frame.site("push here")),
            Reading.siteVelocities("fist"))
        .horizon(80)
        .substeps(8);
  }

  @Override
  void place(EpisodeStart start) {
    double[] door = start.bodyPosition("door");
    double x = door[0] + even(start, -0.1, 0.1);
    double y = door[1] + even(start, -0.1, 0.1);
    start.setBodyPosition("door", x, y, door[2]);
    start.setBodyPosition("wanted", x, y, start.bodyPosition("wanted")[2]);
    start.setJointPosition("wanted", even(start, 0.2, 1.1));
    start.setJointPosition("shoulder", -0.6 + even(start, -0.2, 0.2));
    start.setJointPosition("elbow", 2 + even(start, -0.2, 0.2));
  }

  private static double even(EpisodeStart start, double from, double to) {
    return start.random().nextDouble(from, to);
  }

  /** The door's angle, a little of the fist's distance from the door, and effort. */
  @Override
  public CostFunction cost(HessianForm form) {
    return CostFunction.sum(
        DistanceCost.between(new int[] {DOOR}, new int[] {WANTED}).l2(50),
        DistanceCost.toTarget(new int[] {FIST, FIST + 1}, 0, 0),
        ActionCost.quadratic(1e-3));
  }

  /** Of the door's angle from the wanted one, rad. */
  @Override
  public double finalDistance(Trajectory trajectory) {
    return error(trajectory, trajectory.horizon());
  }

  private static double error(Trajectory trajectory, int t) {
    return Math.abs(trajectory.state(t, DOOR) - trajectory.state(t, WANTED));
  }

  @Override
  public boolean success(Trajectory trajectory) {
    return duringLast(6, trajectory, t -> error(trajectory, t) < 0.03);
  }
}
