package org.guidedpolicy.mujoco;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import org.guidedpolicy.mujoco.MujocoModel.Kind;
import org.guidedpolicy.mujoco.library.CallFrame;
import org.guidedpolicy.mujoco.library.Layout;
import org.guidedpolicy.mujoco.library.MujocoException;
import org.guidedpolicy.mujoco.library.MujocoLibrary;
import org.guidedpolicy.mujoco.library.NativeFunction;
import org.jspecify.annotations.Nullable;

/**
 * One mjData on a model that may be shared. Positions, velocities, sites and sensors always belong
 * to the present state: MuJoCo's step is taken in its two halves, second half first, so that what
 * the first half computes of the new state is there to be read and is what the next step needs
 * anyway.
 *
 * <p>Used by one thread at a time.
 */
final class Simulation {
  private static final MujocoWarning[] WARNING_KINDS = MujocoWarning.values();
  private static final int WARNINGS = WARNING_KINDS.length;

  final DoubleBuffer qpos;
  final DoubleBuffer qvel;
  final DoubleBuffer act;
  final DoubleBuffer ctrl;
  final DoubleBuffer mocapPositions;
  final DoubleBuffer sensordata;
  final DoubleBuffer bodyPositions;
  final DoubleBuffer sitePositions;

  private final MujocoLibrary mujoco;
  private final MujocoModel model;
  private final boolean rungeKutta;
  private final boolean accelerationSensors;
  private final CallFrame frame = new CallFrame();
  private final Memory velocity = new Memory(6L * Double.BYTES);
  private final DoubleBuffer velocityView = doubles(velocity, 6);
  private final long data;
  private final Pointer dataStruct;
  private final IntBuffer warnings;
  private final int[] warningNumbers = new int[WARNINGS];
  private final long[] warningTotals = new long[WARNINGS];
  private final int warningStride;
  private final int warningNumber;
  private final int velocityStage;

  /** The mjModel in use: the shared one, or this simulation's own changed copy. */
  private long modelAddress;

  private boolean ownModel;
  private boolean usable = true;

  /**
   * @param model to hold until freed
   * @param accelerationSensors whether to keep force and acceleration sensors up to date too, at
   *     the cost of another half step for each {@link #step}
   */
  Simulation(MujocoModel model, boolean accelerationSensors) {
    this.model = model;
    this.accelerationSensors = accelerationSensors;
    this.mujoco = model.library();
    model.retain();
    modelAddress = model.address();
    rungeKutta = model.integer("opt.integrator") == model.constant("mjINT_RK4");
    try {
      data = frame.call(mujoco.makeData, modelAddress);
    } catch (RuntimeException e) {
      model.release();
      throw e;
    }
    dataStruct = new Pointer(data);
    Layout layout = mujoco.layout;
    warningStride = layout.sizeOf("mjWarningStat") / Integer.BYTES;
    warningNumber = layout.offset("mjWarningStat.number") / Integer.BYTES;
    warnings =
        dataStruct
            .getByteBuffer(
                layout.offset("mjData.warning"), (long) WARNINGS * layout.sizeOf("mjWarningStat"))
            .order(ByteOrder.nativeOrder())
            .asIntBuffer();
    velocityStage = layout.constant("mjSTAGE_VEL");
    qpos = array("qpos", model.integer("nq"));
    qvel = array("qvel", model.integer("nv"));
    act = array("act", model.integer("na"));
    ctrl = array("ctrl", model.integer("nu"));
    mocapPositions = array("mocap_pos", 3 * model.integer("nmocap"));
    sensordata = array("sensordata", model.integer("nsensordata"));
    bodyPositions = array("xpos", 3 * model.integer("nbody"));
    sitePositions = array("site_xpos", 3 * model.integer("nsite"));
  }

  boolean hasAccelerationSensors() {
    return accelerationSensors;
  }

  /** Puts the model and the state back to the model's own start, or to a keyframe. */
  void reset(int keyframe) {
    requireUsable();
    if (ownModel) {
      bodyOffsets().put(0, bodyOffsetsOf(model.address()), 0, 3 * model.count(Kind.BODY));
    }
    resetData(keyframe);
  }

  /** Positions of the bodies in their parents' frames; not to be written. */
  DoubleBuffer bodyOffsets() {
    requireUsable();
    return bodyOffsetsOf(modelAddress);
  }

  /** The same to be written, for this simulation alone. */
  DoubleBuffer ownBodyOffsets() {
    requireUsable();
    if (!ownModel) {
      modelAddress = call(mujoco.copyModel, 0, modelAddress);
      ownModel = true;
    }
    return bodyOffsetsOf(modelAddress);
  }

  /** Takes over what was written since {@link #reset}. */
  void begin(int keyframe) {
    requireUsable();
    if (ownModel) {
      deriveModelConstants(keyframe);
    }
    call(mujoco.step1, modelAddress, data);
    refreshAccelerationSensors();
    checkWarnings();
  }

