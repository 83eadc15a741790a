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
 * A plate on two hinges, which a motor of at most 1 N m turns each, rolls a ball to a place on it
 * and keeps it there. The plate is 0.5 m wide, tilts by at most 0.35 rad and has a rim; the ball
 * weighs 0.1 kg and has radius 0.03 m.
 *
 * <p>State, all of it observed, in rad, m and s: tilts (0, 1), their rates (2, 3), ball relative to
 * the plate's middle (4-6), ball relative to the target (7-9), ball's velocity (10-12). An episode
 * starts with the plate level and at rest, ball and target anywhere within 0.15 m along each edge
 * from the middle; it succeeds if the ball stays within 0.04 m of the target for the last quarter
 * of a second.
 */
public final class BallOnPlate extends MujocoRobot {
  private static final int OFFSET = 7;
  private static final int VELOCITY = 10;

  /** The robot as described. */
  public BallOnPlate() {
    super(
        "ball-on-plate", "ball-on-plate.xml", "tilting plate, 2 torques; rolls a ball to a place");
  }

  @Override
  public Half half() {
    return Half.CHOOSE;
  }

  @Override
  MujocoEnvironment.Builder robot(MujocoModel model) {
    Frame ball = Frame.body("ball");
    return MujocoEnvironment.builder(model)
        .state(
            Reading.jointPositions("roll", "pitch"),
            Reading.jointVelocities("roll", "pitch"),
            Reading.relativePosition(ball, Frame.body("plate")),
            Reading.relativePosition(ball, Frame.site("target")),
            Reading.bodyVelocities("ball"))
        .horizon(100)
        .substeps(8);
  }

  @Override
  void place(EpisodeStart start) {
    start.setBodyPosition("target", even(start, 0.15), even(start, 0.15), 0);
    start.setJointPosition("ball", even(start, 0.15), even(start, 0.15), 0.03, 1, 0, 0, 0);
  }

  private static double even(EpisodeStart start, double bound) {
    return start.random().nextDouble(-bound, bound);
  }

  /** Distance, speed of the ball, and effort. */
  @Override
  public CostFunction cost(HessianForm form) {
    return CostFunction.sum(
        DistanceCost.toTarget(new int[] {OFFSET, OFFSET + 1}, 0, 0).l1(1).l2(10).hessian(form),
        DistanceCost.toTarget(new int[] {VELOCITY, VELOCITY + 1}, 0, 0),
        ActionCost.quadratic(0.01));
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
    return duringLast(6, trajectory, t -> distance(trajectory, t) < 0.04);
  }
}
