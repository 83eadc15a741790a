package org.guidedpolicy.examples.mujoco;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.guidedpolicy.mujoco.EpisodeStart;
import org.guidedpolicy.mujoco.MujocoEnvironment;
import org.guidedpolicy.mujoco.MujocoModel;
import org.guidedpolicy.mujoco.MujocoModel.Kind;

/** The reacher's arm seen from above. */
final class ReacherStage implements Stage {
  private static final int TIP = 6;
  private static final int TARGET = 9;

  private final List<String> joints;
  private final MujocoEnvironment environment;
  private double[] posed = new double[18];

  ReacherStage(MujocoModel model) {
    joints = model.names(Kind.JOINT);
    environment = MujocoReacherTask.arm(model).onReset(this::place).build();
  }

  @Override
  public MujocoEnvironment environment() {
    return environment;
  }

  @Override
  public String camera() {
    return "top";
  }

  @Override
  public void pose(double[] state) {
    posed = state;
    environment.reset(new SplittableRandom(0));
  }

  private void place(EpisodeStart start) {
    for (int j = 0; j < joints.size(); j++) {
      start.setJointPosition(joints.get(j), posed[j]);
    }
    start.setBodyPosition(
        MujocoReacherTask.TARGET, posed[TARGET], posed[TARGET + 1], posed[TARGET + 2]);
  }

  @Override
  public double[] point(double[] state) {
    return Arrays.copyOfRange(state, TIP, TIP + 3);
  }
}
