package org.guidedpolicy.examples.reacher;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.guidedpolicy.environment.FixedStarts;
import org.guidedpolicy.examples.pointmass.PointMassEnvironment;
import org.guidedpolicy.task.HeldOutEnvironment;
import org.junit.jupiter.api.Test;

class ReacherEnvironmentTest {

  @Test
  void startsStretchedAlongXAtRestWithATargetInTheSquare() {
    ReacherEnvironment reacher = new ReacherEnvironment();
    double[] lowest = {1, 1};
    double[] highest = {-1, -1};
    for (int i = 0; i < 2000; i++) {
      reacher.step(new double[] {1, 2, 3});
      double[] x = reacher.reset(new SplittableRandom(i)).state();
      assertEquals(18, x.length);
      assertArrayEquals(new double[] {0, 0, 0, 0, 0, 0, 1.4, 0, 0}, Arrays.copyOf(x, 9), 1e-15);
      assertArrayEquals(new double[7], Arrays.copyOfRange(x, 11, 18), 0);
      for (int k = 0; k < 2; k++) {
        lowest[k] = Math.min(lowest[k], x[9 + k]);
        highest[k] = Math.max(highest[k], x[9 + k]);
      }
    }
    assertArrayEquals(new double[] {-1, -1}, lowest, 0.01);
    assertArrayEquals(new double[] {1, 1}, highest, 0.01);
  }

  @Test
  void anActionIsFiveStepsOfTheArmAndTheReportBelongsToTheStateAfterIt() {
    ReacherEnvironment reacher = new ReacherEnvironment();
    double[] start = reacher.reset(new SplittableRandom(3)).state();
    PlanarArm arm = ReacherEnvironment.arm();
    double[] torque = {0.4, -0.3, 0.2};
    for (int t = 0; t < 10; t++) {
      double[] x = reacher.step(torque).state();
      for (int i = 0; i < 5; i++) {
        arm.step(torque, 0.01);
      }
      for (int i = 0; i < 3; i++) {
        assertEquals(arm.angle(i), x[i]);
        assertEquals(arm.velocity(i), x[3 + i]);
      }
      double a = x[0];
      double b = a + x[1];
      double c = b + x[2];
      assertEquals(0.5 * Math.cos(a) + 0.5 * Math.cos(b) + 0.4 * Math.cos(c), x[6], 1e-15);
      assertEquals(0.5 * Math.sin(a) + 0.5 * Math.sin(b) + 0.4 * Math.sin(c), x[7], 1e-15);
      assertEquals(start[9], x[9]);
      assertEquals(start[10], x[10]);
      assertEquals(arm.endVelocityX(2), x[12]);
      assertEquals(arm.endVelocityY(2), x[13]);
    }
  }

  @Test
  void aHeldOutEpisodeStartsTheSameWhateverGeneratorItIsGiven() throws IOException {
    double[] first = start(5, 1);
    assertArrayEquals(first, start(5, 2));
    assertFalse(Arrays.equals(first, start(6, 1)));
    double[] training = new ReacherEnvironment().reset(new SplittableRandom(1)).state();
    assertFalse(Arrays.equals(first, training));
  }

  @Test
  void heldOutTargetsCoverTheSquareEvenly() throws IOException {
    int[] quadrant = new int[4];
    for (int i = 0; i < 200; i++) {
      double[] x = start(i, 0);
      quadrant[(x[9] > 0 ? 1 : 0) + (x[10] > 0 ? 2 : 0)]++;
    }
    for (int count : quadrant) {
      assertTrue(count > 30 && count < 70, Arrays.toString(quadrant));
    }
  }

  /**
   * mujoco-2.2.2.csv was recorded in C from a model with the same hinges and capsules: 100 actions,
   * each held for 5 mj_step of 0.01 s, and the state after each.
   */
  @Test
  void movesAsMujocoDoesUnderTheSameTorques() throws IOException {
    ReacherEnvironment reacher = new ReacherEnvironment();
    reacher.reset(new SplittableRandom(0));
    List<String> rows;
    try (var in =
        new BufferedReader(
            new InputStreamReader(
                getClass().getResourceAsStream("/reacher/mujoco-2.2.2.csv"),
                StandardCharsets.US_ASCII))) {
      rows = in.lines().skip(1).toList();
    }
    assertEquals(ReacherEnvironment.HORIZON, rows.size());
    for (String row : rows) {
      double[] recorded = Arrays.stream(row.split(",")).mapToDouble(Double::parseDouble).toArray();
      double[] x = reacher.step(Arrays.copyOf(recorded, 3)).state();
      assertArrayEquals(Arrays.copyOfRange(recorded, 3, 9), Arrays.copyOf(x, 6), 1e-12);
    }
  }

  @Test
  void aHeldOutEpisodeCanBeResetWhereItsEnvironmentCan() throws IOException {
    try (var plain = new HeldOutEnvironment(new PointMassEnvironment(), 0);
        var posed = new HeldOutEnvironment(new FixedStarts(new ReacherEnvironment(), 3, 4), 0);
        var same = new ReacherEnvironment()) {
      assertEquals(0, plain.conditions());
      assertEquals(2, posed.conditions());
      assertArrayEquals(
          same.reset(new SplittableRandom(4)).state(),
          posed.reset(1, new SplittableRandom(9)).state());
    }
  }

  private static double[] start(int episode, long seed) throws IOException {
    try (var environment = new HeldOutEnvironment(new ReacherEnvironment(), episode)) {
      return environment.reset(new SplittableRandom(seed)).state();
    }
  }
}
