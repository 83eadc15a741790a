package org.guidedpolicy.examples.mujoco;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.guidedpolicy.cost.HessianForm;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.examples.mujoco.PegRegion.Offset;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.mirror.MirrorDescent;
import org.guidedpolicy.resetfree.ResetFree;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.Test;

class PegTaskTest {
  private static final int DX = 26;
  private static final int DU = 7;

  private final PegTask square = new PegTask.InSquare();
  private final PegTask cube = new PegTask.InCube();

  /** An episode of one step that ends with the peg's lower end here, relative to the bottom. */
  private static Trajectory endingAt(double x, double y, double z) {
    double[] states = new double[2 * DX];
    states[DX + PegTask.LOWER_END] = x;
    states[DX + PegTask.LOWER_END + 1] = y;
    states[DX + PegTask.LOWER_END + 2] = z;
    return new Trajectory(1, states, new double[DU], new double[DX]);
  }

  @Test
  void successIsTheLowerEndInTheHole() {
    assertTrue(PegTask.reaches(endingAt(0.032, -0.032, 0.0799)));
    assertTrue(PegTask.reaches(endingAt(0, 0, 0)));
    assertFalse(PegTask.reaches(endingAt(0.034, 0, 0.05)));
    assertFalse(PegTask.reaches(endingAt(0, -0.034, 0.05)));
    assertFalse(PegTask.reaches(endingAt(0, 0, 0.0801)));
    assertEquals(0.5, PegTask.distance(endingAt(0.3, 0, -0.4)), 1e-15);
  }

  @Test
  void costIsEffortAndBothEndsDistances() {
    double[] x = new double[DX];
    x[PegTask.LOWER_END] = 0.1;
    x[PegTask.UPPER_END + 2] = -0.2;
    double[] u = {1, 0, 0, 0, 0, 0, 2};
    double effort = 0.5 * (1e-3 / 3.09 + 4e-3 / 0.098);
    // squares weighted by 2 and 1; inside the logarithm, distances weighted so
    double squares = 2 * 0.01 + 0.04;
    double log = 0.5 * Math.log(1e-5 + 0.04 + 0.04);
    double running = effort + 5 * squares + 0.1 * log;
    // at the last step, distances weigh ten times as much
    double last = 0.5 * Math.log(1e-5 + 100 * (0.04 + 0.04));
    for (HessianForm form : HessianForm.values()) {
      assertEquals(running, square.cost(form).value(98, 100, x, u), 1e-12);
      assertEquals(running + last, square.cost(form).value(99, 100, x, u), 1e-12);
    }
  }

  @Test
  void onlyResetFreeHasEpisodesWithLittleNoise() {
    for (PegTask task : List.of(square, cube)) {
      var resetFree = (ResetFree) task.training(new ResetFree()).algorithm();
      assertEquals(0, resetFree.minNoiseScale());
      var mirror = (MirrorDescent) task.training(new MirrorDescent()).algorithm();
      assertEquals(1, mirror.minNoiseScale());
    }
  }

  @Test
  void testPlacesFillTheRegionWithoutItsEdge() {
    assertEquals(49, square.testEpisodes());
    assertEquals(64, cube.testEpisodes());
    assertEquals(new Offset(-0.24, -0.24, 0), rounded(PegRegion.SQUARE.testOffset(0)));
    assertEquals(new Offset(0.14, -0.24, 0), rounded(PegRegion.SQUARE.testOffset(6)));
    assertEquals(new Offset(-0.05, -0.05, 0), rounded(PegRegion.SQUARE.testOffset(24)));
    assertEquals(new Offset(-0.14, -0.14, -0.14), rounded(PegRegion.CUBE.testOffset(0)));
    assertEquals(new Offset(0.14, 0.14, 0.14), rounded(PegRegion.CUBE.testOffset(63)));
    for (PegRegion region : List.of(PegRegion.SQUARE, PegRegion.CUBE)) {
      var offsets = new HashSet<Offset>();
      for (int i = 0; i < region.testOffsets(); i++) {
        offsets.add(rounded(region.testOffset(i)));
      }
      assertEquals(region.testOffsets(), offsets.size());
    }
  }

  private static Offset rounded(Offset o) {
    return new Offset(rounded(o.x()), rounded(o.y()), rounded(o.z()));
  }

  private static double rounded(double value) {
    return Math.round(value * 1e9) / 1e9;
  }

  @Test
  @NeedsMujoco
  void theArmStartsInItsPostureAtARandomPlace() throws IOException {
    double[] atOrigin = ends(new Offset(0, 0, 0));
    try (Environment environment = cube.environments().get()) {
      var random = new SplittableRandom(1);
      var seen = new HashSet<Double>();
      for (int episode = 0; episode < 50; episode++) {
        double[] x = environment.reset(random).state();
        assertArrayEquals(
            new double[] {0.1, 0.1, -1.54, -1.7, 1.54, -0.2, 0, 0, 0, 0, 0, 0, 0, 0},
            Arrays.copyOf(x, 14),
            1e-15);
        for (int axis = 0; axis < 3; axis++) {
          double offset = x[14 + axis] - atOrigin[axis];
          assertTrue(Math.abs(offset) < 0.15, "offset " + offset);
          assertEquals(offset, x[17 + axis] - atOrigin[3 + axis], 1e-12);
          seen.add(offset);
        }
      }
      assertEquals(150, seen.size());
    }
  }

