package org.guidedpolicy.mujoco;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import org.guidedpolicy.mujoco.library.CallFrame;
import org.guidedpolicy.mujoco.library.Layout;
import org.guidedpolicy.mujoco.library.MujocoLibrary;
import org.guidedpolicy.mujoco.library.NativeFunction;

/**
 * One mjData that takes single control steps from given states. Used by one thread at a time;
 * nothing is allocated by a step.
 */
final class StepSimulation {
  private static final double TOLERANCE = 1e-10;
  private static final int MIN_SOLVER_ITERATIONS = 100;
  private static final double DIFFERENCE = 1e-6;

  private final MujocoLibrary mujoco;
  private final long modelAddress;
  private final int substeps;
  private final CallFrame frame = new CallFrame();
  private final long data;
  private final Pointer dataStruct;
  private final int nq;
  private final int nv;
  private final int na;
  private final int nu;
  private final int dX;
  private final DoubleBuffer qpos;
  private final DoubleBuffer qvel;
  private final DoubleBuffer act;
  private final DoubleBuffer ctrl;
  private final DoubleBuffer warmStart;
  private final double[] cold;
  private final DoubleBuffer time;
  private final IntBuffer warnings;

  /** Where the numbers of those warnings are that MuJoCo answers with a reset. */
  private final int[] warningPlaces;

  private final Memory A;
  private final Memory B;
  private final double[] x;
  private final double[] stepA;
  private final double[] stepB;
  private final double[] product;

  /**
   * @param modelAddress of a copy that {@link #preciseCopy} made
   */
  StepSimulation(MujocoModel model, long modelAddress, int substeps) {
    this.mujoco = model.library();
    this.modelAddress = modelAddress;
    this.substeps = substeps;
    nq = model.integer("nq");
    nv = model.integer("nv");
    na = model.integer("na");
    nu = model.integer("nu");
    dX = nq + nv + na;
    data = frame.call(mujoco.makeData, modelAddress);
    dataStruct = new Pointer(data);
    qpos = array("qpos", nq);
    qvel = array("qvel", nv);
    act = array("act", na);
    ctrl = array("ctrl", nu);
    warmStart = array("qacc_warmstart", nv);
    cold = new double[nv];
    time = bytes(mujoco.layout.offset("mjData.time"), Double.BYTES).asDoubleBuffer();
    int warningBytes = mujoco.layout.sizeOf("mjWarningStat");
    warnings =
        bytes(
                mujoco.layout.offset("mjData.warning"),
                (long) MujocoWarning.values().length * warningBytes)
            .asIntBuffer();
    warningPlaces =
        Arrays.stream(MujocoWarning.values())
            .filter(MujocoWarning::resetsTheSimulation)
            .mapToInt(
                warning ->
                    (warning.ordinal() * warningBytes
                            + mujoco.layout.offset("mjWarningStat.number"))
                        / Integer.BYTES)
            .toArray();
    A = new Memory(Math.max(1L, (long) dX * dX) * Double.BYTES);
    B = new Memory(Math.max(1L, (long) dX * nu) * Double.BYTES);
    x = new double[dX];
    stepA = new double[dX * dX];
    stepB = new double[dX * nu];
    product = new double[dX * Math.max(dX, nu)];
  }

  /** A copy of a model whose solver is precise enough for differences; to be freed. */
  static long preciseCopy(MujocoModel model) {
    long copy = new CallFrame().call(model.library().copyModel, 0, model.address());
    var struct = new Pointer(copy);
    Layout layout = model.library().layout;
    struct.setInt(layout.offset("mjModel.opt.solver"), layout.constant("mjSOL_NEWTON"));
    struct.setDouble(layout.offset("mjModel.opt.tolerance"), TOLERANCE);
    long iterations = layout.offset("mjModel.opt.iterations");
    struct.setInt(iterations, Math.max(MIN_SOLVER_ITERATIONS, struct.getInt(iterations)));
    return copy;
  }

