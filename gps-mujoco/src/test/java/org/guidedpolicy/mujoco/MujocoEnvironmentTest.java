package org.guidedpolicy.mujoco;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.mujoco.library.MujocoException;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.Batch;
import org.guidedpolicy.rollout.Behaviour;
import org.guidedpolicy.rollout.ControllerFactory;
import org.guidedpolicy.rollout.LocalEpisodes;
import org.guidedpolicy.rollout.RolloutCollector;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@NeedsMujoco
class MujocoEnvironmentTest {
  private static final Reading TIP = Reading.sitePositions("tip");
  private static final Reading TIP_VELOCITY = Reading.siteVelocities("tip");

  private MujocoModel model;

  @BeforeEach
  void load() {
    model = MujocoModel.fromXml(Models.PENDULUM);
  }

  @AfterEach
  void close() {
    model.close();
  }

  @Test
  void theSpecFollowsFromTheModel() {
    try (var environment =
        MujocoEnvironment.builder(model)
            .state(TIP, Reading.jointVelocities(), Reading.jointPositions("elbow", "shoulder"))
            .observation(Reading.sensors("elbow angle"))
            .horizon(7)
            .substeps(5)
            .build()) {
      var spec = environment.spec();
      assertEquals(7, spec.stateDimension());
      assertEquals(1, spec.observationDimension());
      assertEquals(7, spec.horizon());
      assertEquals(0.01, spec.timeStep(), 1e-15);
      // actions: elbow, shoulder
      assertArrayEquals(new int[] {5, 6}, spec.actuatedPositions());
      assertArrayEquals(new int[] {4, 3}, spec.actuatedVelocities());
      assertArrayEquals(new double[] {-2, Double.NEGATIVE_INFINITY}, spec.actionLower());
      assertArrayEquals(new double[] {3, Double.POSITIVE_INFINITY}, spec.actionUpper());
    }
  }

  @Test
  void jointsMissingFromTheStateLeaveTheActuatedEntriesUnknown() {
    try (var environment =
        MujocoEnvironment.builder(model)
            .state(Reading.jointPositions("elbow"), Reading.jointVelocities())
            .build()) {
      assertEquals(0, environment.spec().actuatedPositions().length);
      assertEquals(0, environment.spec().actuatedVelocities().length);
    }
  }

  @Test
  void whatAStepReturnsBelongsToTheStateAfterIt() {
    try (var environment =
        MujocoEnvironment.builder(model)
            .state(Reading.jointPositions(), Reading.jointVelocities(), TIP, TIP_VELOCITY)
            .observation(
                Reading.sensors("tip velocity", "elbow angle"),
                Reading.relativePosition(Frame.site("tip"), Frame.body("target")),
                Reading.relativeVelocity(Frame.site("tip"), Frame.body("target")),
                Reading.bodyPositions("lower"),
                Reading.bodyVelocities("lower"))
            .substeps(3)
            .onReset(start -> start.setJointPosition("shoulder", start.random().nextDouble()))
            .build()) {
      TimeStep now = environment.reset(new SplittableRandom(1));
      for (int t = 0; t < 50; t++) {
        double[] x = now.state();
        double[] tip = tip(x[0], x[1]);
        double[] velocity = tipVelocity(x);
        assertArrayEquals(tip, Arrays.copyOfRange(x, 4, 7), 1e-12);
        assertArrayEquals(velocity, Arrays.copyOfRange(x, 7, 10), 1e-12);
        double[] o = now.observation();
        assertArrayEquals(velocity, Arrays.copyOfRange(o, 0, 3), 1e-12);
        assertEquals(x[1], o[3], 1e-12);
        assertArrayEquals(
            new double[] {tip[0] - 0.3, tip[1], tip[2] - 0.6}, Arrays.copyOfRange(o, 4, 7), 1e-12);
        assertArrayEquals(velocity, Arrays.copyOfRange(o, 7, 10), 1e-12);
        double[] elbow = {-0.5 * Math.sin(x[0]), 0, -0.5 * Math.cos(x[0])};
        assertArrayEquals(elbow, Arrays.copyOfRange(o, 10, 13), 1e-12);
        double[] elbowVelocity = {elbow[2] * x[2], 0, -elbow[0] * x[2]};
        assertArrayEquals(elbowVelocity, Arrays.copyOfRange(o, 13, 16), 1e-12);
        now = environment.step(new double[] {0.5 * Math.sin(t), -0.3});
      }
    }
  }

