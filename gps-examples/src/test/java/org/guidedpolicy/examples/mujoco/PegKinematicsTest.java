package org.guidedpolicy.examples.mujoco;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.guidedpolicy.mujoco.MujocoKinematics;
import org.guidedpolicy.mujoco.MujocoModel;
import org.junit.jupiter.api.Test;

/** The kinematics written by hand and those of the model check each other. */
@NeedsMujoco
class PegKinematicsTest {
  private static final int DX = 26;

  @Test
  void theModelsOwnJacobianIsTheOneInJava() {
    MujocoModel model = new PegTask.InSquare().model();
    MujocoKinematics kinematics = MujocoKinematics.of(PegTask.peg(model));
    assertArrayEquals(
        IntStream.range(PegTask.LOWER_END, PegTask.LOWER_END + 6).toArray(), kinematics.points());
    assertArrayEquals(IntStream.range(0, PegTask.JOINTS).toArray(), kinematics.joints());
    var random = new SplittableRandom(11);
    double[] expected = new double[6 * PegTask.JOINTS];
    double[] found = new double[6 * PegTask.JOINTS];
    for (int n = 0; n < 200; n++) {
      double[] x = random.doubles(DX, -Math.PI, Math.PI).toArray();
      PegKinematics.jacobian(x, expected);
      kinematics.jacobian(x, found);
      assertArrayEquals(expected, found, 1e-13);
    }
    model.close();
  }
}
