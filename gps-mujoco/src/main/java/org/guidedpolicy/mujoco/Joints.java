package org.guidedpolicy.mujoco;

import java.util.stream.IntStream;
import org.guidedpolicy.mujoco.MujocoModel.Kind;

/** Where joints stand in qpos and qvel. */
final class Joints {
  private static final int WORLD = 0;
  private static final int QUATERNION = 4;

  private Joints() {}

  /** Indices into qpos. */
  static IntStream positions(MujocoModel model, int joint) {
    int first = model.integer("jnt_qposadr", joint);
    return IntStream.range(first, first + sizes(model, joint).positions);
  }

  /** Indices into qvel. */
  static IntStream velocities(MujocoModel model, int joint) {
    int first = model.integer("jnt_dofadr", joint);
    return IntStream.range(first, first + sizes(model, joint).velocities);
  }

  /** How many of a joint's positions are coordinates; what remains is a quaternion. */
  static int scalars(MujocoModel model, int joint) {
    int positions = sizes(model, joint).positions;
    return positions < QUATERNION ? positions : positions - QUATERNION;
  }

  /** All joints between the world and a site or body. */
  static IntStream moving(MujocoModel model, Kind kind, int id) {
    int body = kind == Kind.SITE ? model.integer("site_bodyid", id) : id;
    IntStream.Builder joints = IntStream.builder();
    for (int b = body; b != WORLD; b = model.integer("body_parentid", b)) {
      for (int joint = 0; joint < model.count(Kind.JOINT); joint++) {
        if (model.integer("jnt_bodyid", joint) == b) {
          joints.add(joint);
        }
      }
    }
    return joints.build();
  }

  /** The hinge or slide that an actuator drives directly, or -1. */
  static int drivenBy(MujocoModel model, int actuator) {
    int transmission = model.integer("actuator_trntype", actuator);
    boolean direct =
        transmission == model.constant("mjTRN_JOINT")
            || transmission == model.constant("mjTRN_JOINTINPARENT");
    int joint = direct ? model.integer("actuator_trnid", 2 * actuator) : -1;
    return joint >= 0 && sizes(model, joint).positions == 1 ? joint : -1;
  }

  private static Sizes sizes(MujocoModel model, int joint) {
    int type = model.integer("jnt_type", joint);
    if (type == model.constant("mjJNT_FREE")) {
      return new Sizes(7, 6);
    }
    return type == model.constant("mjJNT_BALL") ? new Sizes(4, 3) : new Sizes(1, 1);
  }

  private record Sizes(int positions, int velocities) {}
}