  /** Hinges about y turn z into x. */
  private static double[] tip(double shoulder, double elbow) {
    double sum = shoulder + elbow;
    return new double[] {
      -0.5 * Math.sin(shoulder) - 0.5 * Math.sin(sum),
      0,
      -0.5 * Math.cos(shoulder) - 0.5 * Math.cos(sum)
    };
  }

  private static double[] tipVelocity(double[] x) {
    double h = 1e-7;
    double[] after = tip(x[0] + h * x[2], x[1] + h * x[3]);
    double[] before = tip(x[0] - h * x[2], x[1] - h * x[3]);
    double[] velocity = new double[3];
    // the angles enter through sines: differentiate those exactly
    double w = x[2] + x[3];
    velocity[0] = -0.5 * Math.cos(x[0]) * x[2] - 0.5 * Math.cos(x[0] + x[1]) * w;
    velocity[2] = 0.5 * Math.sin(x[0]) * x[2] + 0.5 * Math.sin(x[0] + x[1]) * w;
    assertEquals((after[0] - before[0]) / (2 * h), velocity[0], 1e-5);
    return velocity;
  }

  @Test
  void stepsAreThoseOfMujoco() {
    for (String integrator : List.of("Euler", "RK4", "implicit")) {
      String xml = Models.PENDULUM.replace("<option", "<option integrator='" + integrator + "'");
      try (var same = MujocoModel.fromXml(xml);
          var environment = MujocoEnvironment.builder(same).substeps(4).build()) {
        var plain = new PlainMujoco(same);
        TimeStep now = environment.reset(new SplittableRandom(1));
        for (int t = 0; t < 100; t++) {
          double[] action = {Math.sin(0.3 * t), Math.cos(0.2 * t)};
          now = environment.step(action);
          plain.step(action, 4);
          assertArrayEquals(plain.state(), now.state(), 0, integrator);
        }
        plain.free();
      }
    }
  }

  @Test
  void everyEpisodeStartsFromTheModelAndTheCallbackAlone() {
    try (var environment =
        MujocoEnvironment.builder(model)
            .state(
                Reading.jointPositions(),
                Reading.jointVelocities(),
                Reading.bodyPositions("target"))
            .onReset(
                start -> {
                  if (start.random().nextBoolean()) {
                    start.setJointPosition("elbow", start.jointPosition("elbow")[0] + 0.5);
                    start.setJointVelocity("shoulder", 1.5);
                    double[] at = start.bodyPosition("target");
                    start.setBodyPosition("target", at[0] + 1, at[1] + 2, at[2] + 3);
                  }
                })
            .keyframe("bent")
            .build()) {
      double[] moved = {0.3, -0.2, 1.5, 0, 1.3, 2, 3.6};
      double[] unmoved = {0.3, -0.7, 0, 0, 0.3, 0, 0.6};
      for (int episode = 0; episode < 20; episode++) {
        boolean moves = new SplittableRandom(episode).nextBoolean();
        TimeStep first = environment.reset(new SplittableRandom(episode));
        assertArrayEquals(moves ? moved : unmoved, first.state(), 1e-15);
        TimeStep later = environment.step(new double[] {1, 1});
        assertArrayEquals(
            Arrays.copyOfRange(first.state(), 4, 7),
            Arrays.copyOfRange(later.state(), 4, 7),
            1e-15);
      }
    }
  }

  @Test
  void aMovedBodyMovesInItsOwnEnvironmentOnly() {
    var builder = MujocoEnvironment.builder(model).state(Reading.bodyPositions("target"));
    try (var moving = builder.onReset(start -> start.setBodyPosition("target", 9, 9, 9)).build();
        var still = builder.onReset(start -> {}).build()) {
      moving.reset(new SplittableRandom(1));
      assertArrayEquals(new double[] {0.3, 0, 0.6}, still.reset(new SplittableRandom(1)).state());
    }
  }

  @Test
  void movingAJointedBodyUpdatesTheConstantsThatFollowFromIt() {
    // with the elbow moved out to 2 m, the shoulder has more to turn: its effective inertia grows
    String moved =
        Models.PENDULUM.replace("name=\"lower\" pos=\"0 0 -0.5\"", "name=\"lower\" pos=\"0 0 -2\"");
    String constraint = "<option timestep=\"0.002\"><flag contact=\"disable\"/></option>";
    String limit = "axis=\"0 1 0\" damping=\"0.01\" limited=\"true\" range=\"-1 10\"";
    double[] compiled = swing(limited(moved, constraint, limit), start -> {});
    double[] changed =
        swing(
            limited(Models.PENDULUM, constraint, limit),
            start -> start.setBodyPosition("lower", 0, 0, -2));
    assertArrayEquals(compiled, changed, 1e-12);
  }

