package org.guidedpolicy.mujoco;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.guidedpolicy.mujoco.library.MujocoException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models as users have them: actuators with a state, free bodies, names of any kind. */
@NeedsMujoco
class UnusualModelsTest {

  private static String slide(String things, String actuators, String rest) {
    return "<mujoco><option timestep='0.01' gravity='0 0 0'/><worldbody>"
        + "<body><joint name='j' type='slide' axis='1 0 0'/><geom size='.1' mass='1'/></body>"
        + things
        + "</worldbody><actuator>"
        + actuators
        + "</actuator>"
        + rest
        + "</mujoco>";
  }

  private static String withThing(String attributes, String joints) {
    return slide(
        "<body name='thing' pos='1 0 0' " + attributes + ">" + joints + "<geom size='.02'/></body>",
        "<motor joint='j'/>",
        "");
  }

  private static double[] place(
      MujocoModel model, String keyframe, Consumer<EpisodeStart> start, int steps) {
    try (var environment =
        MujocoEnvironment.builder(model)
            .state(Reading.bodyPositions("thing"), Reading.jointPositions("j"))
            .keyframe(keyframe)
            .onReset(start)
            .build()) {
      double[] x = environment.reset(new SplittableRandom(1)).state();
      for (int t = 0; t < steps; t++) {
        x = environment.step(new double[1]).state();
      }
      return Arrays.copyOf(x, 3);
    }
  }

