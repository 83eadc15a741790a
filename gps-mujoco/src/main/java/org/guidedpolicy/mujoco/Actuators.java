package org.guidedpolicy.mujoco;

import java.nio.DoubleBuffer;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.mujoco.MujocoModel.Kind;

/** The actuators whose controls an action holds. Immutable. */
final class Actuators {
  /** mjMAXVAL: MuJoCo sets all controls to 0 if one is beyond. */
  private static final double MAX = 1e10;

  private final int[] ids;
  private final double[] lower;
  private final double[] upper;
  private final int[] joints;

  private Actuators(MujocoModel model, int[] ids) {
    this.ids = ids;
    this.lower = limits(model, 0, Double.NEGATIVE_INFINITY);
    this.upper = limits(model, 1, Double.POSITIVE_INFINITY);
    this.joints = IntStream.of(ids).map(id -> Joints.drivenBy(model, id)).toArray();
  }

  /** Those named, or all if none is. */
  static Actuators of(MujocoModel model, List<String> names) {
    int[] ids =
        names.isEmpty()
            ? IntStream.range(0, model.count(Kind.ACTUATOR)).toArray()
            : names.stream().mapToInt(name -> model.id(Kind.ACTUATOR, name)).toArray();
    if (ids.length == 0) {
      throw new IllegalArgumentException(model + " has no actuator, so there would be no action");
    }
    if (IntStream.of(ids).distinct().count() < ids.length) {
      throw new IllegalArgumentException("an actuator is named twice: " + names);
    }
    return new Actuators(model, ids);
  }

  /** Index into act of an actuator's activation, or -1 if it has none. */
  static int activation(MujocoModel model, int actuator) {
    boolean stateless = model.integer("actuator_dyntype", actuator) == model.constant("mjDYN_NONE");
    // MuJoCo's compiler puts those with an activation last
    return stateless ? -1 : actuator - (model.count(Kind.ACTUATOR) - model.integer("na"));
  }

  /** Names, or numbers where there is none, of actuators whose activation the state lacks. */
  static List<String> hidden(MujocoModel model, Parts state) {
    List<String> names = model.names(Kind.ACTUATOR);
    return IntStream.range(0, names.size())
        .filter(id -> activation(model, id) >= 0)
        .filter(id -> state.activationEntry(activation(model, id)) < 0)
        .mapToObj(id -> names.get(id).isEmpty() ? "number " + id : names.get(id))
        .toList();
  }

  int count() {
    return ids.length;
  }

  double[] lower() {
    return lower.clone();
  }

  double[] upper() {
    return upper.clone();
  }

  /**
   * The state's entries that are the driven joints' positions; empty if one is not there or two
   * actuators drive one joint.
   */
  int[] positionEntries(MujocoModel model, Parts state) {
    return entries(j -> Joints.positions(model, j), state::positionEntry);
  }

  /**
   * The state's entries that are the driven joints' velocities; empty if one is not there or two
   * actuators drive one joint.
   */
  int[] velocityEntries(MujocoModel model, Parts state) {
    return entries(j -> Joints.velocities(model, j), state::velocityEntry);
  }

  /** Writes an action to MuJoCo's controls. */
  void write(double[] action, DoubleBuffer ctrl) {
    Require.length("action", action.length, ids.length, "EnvironmentSpec.actionDimension");
    for (int i = 0; i < ids.length; i++) {
      if (!(Math.abs(action[i]) <= MAX)) {
        throw new IllegalArgumentException(
            "action entry "
                + i
                + " is "
                + action[i]
                + "; a control must be a number within "
                + MAX
                + ", MuJoCo takes all for 0 otherwise: bound it with a ctrlrange");
      }
      ctrl.put(ids[i], action[i]);
    }
  }

  private double[] limits(MujocoModel model, int side, double unlimited) {
    var limited = model.array("actuator_ctrllimited");
    var range = model.array("actuator_ctrlrange");
    return IntStream.of(ids)
        .mapToDouble(
            id ->
                limited.getByte(id) == 0
                    ? unlimited
                    : range.getDouble((2L * id + side) * Double.BYTES))
        .toArray();
  }

  private int[] entries(IntFunction<IntStream> addresses, IntUnaryOperator entryOf) {
    int[] entries =
        IntStream.of(joints)
            .map(j -> j < 0 ? -1 : entryOf.applyAsInt(addresses.apply(j).findFirst().orElseThrow()))
            .toArray();
    boolean all = IntStream.of(entries).allMatch(i -> i >= 0);
    boolean different = IntStream.of(entries).distinct().count() == entries.length;
    return all && different ? entries : new int[0];
  }
}