  private static String limited(String xml, String option, String joint) {
    return xml.replace("<option timestep=\"0.002\"/>", option)
        .replace("axis=\"0 1 0\" damping=\"0.01\"", joint);
  }

  /** 200 steps against the joint limits. */
  private static double[] swing(String xml, Consumer<EpisodeStart> onReset) {
    try (var swinging = MujocoModel.fromXml(xml);
        var environment = MujocoEnvironment.builder(swinging).onReset(onReset).build()) {
      TimeStep now = environment.reset(new SplittableRandom(1));
      for (int t = 0; t < 200; t++) {
        now = environment.step(new double[] {-2, -60});
      }
      return now.state();
    }
  }

  @Test
  void accelerationSensorsBelongToTheStateToo() {
    // at rest under gravity, hanging straight down: an accelerometer feels g upwards
    try (var environment =
        MujocoEnvironment.builder(model)
            .state(Reading.jointPositions(), Reading.sensors("tip acceleration"))
            .build()) {
      double[] x = environment.reset(new SplittableRandom(1)).state();
      assertArrayEquals(new double[] {0, 0, 0, 0, 9.81}, x, 1e-9);
      x = environment.step(new double[] {0, 0}).state();
      assertArrayEquals(new double[] {0, 0, 0, 0, 9.81}, x, 1e-9);
    }
  }

  @Test
  void aTouchSensorCarriesTheBallThatLiesOnIt() {
    try (var falling = MujocoModel.fromXml(Models.FALLING_BALL);
        var environment =
            MujocoEnvironment.builder(falling)
                .state(Reading.jointPositions("free"), Reading.sensors("touch"))
                .substeps(10)
                .build()) {
      double[] x = environment.reset(new SplittableRandom(1)).state();
      assertEquals(8, x.length);
      assertEquals(0, x[7]);
      for (int t = 0; t < 300; t++) {
        x = environment.step(new double[] {0}).state();
      }
      assertEquals(0.1, x[2], 0.01);
      assertEquals(2 * 9.81, x[7], 0.05);
    }
  }

  @Test
  void anySiteOrSensorCanBeReadBesidesTheState() {
    try (var environment = MujocoEnvironment.builder(model).build()) {
      assertThrows(IllegalStateException.class, () -> environment.read(TIP));
      environment.reset(new SplittableRandom(1));
      assertArrayEquals(new double[] {0, 0, -1}, environment.read(TIP), 1e-12);
      var e =
          assertThrows(
              IllegalArgumentException.class,
              () -> environment.read(Reading.sensors("tip acceleration")));
      assertTrue(e.getMessage().contains("acceleration sensor"), e.getMessage());
    }
  }

  @Test
  void stateIndicesSayWhereAReadingIs() {
    try (var environment =
        MujocoEnvironment.builder(model)
            .state(Reading.jointPositions(), TIP, TIP_VELOCITY)
            .build()) {
      assertArrayEquals(
          new int[] {2, 3, 4}, environment.stateIndices(Reading.sitePositions("tip")));
      assertThrows(
          IllegalArgumentException.class,
          () -> environment.stateIndices(Reading.jointVelocities()));
    }
  }

  @Test
  void parallelEpisodesEqualThoseInTurn() {
    var builder =
        MujocoEnvironment.builder(model)
            .state(Reading.jointPositions(), Reading.jointVelocities(), TIP, TIP_VELOCITY)
            .substeps(5)
            .horizon(50)
            .onReset(
                start -> {
                  start.setJointPosition("shoulder", start.random().nextDouble(-3, 3));
                  start.setBodyPosition("lower", 0, 0, start.random().nextDouble(-0.6, -0.4));
                });
    ControllerFactory noisy =
        (first, random) ->
            (t, now, actionOut) -> {
              actionOut[0] = random.nextGaussian();
              actionOut[1] = 3 * random.nextGaussian();
            };
    List<Trajectory> inTurn;
    try (var environment = builder.build();
        var collector = new RolloutCollector(LocalEpisodes.inTurn(environment))) {
      inTurn = collector.collect(Batch.of(24, new Behaviour.Local(noisy), 5)).trajectories();
    }
    try (var pool = WorkPool.of(4);
        var collector = new RolloutCollector(LocalEpisodes.parallel(builder::build, pool))) {
      List<Trajectory> parallel =
          collector.collect(Batch.of(24, new Behaviour.Local(noisy), 5)).trajectories();
      for (int m = 0; m < 24; m++) {
        for (int t = 0; t <= 50; t++) {
          assertArrayEquals(inTurn.get(m).state(t), parallel.get(m).state(t), 0);
        }
      }
    }
  }