  /** Both ends relative to their targets at the start of an episode. */
  private double[] ends(Offset offset) throws IOException {
    try (Environment environment = square.environment(random -> offset)) {
      double[] x = environment.reset(new SplittableRandom(0)).state();
      return Arrays.copyOfRange(x, 14, 20);
    }
  }

  @Test
  @NeedsMujoco
  void aTestEpisodeIsAlwaysTheSame() throws IOException {
    try (Environment first = square.testEnvironments().apply(5);
        Environment other = square.testEnvironments().apply(6)) {
      double[] x = first.reset(new SplittableRandom(1)).state();
      assertArrayEquals(x, first.reset(new SplittableRandom(2)).state(), 0);
      assertNotEquals(x[14], other.reset(new SplittableRandom(1)).state()[14]);
    }
  }

  /**
   * Three steps recorded from the simulation that was published with [RF]'s code, on the authors'
   * own model. The ends' positions at the start say where the arm stands; later ones are not
   * compared because they lag behind the joints there.
   */
  @Test
  @NeedsMujoco
  void theArmMovesAsInThePublishedSimulation() throws IOException {
    double[] recordedEnds = {0.4373048, -0.1196744, 0.3719517, 0.471931, -0.1858391, 0.3625085};
    double[][] torques = {
      {3.586754, -0.266814, -5.096686, -4.515854, -2.284145, 0.931812, -1.440056},
      {3.759359, -0.297248, -3.757348, -3.643413, -1.269178, 0.896724, -0.890185},
      {3.853096, -0.254778, -2.569995, -3.378188, -0.18929, 0.562502, -0.204173}
    };
    double[] recorded = {
      0.101369, 0.077223, -1.639061, -1.755084, 1.294271, -0.224849, -0.172348, 0.04936, -0.201129,
      -0.983143, -0.649338, -2.009735, -0.042882, -1.626097
    };
    double[] atOrigin = ends(new Offset(0, 0, 0));
    var offset = new Offset(recordedEnds[0] - atOrigin[0], recordedEnds[1] - atOrigin[1], 0);
    try (Environment environment = square.environment(random -> offset)) {
      double[] x = environment.reset(new SplittableRandom(0)).state();
      assertArrayEquals(recordedEnds, Arrays.copyOfRange(x, 14, 20), 1e-6);
      for (double[] torque : torques) {
        x = environment.step(torque).state();
      }
      assertArrayEquals(recorded, Arrays.copyOf(x, 14), 2e-4);
    }
  }

  @Test
  @NeedsMujoco
  void holdingThePositionKeepsTheArmStill() throws IOException {
    try (Environment environment = square.environments().get()) {
      TimeStep now = environment.reset(new SplittableRandom(1));
      double[] start = now.state();
      LinearGaussianController hold =
          square.initialController().startingAt(environment.spec(), start);
      double[] u = new double[DU];
      for (int t = 0; t < 100; t++) {
        hold.mean(t, now.state(), u);
        now = environment.step(u);
      }
      assertArrayEquals(start, now.state(), 1e-9);
    }
  }

  @Test
  @NeedsMujoco
  void theKinematicsInJavaAreTheModels() throws IOException {
    var random = new Random(5);
    try (Environment environment = square.environment(r -> new Offset(0, 0, 0))) {
      environment.reset(new SplittableRandom(1));
      double[] shoulder = {0, -0.488, 0.5, 0, -0.488, 0.2}; // relative to the ends' targets
      double[] p = new double[6];
      double[] J = new double[6 * DU];
      for (int t = 0; t < 50; t++) {
        double[] x = environment.step(random.doubles(DU, -3, 3).toArray()).state();
        PegKinematics.ends(x, p, J);
        for (int i = 0; i < 6; i++) {
          double velocity = 0;
          for (int j = 0; j < DU; j++) {
            velocity += J[i * DU + j] * x[DU + j];
          }
          assertEquals(x[14 + i], shoulder[i] + p[i], 1e-12);
          assertEquals(x[20 + i], velocity, 1e-12);
        }
      }
    }
  }

  @Test
  @NeedsMujoco
  void strongTorquesInAnyDirectionLeaveTheSimulationSound() {
    var random = new Random(3);
    try (var environment = square.environment(PegRegion.SQUARE::draw)) {
      EnvironmentSpec spec = environment.spec();
      assertArrayEquals(filled(100), spec.actionUpper());
      assertArrayEquals(filled(-100), spec.actionLower());
      for (int episode = 0; episode < 20; episode++) {
        environment.reset(new SplittableRandom(episode));
        double[] u = random.doubles(DU, -10, 10).toArray();
        for (int t = 0; t < 100; t++) {
          if (t % 10 == 0) {
            u = random.doubles(DU, -10, 10).toArray();
          }
          for (double value : environment.step(u).state()) {
            assertTrue(Math.abs(value) < 1e4, "state entry " + value);
          }
        }
      }
      assertTrue(environment.warnings().isEmpty(), environment.warnings().toString());
    }
  }

  private static double[] filled(double value) {
    double[] array = new double[DU];
    Arrays.fill(array, value);
    return array;
  }

  @Test
  @NeedsMujoco
  void thePegCanBeInsertedFromEveryTestPlace() {
    for (PegTask task : List.of(square, cube)) {
      PegRegion region = task == square ? PegRegion.SQUARE : PegRegion.CUBE;
      for (int i = 0; i < region.testOffsets(); i++) {
        Offset offset = region.testOffset(i);
        var insertion = new ScriptedInsertion(task, offset);
        assertTrue(
            PegTask.reaches(insertion.episode()),
            () -> task.name() + " at " + offset + ": " + insertion);
      }
    }
  }
}