  private DoubleBuffer array(String member, int length) {
    if (length == 0) {
      return DoubleBuffer.allocate(0);
    }
    return dataStruct
        .getPointer(mujoco.layout.offset("mjData." + member))
        .getByteBuffer(0, (long) length * Double.BYTES)
        .order(ByteOrder.nativeOrder())
        .asDoubleBuffer();
  }

  private ByteBuffer bytes(long offset, long count) {
    return dataStruct.getByteBuffer(offset, count).order(ByteOrder.nativeOrder());
  }

  /** Sets next to f(x, u), or NaN if the simulation becomes unstable. */
  void next(double[] from, double[] u, double[] next) {
    begin(from, u);
    for (int k = 0; k < substeps; k++) {
      step();
    }
    read(next);
  }

  private void begin(double[] from, double[] u) {
    for (int place : warningPlaces) {
      warnings.put(place, 0);
    }
    time.put(0, 0);
    write(from);
    ctrl.put(0, u, 0, nu);
    warmStart.put(0, cold);
  }

  private void write(double[] from) {
    qpos.put(0, from, 0, nq);
    qvel.put(0, from, nq, nv);
    act.put(0, from, nq + nv, na);
  }

  private void step() {
    frame.argument(0, modelAddress);
    frame.argument(1, data);
    frame.call(mujoco.step);
  }

  private void read(double[] into) {
    if (hasBeenReset()) {
      Arrays.fill(into, Double.NaN);
      return;
    }
    qpos.get(0, into, 0, nq);
    qvel.get(0, into, nq, nv);
    act.get(0, into, nq + nv, na);
  }

  private boolean hasBeenReset() {
    for (int place : warningPlaces) {
      if (warnings.get(place) > 0) {
        return true;
      }
    }
    return false;
  }

  /** A &lt;- A_k A, B &lt;- A_k B + B_k over the simulator steps k. */
  void linearize(double[] from, double[] u, double[] fx, double[] fu) {
    NativeFunction differences = mujoco.transitionDifferences.orElseThrow();
    begin(from, u);
    System.arraycopy(from, 0, x, 0, dX);
    for (int k = 0; k < substeps; k++) {
      callDifferences(differences);
      A.read(0, stepA, 0, dX * dX);
      B.read(0, stepB, 0, dX * nu);
      if (k == 0) {
        System.arraycopy(stepA, 0, fx, 0, fx.length);
        System.arraycopy(stepB, 0, fu, 0, fu.length);
      } else {
        chain(fx, fu);
      }
      if (k < substeps - 1) {
        write(x);
        warmStart.put(0, cold);
        step();
        read(x);
      }
    }
    if (hasBeenReset()) {
      Arrays.fill(fx, Double.NaN);
      Arrays.fill(fu, Double.NaN);
    }
  }

  private void callDifferences(NativeFunction differences) {
    frame.number(DIFFERENCE);
    frame.call(
        differences, modelAddress, data, 1, Pointer.nativeValue(A), Pointer.nativeValue(B), 0, 0);
  }

  private void chain(double[] fx, double[] fu) {
    multiply(stepA, fx, dX, product);
    System.arraycopy(product, 0, fx, 0, fx.length);
    multiply(stepA, fu, nu, product);
    for (int i = 0; i < fu.length; i++) {
      fu[i] = product[i] + stepB[i];
    }
  }

  /** out = left right, left dX x dX, right dX x columns. */
  private void multiply(double[] left, double[] right, int columns, double[] out) {
    for (int i = 0; i < dX; i++) {
      Arrays.fill(out, i * columns, (i + 1) * columns, 0);
      for (int k = 0; k < dX; k++) {
        double l = left[i * dX + k];
        for (int j = 0; j < columns; j++) {
          out[i * columns + j] += l * right[k * columns + j];
        }
      }
    }
  }

  void free() {
    frame.call(mujoco.deleteData, data);
  }
}
