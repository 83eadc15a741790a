package org.guidedpolicy.mujoco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.guidedpolicy.mujoco.MujocoModel.Kind;
import org.guidedpolicy.mujoco.library.MujocoException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsMujoco
class MujocoModelTest {

  @Test
  void namesAreThoseOfTheModelInItsOrder() {
    try (var model = MujocoModel.fromXml(Models.PENDULUM)) {
      assertEquals(List.of("world", "upper", "lower", "target"), model.names(Kind.BODY));
      assertEquals(List.of("shoulder", "elbow"), model.names(Kind.JOINT));
      assertEquals(List.of("upper", "lower", "ball"), model.names(Kind.GEOM));
      assertEquals(List.of("tip"), model.names(Kind.SITE));
      assertEquals(List.of("front"), model.names(Kind.CAMERA));
      assertEquals(List.of("elbow motor", "shoulder motor"), model.names(Kind.ACTUATOR));
      assertEquals(
          List.of("tip velocity", "tip acceleration", "elbow angle"), model.names(Kind.SENSOR));
      assertEquals(List.of("bent"), model.names(Kind.KEYFRAME));
      assertEquals(1, model.id(Kind.JOINT, "elbow"));
      assertEquals(0.002, model.timeStep(), 0);
    }
  }

  @Test
  void objectsWithoutANameKeepTheirNumber() {
    try (var model = MujocoModel.fromXml(Models.FALLING_BALL)) {
      assertEquals(List.of("floor", "", ""), model.names(Kind.GEOM));
      assertThrows(IllegalArgumentException.class, () -> model.id(Kind.GEOM, ""));
    }
  }

  @Test
  void aFileBringsTheFilesItRefersTo(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("part.xml"), PART);
    Path whole = Files.writeString(folder.resolve("whole ä.xml"), WHOLE);
    try (var model = MujocoModel.fromFile(whole)) {
      assertEquals(List.of("world", "part"), model.names(Kind.BODY));
    }
  }

  @Test
  void textBringsFilesInMemory() {
    byte[] part = PART.getBytes(StandardCharsets.UTF_8);
    try (var model = MujocoModel.fromXml(WHOLE, Map.of("part.xml", part))) {
      assertEquals(List.of("world", "part"), model.names(Kind.BODY));
    }
    var e = assertThrows(MujocoException.class, () -> MujocoModel.fromXml(WHOLE));
    assertTrue(e.getMessage().contains("part.xml"), e.getMessage());
  }

  private static final String WHOLE =
      "<mujoco><worldbody><include file='part.xml'/></worldbody></mujoco>";
  private static final String PART =
      "<mujocoinclude><body name='part'><geom size='1'/></body></mujocoinclude>";

  @Test
  void aRejectedModelIsExplainedInMujocosWords() {
    assertRejected("", "empty");
    assertRejected("no XML", "XML");
    assertRejected("<mujoco><worldbody></mujoco>", "XML parse error");
    assertRejected("<mujoco><worlbody/></mujoco>", "worlbody");
    assertRejected(
        "<mujoco>\n<worldbody>\n<body name='a'/>\n<body name='a'/></worldbody></mujoco>",
        "repeated");
    assertRejected(Models.PENDULUM.replace("joint=\"elbow\"", "joint=\"knee\""), "knee");
    assertRejected(
        "<mujoco><worldbody><body><joint/></body></worldbody></mujoco>", "mass and inertia");
    assertRejected(
        "<mujoco><asset><mesh file='gone.stl'/></asset><worldbody/></mujoco>", "gone.stl");
  }

  private static void assertRejected(String xml, String words) {
    var e = assertThrows(RuntimeException.class, () -> MujocoModel.fromXml(xml));
    assertTrue(e.getMessage().contains(words), e.getMessage());
  }

  @Test
  void aMissingFileIsNamed() {
    var e =
        assertThrows(
            MujocoException.class, () -> MujocoModel.fromFile(Path.of("/nowhere/arm.xml")));
    assertTrue(e.getMessage().contains("/nowhere/arm.xml"), e.getMessage());
  }

  @Test
  void environmentsOutliveTheClosingOfTheirModel() {
    var model = MujocoModel.fromXml(Models.PENDULUM);
    var builder = MujocoEnvironment.builder(model);
    try (var environment = builder.build()) {
      environment.reset(new SplittableRandom(1));
      model.close();
      model.close();
      environment.step(new double[] {0, 0});
      var e = assertThrows(IllegalStateException.class, builder::build);
      assertTrue(e.getMessage().contains("closed"), e.getMessage());
    }
    assertThrows(IllegalStateException.class, builder::build);
    assertThrows(IllegalStateException.class, model::timeStep);
    assertEquals(List.of("tip"), model.names(Kind.SITE));
  }
}
