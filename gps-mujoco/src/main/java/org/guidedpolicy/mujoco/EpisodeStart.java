package org.guidedpolicy.mujoco;

import java.nio.DoubleBuffer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.mujoco.MujocoModel.Kind;

/**
 * The start of one episode, to be changed by {@link MujocoEnvironment.Builder#onReset}. What is set
 * holds for this episode; the next one begins with the model's own values again. Used by the
 * callback's thread during the callback.
 */
public final class EpisodeStart {
  private final Simulation simulation;
  private final MujocoModel model;
  private final RandomGenerator random;
  private boolean over;

  EpisodeStart(Simulation simulation, RandomGenerator random) {
    this.simulation = simulation;
    this.model = simulation.model();
    this.random = random;
  }

  /** The episode's randomness; nothing else may decide where it starts. */
  public RandomGenerator random() {
    return random;
  }

  /** A joint's position so far: 1 entry for a hinge or slide, 4 for a ball, 7 for a free joint. */
  public double[] jointPosition(String joint) {
    return read(simulation.qpos, positions(joint));
  }

  /** Sets a joint's position, in rad or m; a quaternion is normalized by MuJoCo. */
  public void setJointPosition(String joint, double... position) {
    write("position of joint " + joint, simulation.qpos, positions(joint), position);
  }

  /** A joint's velocity so far: 1 entry for a hinge or slide, 3 for a ball, 6 for a free joint. */
  public double[] jointVelocity(String joint) {
    return read(simulation.qvel, velocities(joint));
  }

  /** Sets a joint's velocity, in rad/s or m/s. */
  public void setJointVelocity(String joint, double... velocity) {
    write("velocity of joint " + joint, simulation.qvel, velocities(joint), velocity);
  }

  /** Where a body's frame is in its parent's frame so far, in m. */
  public double[] bodyPosition(String body) {
    return read(simulation.bodyOffsets(), coordinates(body));
  }

  /**
   * Places a body's frame in its parent's frame, in m: a change of the model, seen by this
   * environment only.
   */
  public void setBodyPosition(String body, double x, double y, double z) {
    int[] at = coordinates(body);
    if (at[0] == 0) {
      throw new IllegalArgumentException("the world body cannot be moved");
    }
    write("position of body " + body, simulation.ownBodyOffsets(), at, x, y, z);
  }

  void end() {
    over = true;
  }

  private int[] positions(String joint) {
    return Joints.positions(model, model.id(Kind.JOINT, joint)).toArray();
  }

  private int[] velocities(String joint) {
    return Joints.velocities(model, model.id(Kind.JOINT, joint)).toArray();
  }

  private int[] coordinates(String body) {
    return IntStream.range(0, 3).map(i -> 3 * model.id(Kind.BODY, body) + i).toArray();
  }

  private double[] read(DoubleBuffer array, int[] at) {
    requireStart();
    return IntStream.of(at).mapToDouble(array::get).toArray();
  }

  private void write(String what, DoubleBuffer array, int[] at, double... values) {
    requireStart();
    Require.length(what, values, at.length);
    Require.finite(what, values);
    for (int i = 0; i < at.length; i++) {
      array.put(at[i], values[i]);
    }
  }

  private void requireStart() {
    if (over) {
      throw new IllegalStateException(
          "an EpisodeStart can be used during its onReset callback only");
    }
  }
}
