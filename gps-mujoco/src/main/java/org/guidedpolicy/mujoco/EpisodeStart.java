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

  /**
   * Where a body's frame is in its parent's frame so far, in m.
   *
   * @throws IllegalArgumentException if it moves with a free joint: read that one's position
   */
  public double[] bodyPosition(String body) {
    int id = placeable(body);
    int mocap = model.integer("body_mocapid", id);
    return mocap < 0
        ? read(simulation.bodyOffsets(), coordinates(id))
        : read(simulation.mocapPositions, coordinates(mocap));
  }

  /**
   * Places a body's frame in its parent's frame, in m: a change of the model, seen by this
   * environment only. The body's joints move it from there.
   *
   * @throws IllegalArgumentException if it is the world or moves with a free joint: set that one's
   *     position
   */
  public void setBodyPosition(String body, double x, double y, double z) {
    int id = placeable(body);
    if (id == 0) {
      throw new IllegalArgumentException("the world body cannot be moved");
    }
    String what = "position of body " + body;
    int mocap = model.integer("body_mocapid", id);
    if (mocap < 0) {
      write(what, simulation.ownBodyOffsets(), coordinates(id), x, y, z);
    } else {
      write(what, simulation.mocapPositions, coordinates(mocap), x, y, z);
    }
  }

  /** A body's number; a free joint holds its whole place, whatever the model says of it. */
  private int placeable(String body) {
    int id = model.id(Kind.BODY, body);
    for (int joint = 0; joint < model.count(Kind.JOINT); joint++) {
      boolean free = model.integer("jnt_type", joint) == model.constant("mjJNT_FREE");
      if (free && model.integer("jnt_bodyid", joint) == id) {
        String name = model.names(Kind.JOINT).get(joint);
        throw new IllegalArgumentException(
            "body '"
                + body
                + "' is where its free joint says; use setJointPosition("
                + (name.isEmpty() ? "its name, once the model gives it one" : '"' + name + '"')
                + ", x, y, z, 1, 0, 0, 0) and jointPosition");
      }
    }
    return id;
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

  private static int[] coordinates(int id) {
    return new int[] {3 * id, 3 * id + 1, 3 * id + 2};
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
