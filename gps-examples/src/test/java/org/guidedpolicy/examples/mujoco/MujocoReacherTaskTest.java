package org.guidedpolicy.examples.mujoco;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.examples.reacher.ReacherEnvironment;
import org.guidedpolicy.examples.reacher.ReacherTask;
import org.junit.jupiter.api.Test;

@NeedsMujoco
class MujocoReacherTaskTest {
  private final MujocoReacherTask task = new MujocoReacherTask();

  @Test
  void theSameTorquesMoveItAsTheArmInPlainJava() throws IOException {
    var random = new Random(7);
    try (Environment mujoco = task.environments().get();
        Environment java = new ReacherEnvironment()) {
      for (int episode = 0; episode < 5; episode++) {
        TimeStep simulated = mujoco.reset(new SplittableRandom(episode));
        TimeStep computed = java.reset(new SplittableRandom(episode));
        assertArrayEquals(computed.state(), simulated.state(), 1e-12);
        for (int t = 0; t < 100; t++) {
          double[] torque = random.doubles(3, -10, 10).toArray();
          simulated = mujoco.step(torque);
          computed = java.step(torque);
          assertArrayEquals(angles(computed), angles(simulated), 1e-3, "step " + t);
        }
        assertArrayEquals(computed.state(), simulated.state(), 1e-2);
      }
    }
  }

  private static double[] angles(TimeStep now) {
    return Arrays.copyOf(now.state(), 3);
  }

  @Test
  void testEpisodesAreThoseOfTheReacher() throws IOException {
    var reacher = new ReacherTask();
    assertEquals(reacher.testEpisodes(), task.testEpisodes());
    for (int i : new int[] {0, 17, 199}) {
      try (Environment mujoco = task.testEnvironments().apply(i);
          Environment java = reacher.testEnvironments().apply(i)) {
        assertArrayEquals(
            java.reset(new SplittableRandom(1)).state(),
            mujoco.reset(new SplittableRandom(2)).state(),
            1e-12);
      }
    }
  }

  @Test
  void theSpecIsTheReachers() {
    try (Environment mujoco = task.environments().get();
        Environment java = new ReacherEnvironment()) {
      assertEquals(java.spec(), mujoco.spec());
    }
  }
}
