package org.guidedpolicy.mujoco;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import org.guidedpolicy.mujoco.MujocoModel.Kind;
import org.guidedpolicy.mujoco.library.CallFrame;
import org.guidedpolicy.mujoco.library.MujocoLibrary;

/**
 * A configuration of a model, for how its frames move with its joints: an mjData of its own, used
 * for nothing but kinematics. Used by one thread at a time.
 */
final class Configuration {
  private final MujocoLibrary mujoco;
  private final long model;
  private final long data;
  private final CallFrame frame = new CallFrame();
  private final int dofs;
  private final Memory native3ByDofs;
  private final DoubleBuffer nativeView;
  private final DoubleBuffer qpos;
  private final double[] reference;
  private final double[] positions;
  private final double[] jacobian;

  /**
   * @param model with at least one joint; must outlive the configuration
   */
  Configuration(MujocoModel model) {
    mujoco = model.library();
    this.model = model.address();
    dofs = model.integer("nv");
    native3ByDofs = new Memory(3L * dofs * Double.BYTES);
    nativeView =
        native3ByDofs
            .getByteBuffer(0, native3ByDofs.size())
            .order(ByteOrder.nativeOrder())
            .asDoubleBuffer();
    reference = model.array("qpos0").getDoubleArray(0, model.integer("nq"));
    positions = new double[reference.length];
    jacobian = new double[3 * dofs];
    data = frame.call(mujoco.makeData, this.model);
    qpos =
        new Pointer(data)
            .getPointer(mujoco.layout.offset("mjData.qpos"))
            .getByteBuffer(0, (long) reference.length * Double.BYTES)
            .order(ByteOrder.nativeOrder())
            .asDoubleBuffer();
  }

  /**
   * Takes a configuration. Joints that are not mentioned stand as in the model: what was taken
   * before must not show, not even in the last bit.
   *
   * @param addresses in qpos
   * @param values to write there
   */
  void take(int[] addresses, double[] values) {
    System.arraycopy(reference, 0, positions, 0, positions.length);
    for (int i = 0; i < addresses.length; i++) {
      positions[addresses[i]] = values[i];
    }
    qpos.put(0, positions);
    frame.call(mujoco.kinematics, model, data);
    frame.call(mujoco.comPos, model, data);
  }

  /** How a frame moves with each degree of freedom, 3 x nv; valid until the next call. */
  double[] jacobian(Kind kind, int id) {
    frame.call(
        kind == Kind.SITE ? mujoco.jacSite : mujoco.jacBody,
        model,
        data,
        Pointer.nativeValue(native3ByDofs),
        0,
        id);
    nativeView.get(0, jacobian);
    return jacobian;
  }

  /** Columns of {@link #jacobian}. */
  int dofs() {
    return dofs;
  }

  /** Frees the native memory; nothing may be called after it. */
  void free() {
    frame.call(mujoco.deleteData, data);
  }
}