  @Test
  void anUnstableSimulationEndsTheEpisodeInsteadOfJumpingToItsStart() {
    String stiff = Models.PENDULUM.replace("timestep=\"0.002\"", "timestep=\"0.2\"");
    try (var unstable = MujocoModel.fromXml(stiff);
        var environment = MujocoEnvironment.builder(unstable).build()) {
      environment.reset(new SplittableRandom(1));
      var e =
          assertThrows(
              MujocoException.class,
              () -> {
                for (int t = 0; t < 10_000; t++) {
                  environment.step(new double[] {3, 1e7});
                }
              });
      assertTrue(e.getMessage().contains("unstable"), e.getMessage());
      assertFalse(environment.warnings().isEmpty());
      assertThrows(IllegalStateException.class, () -> environment.step(new double[] {0, 0}));
      assertArrayEquals(
          new double[] {0, 0, 0, 0}, environment.reset(new SplittableRandom(1)).state());
    }
  }

  @Test
  void wrongActionsAreRefused() {
    try (var environment = MujocoEnvironment.builder(model).build()) {
      assertThrows(IllegalStateException.class, () -> environment.step(new double[] {0, 0}));
      environment.reset(new SplittableRandom(1));
      assertThrows(IllegalArgumentException.class, () -> environment.step(new double[] {0}));
      var e =
          assertThrows(
              IllegalArgumentException.class, () -> environment.step(new double[] {0, Double.NaN}));
      assertTrue(e.getMessage().contains("entry 1 is NaN"), e.getMessage());
    }
  }

  @Test
  void wrongNamesAreAnsweredWithTheRightOnes() {
    var builder = MujocoEnvironment.builder(model).state(Reading.jointPositions("elbw"));
    var e = assertThrows(IllegalArgumentException.class, builder::build);
    assertTrue(e.getMessage().contains("no joint named 'elbw'"), e.getMessage());
    assertTrue(e.getMessage().contains("[shoulder, elbow]"), e.getMessage());
  }

  @Test
  void aClosedEnvironmentSaysSo() {
    var environment = MujocoEnvironment.builder(model).build();
    environment.reset(new SplittableRandom(1));
    environment.close();
    environment.close();
    for (Runnable use :
        List.<Runnable>of(
            () -> environment.reset(new SplittableRandom(1)),
            () -> environment.step(new double[] {0, 0}),
            () -> environment.read(TIP),
            () -> environment.camera(10, 10))) {
      var e = assertThrows(IllegalStateException.class, use::run);
      assertEquals("this environment is closed", e.getMessage());
    }
  }

  @Test
  void anEpisodeStartIsUsableDuringItsCallbackOnly() {
    var kept = new ArrayList<EpisodeStart>();
    try (var environment = MujocoEnvironment.builder(model).onReset(kept::add).build()) {
      environment.reset(new SplittableRandom(1));
      assertThrows(IllegalStateException.class, () -> kept.get(0).setJointPosition("elbow", 1));
    }
  }

  @Test
  void wrongStartsAreRefused() {
    assertStartFails("no joint named", start -> start.setJointPosition("knee", 0));
    assertStartFails("expected 1", start -> start.setJointPosition("elbow", 0, 0));
    assertStartFails("is NaN", start -> start.setJointVelocity("elbow", Double.NaN));
    assertStartFails("world", start -> start.setBodyPosition("world", 0, 0, 0));
  }

  private void assertStartFails(String message, Consumer<EpisodeStart> onReset) {
    try (var environment = MujocoEnvironment.builder(model).onReset(onReset).build()) {
      var e =
          assertThrows(
              IllegalArgumentException.class, () -> environment.reset(new SplittableRandom(1)));
      assertTrue(e.getMessage().contains(message), e.getMessage());
    }
  }
}
