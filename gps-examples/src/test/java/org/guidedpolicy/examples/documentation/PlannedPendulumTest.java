package org.guidedpolicy.examples.documentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.guidedpolicy.mujoco.Mujoco;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.trajopt.MpcOptions;
import org.guidedpolicy.trajopt.OptimizerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlannedPendulumTest {
  @Test
  void thePagesPendulumIsSwungUp() {
    double[] end = PlannedPendulum.swingUp().plan().state(80);
    assertEquals(1, Math.cos(end[0]), 0.05);
  }

  @Test
  void thePagesArmReachesItsTarget(@TempDir Path folder) throws IOException {
    assumeTrue(Mujoco.problem().isEmpty(), () -> "skipped: " + Mujoco.problem().orElseThrow());
    Path file =
        Files.writeString(
            folder.resolve("arm.xml"),
            """
            <mujoco>
              <option timestep="0.01"/>
              <default><geom size="0.03" contype="0" conaffinity="0"/></default>
              <worldbody>
                <body>
                  <joint name="shoulder" axis="0 1 0" damping="0.5" armature="0.04"/>
                  <geom type="capsule" fromto="0 0 0 0 0 -0.5"/>
                  <body pos="0 0 -0.5">
                    <joint name="elbow" axis="0 1 0" damping="0.5" armature="0.04"/>
                    <geom type="capsule" fromto="0 0 0 0 0 -0.5"/>
                  </body>
                </body>
              </worldbody>
              <actuator>
                <motor joint="shoulder" ctrllimited="true" ctrlrange="-20 20"/>
                <motor joint="elbow" ctrllimited="true" ctrlrange="-20 20"/>
              </actuator>
            </mujoco>
            """);
    for (Trajectory episode : PlannedPendulum.anyModel(file)) {
      assertEquals(0.5, episode.state(100, 0), 0.1);
      assertEquals(-0.3, episode.state(100, 1), 0.1);
    }
  }

  @Test
  void theDocumentedOptionsAreThoseOfTheCode() throws IOException {
    String page = Files.readString(Path.of("../docs/trajectory-optimization.md"));
    assertOptions(page, OptimizerOptions.defaults());
    assertOptions(page, MpcOptions.defaults());
  }

  /** Each component has a row with its default. */
  private static void assertOptions(String page, Record options) {
    for (var component : options.getClass().getRecordComponents()) {
      if (component.getType().isRecord()) {
        continue;
      }
      try {
        Object value = component.getAccessor().invoke(options);
        String text = value.toString().replaceAll("\\.0$", "").replace("Infinity", "none");
        String row = "| `" + component.getName() + "` | " + text + " |";
        assertTrue(page.contains(row), "no row " + row);
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(e);
      }
    }
  }
}
