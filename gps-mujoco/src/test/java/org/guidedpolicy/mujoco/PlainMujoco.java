package org.guidedpolicy.mujoco;

import com.sun.jna.Pointer;
import org.guidedpolicy.mujoco.library.CallFrame;

/** A simulation by nothing but {@code mj_step} and reads of qpos and qvel. */
final class PlainMujoco {
  private final MujocoModel model;
  private final CallFrame frame = new CallFrame();
  private final long data;

  PlainMujoco(MujocoModel model) {
    this.model = model;
    data = frame.call(model.library().makeData, model.address());
  }

  void step(double[] ctrl, int times) {
    array("ctrl").write(0, ctrl, 0, ctrl.length);
    for (int i = 0; i < times; i++) {
      frame.call(model.library().step, model.address(), data);
    }
  }

  /** Positions, then velocities. */
  double[] state() {
    int nq = model.integer("nq");
    int nv = model.integer("nv");
    double[] x = new double[nq + nv];
    array("qpos").read(0, x, 0, nq);
    array("qvel").read(0, x, nq, nv);
    return x;
  }

  void free() {
    frame.call(model.library().deleteData, data);
  }

  private Pointer array(String member) {
    return new Pointer(data).getPointer(model.library().layout.offset("mjData." + member));
  }
}
