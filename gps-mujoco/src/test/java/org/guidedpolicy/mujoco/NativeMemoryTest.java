package org.guidedpolicy.mujoco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import org.guidedpolicy.parallel.WorkPool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What MuJoCo takes it gives back, to the byte, and the process's memory stays where it is. */
@NeedsMujoco
class NativeMemoryTest {
  private static final Path STATM = Path.of("/proc/self/statm");
  private static final int PAGE = 4096;
  private static final double MEGABYTE = 1e6;
  private static final int EPISODES = 10_000;

  @BeforeEach
  void linux() {
    assumeTrue(Files.exists(STATM), "skipped: no " + STATM);
  }

  private static MujocoEnvironment environment(MujocoModel model) {
    return MujocoEnvironment.builder(model)
        .state(Reading.jointPositions(), Reading.siteVelocities("tip"))
        .onReset(start -> start.setBodyPosition("target", start.random().nextDouble(), 0, 0))
        .build();
  }

  private static void episode(MujocoEnvironment environment, int i) {
    environment.reset(new SplittableRandom(i));
    environment.step(new double[] {0, 0});
    environment.step(new double[] {1, 1});
  }

  @Test
  void tenThousandEpisodesTakeNotAByte() {
    try (var memory = new CountedMemory()) {
      try (var model = MujocoModel.fromXml(Models.PENDULUM);
          var environment = environment(model)) {
        episode(environment, 0);
        long bytes = memory.bytes();
        assertNotEquals(0, bytes);
        for (int i = 1; i <= EPISODES; i++) {
          episode(environment, i);
        }
        assertEquals(bytes, memory.bytes());
      }
      assertEquals(0, memory.blocks());
    }
  }

  @Test
  void aSimulationLostInEveryThousandthEpisodeWouldBeFound() {
    try (var memory = new CountedMemory();
        var model = MujocoModel.fromXml(Models.PENDULUM)) {
      long one = memory.bytes();
      List<PlainMujoco> lost = new ArrayList<>();
      lost.add(new PlainMujoco(model));
      one = memory.bytes() - one;
      long before = memory.bytes();
      for (int i = 1; i < EPISODES; i++) {
        PlainMujoco simulation = new PlainMujoco(model);
        if (i % 1000 == 0) {
          lost.add(simulation);
        } else {
          simulation.free();
        }
      }
      assertEquals(9 * one, memory.bytes() - before);
      lost.forEach(PlainMujoco::free);
    }
  }

  @Test
  void modelsEnvironmentsAndTheirCopiesAreGivenBackToTheByte() {
    try (var memory = new CountedMemory()) {
      for (int i = 0; i < 100; i++) {
        try (var model = MujocoModel.fromXml(Models.PENDULUM);
            var environment = environment(model);
            var second = environment(model)) {
          episode(environment, i);
          episode(second, i);
        }
        assertEquals(0, memory.blocks());
      }
    }
  }

  @Test
  void kinematicsOfAModelAreGivenBackWithIt() {
    try (var memory = new CountedMemory();
        var pool = WorkPool.of(2)) {
      for (int i = 0; i < 100; i++) {
        double angle = i;
        try (var model = MujocoModel.fromXml(Models.PENDULUM)) {
          var arm =
              MujocoEnvironment.builder(model)
                  .state(Reading.jointPositions(), Reading.sitePositions("tip"));
          pool.forEach(
              4,
              n ->
                  MujocoKinematics.of(arm)
                      .jacobian(new double[] {angle, n, 0, 0, 0}, new double[6]));
        }
        assertEquals(0, memory.blocks());
      }
    }
  }

  @Test
  void kinematicsThatFailKeepNothing() {
    try (var memory = new CountedMemory();
        var model = MujocoModel.fromXml(Models.CRANE)) {
      var crane =
          MujocoEnvironment.builder(model)
              .state(Reading.jointPositions("free"), Reading.sitePositions("corner"));
      var kinematics = MujocoKinematics.of(crane);
      long bytes = memory.bytes();
      for (int i = 0; i < 100; i++) {
        assertThrows(
            IllegalArgumentException.class,
            () -> kinematics.jacobian(new double[10], new double[21]));
        assertEquals(bytes, memory.bytes());
      }
    }
  }

  @Test
  void theProcessDoesNotGrowWithItsEpisodes() throws IOException {
    try (var model = MujocoModel.fromXml(Models.PENDULUM);
        var environment = environment(model)) {
      assertStays(EPISODES, 30, i -> episode(environment, i));
    }
  }

  /** An environment takes about 3 MB, a model here 200 kB, and its changed copy as much. */
  @Test
  void theProcessDoesNotGrowWithEnvironmentsAndModels() throws IOException {
    String texture =
        "<asset><texture name='large' type='2d' builtin='flat' width='256' height='256'/></asset>";
    String large = Models.PENDULUM.replace("<worldbody>", texture + "<worldbody>");
    assertStays(
        300,
        30,
        i -> {
          try (var model = MujocoModel.fromXml(large);
              var environment =
                  MujocoEnvironment.builder(model)
                      .onReset(start -> start.setBodyPosition("target", 0, 0, 0))
                      .build()) {
            environment.reset(new SplittableRandom(i));
          }
        });
  }

  /**
   * A leak grows in every round; the process itself (heap, compiled code) finds its size after a
   * few, the first of which is not measured.
   */
  private static void assertStays(int times, double megabytes, IntConsumer work)
      throws IOException {
    List<Double> growth = new ArrayList<>();
    double before = Double.NEGATIVE_INFINITY;
    for (int round = 0; round < 6; round++) {
      for (int i = 0; i < times; i++) {
        work.accept(i);
      }
      double now = residentMegabytes();
      if (round > 0) {
        growth.add(now - before);
        if (now - before < megabytes) {
          return;
        }
      }
      before = now;
    }
    fail("resident memory grew in every round, by " + growth + " MB");
  }

  private static double residentMegabytes() throws IOException {
    System.gc();
    String[] pages = Files.readString(STATM).split(" ");
    return Long.parseLong(pages[1]) * PAGE / MEGABYTE;
  }
}
