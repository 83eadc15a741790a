package org.guidedpolicy.examples.mujoco;

import java.util.List;
import java.util.SplittableRandom;
import org.guidedpolicy.examples.mujoco.PegRegion.Offset;
import org.guidedpolicy.mujoco.EpisodeStart;
import org.guidedpolicy.mujoco.MujocoEnvironment;
import org.guidedpolicy.mujoco.MujocoModel;
import org.guidedpolicy.mujoco.MujocoModel.Kind;
import org.guidedpolicy.mujoco.Reading;

/** The arm with the peg, seen from the far side of the table. */
final class PegStage implements Stage {
  private static final Offset NONE = new Offset(0, 0, 0);
  private static final int END = PegTask.LOWER_END;

  private final List<String> joints;
  private final MujocoEnvironment environment;
  private final double[] bottom;
  private double[] posed = new double[26];
  private Offset offset = NONE;

  PegStage(MujocoModel model) {
    joints = model.names(Kind.JOINT);
    environment = PegTask.peg(model).onReset(this::place).build();
    environment.reset(new SplittableRandom(0));
    bottom = environment.read(Reading.sitePositions("target of the lower end"));
  }

  @Override
  public MujocoEnvironment environment() {
    return environment;
  }

  @Override
  public String camera() {
    return "side";
  }

  /** The state does not tell where the arm stands, but where the peg's end is. */
  @Override
  public void pose(double[] state) {
    posed = state;
    offset = NONE;
    double[] x = environment.reset(new SplittableRandom(0)).state();
    offset =
        new Offset(state[END] - x[END], state[END + 1] - x[END + 1], state[END + 2] - x[END + 2]);
    environment.reset(new SplittableRandom(0));
  }

  private void place(EpisodeStart start) {
    for (int j = 0; j < joints.size(); j++) {
      start.setJointPosition(joints.get(j), posed[j]);
    }
    PegTask.stand(start, offset);
  }

  @Override
  public double[] point(double[] state) {
    return new double[] {
      bottom[0] + state[END], bottom[1] + state[END + 1], bottom[2] + state[END + 2]
    };
  }
}