  /**
   * Steps with the present controls.
   *
   * @throws MujocoException if the simulation became unstable
   */
  void step(int substeps) {
    requireUsable();
    frame.argument(0, modelAddress);
    frame.argument(1, data);
    for (int i = 0; i < substeps; i++) {
      if (rungeKutta) {
        call(mujoco.step);
      } else {
        call(mujoco.step2);
        call(mujoco.step1);
      }
      checkWarnings();
    }
    if (rungeKutta) {
      call(mujoco.step1);
    }
    refreshAccelerationSensors();
    checkWarnings();
  }

  /** Linear velocity of a body's or site's origin in world axes. */
  void velocity(int objectType, int id, double[] out, int offset) {
    call(
        mujoco.objectVelocity,
        modelAddress,
        data,
        objectType,
        id,
        Pointer.nativeValue(velocity),
        0);
    velocityView.get(3, out, offset, 3);
  }

  /** Part of an array of mjData. */
  double[] dataArray(String member, int first, int count) {
    requireUsable();
    return dataStruct
        .getPointer(mujoco.layout.offset("mjData." + member))
        .getDoubleArray((long) first * Double.BYTES, count);
  }

  MujocoModel model() {
    return model;
  }

  long modelAddress() {
    requireUsable();
    return modelAddress;
  }

  long dataAddress() {
    requireUsable();
    return data;
  }

  /** How often MuJoCo has warned of something in all episodes. */
  long warnings(MujocoWarning warning) {
    return warningTotals[warning.ordinal()];
  }

  /** Frees the native memory; nothing may be called after it. */
  void free() {
    usable = false;
    frame.call(mujoco.deleteData, data);
    if (ownModel) {
      frame.call(mujoco.deleteModel, modelAddress);
    }
    model.release();
  }

  void requireUsable() {
    if (!usable) {
      throw new IllegalStateException(
          "this environment met a fatal MuJoCo error earlier and can only be closed");
    }
  }

  private long call(NativeFunction function, long... arguments) {
    try {
      return frame.call(function, arguments);
    } catch (MujocoException e) {
      usable = false;
      throw e;
    }
  }

  private long call(NativeFunction function) {
    try {
      return frame.call(function);
    } catch (MujocoException e) {
      usable = false;
      throw e;
    }
  }

  private void refreshAccelerationSensors() {
    if (accelerationSensors) {
      call(mujoco.forwardSkip, modelAddress, data, velocityStage, 0);
    }
  }

  /** Counts new warnings; those that MuJoCo answers with a silent reset end the episode. */
  private void checkWarnings() {
    @Nullable MujocoWarning fatal = null;
    for (MujocoWarning warning : WARNING_KINDS) {
      int i = warning.ordinal();
      int number = warnings.get(i * warningStride + warningNumber);
      if (number != warningNumbers[i]) {
        int before = number > warningNumbers[i] ? warningNumbers[i] : 0;
        warningTotals[i] += number - before;
        warningNumbers[i] = number;
        fatal = warning.resetsTheSimulation() ? warning : fatal;
      }
    }
    if (fatal != null) {
      throw new MujocoException(
          "the simulation became unstable: "
              + fatal.meaning()
              + "; use a smaller timestep, more damping or armature, or narrower control ranges");
    }
  }

  private void resetData(int keyframe) {
    if (keyframe < 0) {
      call(mujoco.resetData, modelAddress, data);
    } else {
      call(mujoco.resetDataKeyframe, modelAddress, data, keyframe);
    }
    Arrays.fill(warningNumbers, 0);
  }

  /** Constants that depend on the bodies' places; MuJoCo uses the state as scratch space for it. */
  private void deriveModelConstants(int keyframe) {
    double[] positions = copy(qpos);
    double[] velocities = copy(qvel);
    double[] mocap = copy(mocapPositions);
    call(mujoco.setConst, modelAddress, data);
    resetData(keyframe);
    qpos.put(0, positions);
    qvel.put(0, velocities);
    mocapPositions.put(0, mocap);
  }

  private static double[] copy(DoubleBuffer array) {
    double[] copy = new double[array.capacity()];
    array.get(0, copy);
    return copy;
  }

  private DoubleBuffer bodyOffsetsOf(long address) {
    Pointer array = new Pointer(address).getPointer(mujoco.layout.offset("mjModel.body_pos"));
    return doubles(array, 3 * model.count(Kind.BODY));
  }

  private DoubleBuffer array(String member, int length) {
    return doubles(dataStruct.getPointer(mujoco.layout.offset("mjData." + member)), length);
  }

  private static DoubleBuffer doubles(Pointer array, int length) {
    return array
        .getByteBuffer(0, (long) length * Double.BYTES)
        .order(ByteOrder.nativeOrder())
        .asDoubleBuffer();
  }
}