  @Test
  void aBodyWithAFreeJointIsPlacedByTheJointWhichTheMessageNames() {
    try (var model = MujocoModel.fromXml(withThing("", "<freejoint name='f'/>"))) {
      var e =
          assertThrows(
              IllegalArgumentException.class,
              () -> place(model, "", start -> start.setBodyPosition("thing", 1, 2, 3), 0));
      assertTrue(
          e.getMessage().contains("setJointPosition(\"f\", x, y, z, 1, 0, 0, 0)"), e::toString);
      assertThrows(
          IllegalArgumentException.class,
          () -> place(model, "", start -> start.bodyPosition("thing"), 0));
      double[] set = {0.5, 0.2, 0.3};
      assertArrayEquals(
          set, place(model, "", s -> s.setJointPosition("f", 0.5, 0.2, 0.3, 1, 0, 0, 0), 1), 1e-12);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<joint type='ball'/>", "<joint type='slide'/>"})
  void otherBodiesAreWhereTheyArePlaced(String joints) {
    try (var model = MujocoModel.fromXml(withThing("", joints))) {
      double[] set = {0.5, 0.2, 0.3};
      assertArrayEquals(
          set, place(model, "", s -> s.setBodyPosition("thing", 0.5, 0.2, 0.3), 1), 1e-12);
    }
  }

  @Test
  void aMocapBodyIsWhereItIsPlacedEvenIfAKeyframeSaysOtherwise() {
    String xml =
        withThing("mocap='true'", "")
            .replace("</mujoco>", "<keyframe><key name='home' mpos='3 3 3'/></keyframe></mujoco>");
    try (var model = MujocoModel.fromXml(xml)) {
      assertArrayEquals(new double[] {3, 3, 3}, place(model, "home", s -> {}, 1), 1e-12);
      for (String keyframe : List.of("", "home")) {
        double[] set = {0.5, 0.2, 0.3};
        assertArrayEquals(
            set, place(model, keyframe, s -> s.setBodyPosition("thing", 0.5, 0.2, 0.3), 1), 1e-12);
      }
    }
  }

  @Test
  void twoActuatorsOnAJointLeaveTheActuatedEntriesUnknown() {
    String servos = "<position joint='j' kp='10'/><velocity joint='j' kv='1'/>";
    try (var model = MujocoModel.fromXml(slide("", servos, ""));
        var environment = MujocoEnvironment.builder(model).build()) {
      assertEquals(2, environment.spec().actionDimension());
      assertEquals(0, environment.spec().actuatedPositions().length);
      assertEquals(0, environment.spec().actuatedVelocities().length);
    }
  }

  /**
   * An integrator's force is its activation: the sum of the controls so far times the time step.
   */
  @Test
  void activationsAreReadings() {
    String actuators =
        "<motor name='plain' joint='j'/><general name='sum' joint='j' dyntype='integrator'/>";
    try (var model = MujocoModel.fromXml(slide("", actuators, ""));
        var environment =
            MujocoEnvironment.builder(model)
                .state(Reading.jointVelocities(), Reading.activations("sum"))
                .actuators("sum")
                .build()) {
      environment.reset(new SplittableRandom(1));
      double sum = 0;
      for (int t = 1; t <= 10; t++) {
        sum += 0.01 * t;
        assertEquals(sum, environment.step(new double[] {t}).state()[1], 1e-12);
      }
      assertEquals(List.of(), hidden(model, Reading.activations("sum")));
      assertEquals(List.of("sum"), hidden(model, Reading.jointPositions()));
      var e =
          assertThrows(
              IllegalArgumentException.class, () -> environment.read(Reading.activations("plain")));
      assertTrue(e.getMessage().contains("'plain' has no activation"), e::toString);
    }
  }

  private static List<String> hidden(MujocoModel model, Reading state) {
    return Actuators.hidden(model, Parts.of(model, List.of(state)));
  }

  @Test
  void sensorNoiseThatNoSeedReachesIsRefused() {
    String sensor = "<sensor><jointpos joint='j' noise='0.1'/></sensor>";
    String enabled = "<option><flag sensornoise='enable'/></option>";
    MujocoModel.fromXml(slide("", "<motor joint='j'/>", sensor)).close();
    MujocoModel.fromXml(slide("", "<motor joint='j'/>", enabled)).close();
    var e =
        assertThrows(
            MujocoException.class,
            () -> MujocoModel.fromXml(slide("", "<motor joint='j'/>", sensor + enabled)));
    assertTrue(e.getMessage().contains("sensornoise"), e::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<option integrator='implicitfast'/>",
        "<option noslip_tolerance='1' sdf_iterations='3'/>",
        "<deformable/>"
      })
  void aModelOfANewerMujocoIsRefusedWithAHint(String newer) {
    var e = assertThrows(MujocoException.class, () -> MujocoModel.fromXml(slide("", "", newer)));
    assertTrue(e.getMessage().contains("this is MuJoCo 2.2.2"), e::toString);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1.1e10, -1e12, Double.POSITIVE_INFINITY, Double.NaN})
  void controlsThatMujocoWouldTakeForZeroFailTheStep(double control) {
    try (var model = MujocoModel.fromXml(slide("", "<motor joint='j'/>", ""));
        var environment = MujocoEnvironment.builder(model).build()) {
      environment.reset(new SplittableRandom(1));
      environment.step(new double[] {9e9});
      assertThrows(IllegalArgumentException.class, () -> environment.step(new double[] {control}));
    }
  }

  @Test
  void readingsOfDifferentNamesAreDifferent() {
    assertNotEquals(Reading.jointPositions("a, b"), Reading.jointPositions("a", "b"));
    assertNotEquals(Reading.jointPositions("a"), Reading.jointVelocities("a"));
    assertEquals(Reading.jointPositions("a", "b"), Reading.jointPositions("a", "b"));
    assertEquals(
        Reading.jointPositions("a", "b").hashCode(), Reading.jointPositions("a", "b").hashCode());
  }

  @Test
  void anIncludedFileMayBeCalledAnything() {
    byte[] body = slide("", "<motor joint='j'/>", "").getBytes(StandardCharsets.UTF_8);
    for (String name : List.of("model.xml", "robot.xml", "parts/robot.xml")) {
      String xml = "<mujoco><include file='" + name + "'/></mujoco>";
      try (var model = MujocoModel.fromXml(xml, Map.of(name, body))) {
        assertEquals(List.of("j"), model.names(MujocoModel.Kind.JOINT));
      }
    }
  }

  @Test
  void namesThatMujocoDoesNotTakeAreRefusedWithTheReason() {
    byte[] some = {1};
    for (String name : List.of("", "a\0b", "x".repeat(1000))) {
      var e =
          assertThrows(
              IllegalArgumentException.class,
              () -> MujocoModel.fromXml("<mujoco/>", Map.of(name, some)));
      assertTrue(e.getMessage().contains("MuJoCo takes 1 to 999"), e::toString);
    }
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> MujocoModel.fromXml("<mujoco/>", Map.of("a/x.stl", some, "b/x.stl", some)));
    assertTrue(e.getMessage().contains("folders do not count"), e::toString);
  }
}
