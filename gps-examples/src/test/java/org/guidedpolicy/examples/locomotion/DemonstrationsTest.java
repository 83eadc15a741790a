package org.guidedpolicy.examples.locomotion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import org.guidedpolicy.cost.CostExpansion;
import org.guidedpolicy.cost.HessianForm;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.mujoco.Mujoco;
import org.guidedpolicy.rollout.Controller;
import org.guidedpolicy.rollout.RolloutCollector;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.trajopt.Tracking;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DemonstrationsTest {
  private static final int EPISODES = 20;

  @BeforeEach
  void mujoco() {
    assumeTrue(Mujoco.problem().isEmpty(), () -> "skipped: " + Mujoco.problem().orElse(""));
  }

  private static double cost(LocomotionTask task, Trajectory episode) {
    return DoubleStream.of(CostExpansion.perStep(episode, task.cost(HessianForm.EXACT))).sum();
  }

  @Test
  void theWalkerWalks() {
    var task = new LocomotionTask.Walker();
    Trajectory episode = task.demonstration().orElseThrow().get();
    assertTrue(task.success().orElseThrow().test(episode));
    assertEquals(206, cost(task, episode), 2);
    assertEquals(4, episode.state(500, 0), 0.2, "metres in 5 s");
    assertArrayEquals(episode.states(), Demonstrations.walker().states(), "bit by bit");
  }

  @Test
  void theHopperHops() {
    var task = new LocomotionTask.Hopper();
    Trajectory episode = task.demonstration().orElseThrow().get();
    assertTrue(task.success().orElseThrow().test(episode));
    assertEquals(192, cost(task, episode), 3);
    assertEquals(5.2, episode.state(500, 0), 0.2, "metres in 5 s");
  }

  @Test
  @Tag("long")
  void theSwimmerSwims() {
    var task = new LocomotionTask.Swimmer();
    Trajectory episode = task.demonstration().orElseThrow().get();
    assertTrue(cost(task, episode) < 26.6, () -> "cost " + cost(task, episode));
    assertEquals(1.9, episode.state(500, 0), 0.1, "metres in 5 s");
  }

  @Test
  @Tag("long")
  void gaitsSurviveNoise() {
    assertTrue(survivors(LocomotionRobot.walker(), WalkerController::new) >= 18);
    assertTrue(survivors(LocomotionRobot.hopper(), HopperController::new) >= 18);
  }

  /** Of 20 episodes with 3 N m of noise in every motor. */
  private static int survivors(LocomotionRobot robot, Supplier<Controller> controllers) {
    int survivors = 0;
    try (var model = robot.load();
        var dynamics = robot.dynamics(model)) {
      for (int m = 0; m < EPISODES; m++) {
        Trajectory episode =
            Demonstrations.episode(robot, dynamics, controllers.get(), new SplittableRandom(m), 3);
        survivors += hasFallen(robot, episode) ? 0 : 1;
      }
    }
    return survivors;
  }

  private static boolean hasFallen(LocomotionRobot robot, Trajectory episode) {
    for (int t = 0; t <= episode.horizon(); t++) {
      if (robot.hasFallen(episode.state(t))) {
        return true;
      }
    }
    return false;
  }

  @Test
  void aTasksEpisodesBeginWhereItsDemonstrationDoes() throws IOException {
    for (LocomotionTask task :
        new LocomotionTask[] {new LocomotionTask.Walker(), new LocomotionTask.Hopper()}) {
      try (Environment environment = task.environments().get()) {
        double[] start = environment.reset(new SplittableRandom(1)).state();
        assertArrayEquals(task.demonstration().orElseThrow().get().state(0), start, 1e-12);
        assertEquals(500, environment.spec().horizon());
      }
    }
  }

  @Test
  void howFarARobotHasComeIsNotObserved() throws IOException {
    var task = new LocomotionTask.Walker();
    Trajectory episode = task.demonstration().orElseThrow().get();
    assertEquals(17, episode.observationDimension());
    try (Environment environment = task.environments().get()) {
      var first = environment.reset(new SplittableRandom(1));
      assertArrayEquals(episode.observation(0), first.observation(), 1e-12);
      assertEquals(17, environment.spec().observationDimension());
    }
  }

  /** A tenth of each torque's standard deviation. */
  @Test
  void motorsAreAsNoisyAsTheirGaitsAreVaried() {
    assertTenth(LocomotionRobot.walker(), Demonstrations.walker());
    assertTenth(LocomotionRobot.hopper(), Demonstrations.hopper());
  }

  private static void assertTenth(LocomotionRobot robot, Trajectory gait) {
    double[] deviations = Tracking.actionDeviations(gait);
    for (int j = 0; j < deviations.length; j++) {
      assertEquals(0.1 * deviations[j], robot.motorNoise()[j], 0.02 * deviations[j]);
    }
  }

  @Test
  void aGuideAlongAGaitHardlyEverFalls() throws IOException {
    var task = new LocomotionTask.Walker();
    try (Environment environment = task.environments().get()) {
      List<Trajectory> episodes =
          RolloutCollector.inTurn(
              environment, task.initialController().controllers(environment.spec()), 10, 1);
      long survivors = episodes.stream().filter(task.success().orElseThrow()).count();
      assertTrue(survivors >= 9, () -> survivors + " of 10");
      double mean = episodes.stream().mapToDouble(e -> cost(task, e)).average().orElseThrow();
      assertEquals(222, mean, 15);
    }
  }
}
