package org.guidedpolicy.mujoco;

import java.util.stream.IntStream;

/** Where joints stand in qpos and qvel. */
final class Joints {
  private Joints() {}

  /** Indices into qpos. */
  static IntStream positions(MujocoModel model, int joint) {
    int first = integer(model, "jnt_qposadr", joint);
    return IntStream.range(first, first + sizes(model, joint).positions);
  }

  /** Indices into qvel. */
  static IntStream velocities(MujocoModel model, int joint) {
    int first = integer(model, "jnt_dofadr", joint);
    return IntStream.range(first, first + sizes(model, joint).velocities);
  }

  /** The hinge or slide that an actuator drives directly, or -1. */
  static int drivenBy(MujocoModel model, int actuator) {
    int transmission = integer(model, "actuator_trntype", actuator);
    boolean direct =
        transmission == model.constant("mjTRN_JOINT")
            || transmission == model.constant("mjTRN_JOINTINPARENT");
    int joint = direct ? integer(model, "actuator_trnid", 2 * actuator) : -1;
    return joint >= 0 && sizes(model, joint).positions == 1 ? joint : -1;
  }

  private static Sizes sizes(MujocoModel model, int joint) {
    int type = integer(model, "jnt_type", joint);
    if (type == model.constant("mjJNT_FREE")) {
      return new Sizes(7, 6);
    }
    return type == model.constant("mjJNT_BALL") ? new Sizes(4, 3) : new Sizes(1, 1);
  }

  private static int integer(MujocoModel model, String member, int i) {
    return model.array(member).getInt((long) i * Integer.BYTES);
  }

  private record Sizes(int positions, int velocities) {}
}
