package org.guidedpolicy.examples.documentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.guidedpolicy.mujoco.Mujoco;
import org.guidedpolicy.resetfree.ResetFree;
import org.guidedpolicy.training.IterationReport;
import org.guidedpolicy.training.TrainingOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnModelTest {
  private static final String ARM =
      """
      <mujoco>
        <option timestep="0.01" gravity="0 0 0"/>
        <default><geom size="0.03" contype="0" conaffinity="0"/></default>
        <worldbody>
          <body name="upper arm">
            <joint name="shoulder" axis="0 1 0" damping="1" armature="0.04"/>
            <geom type="capsule" fromto="0 0 0 0.5 0 0"/>
            <body name="forearm" pos="0.5 0 0">
              <joint name="elbow" axis="0 1 0" damping="1" armature="0.04"/>
              <geom type="capsule" fromto="0 0 0 0.5 0 0"/>
              <site name="tip" pos="0.5 0 0"/>
            </body>
          </body>
          <body name="target"><geom size="0.05"/></body>
        </worldbody>
        <actuator><motor joint="shoulder"/><motor joint="elbow"/></actuator>
        <sensor><touch name="touch" site="tip"/></sensor>
        <keyframe><key name="home" qpos="-0.5 0"/></keyframe>
      </mujoco>
      """;

  @Test
  void theCodeOfThePageOnMujocoTrainsAnArm(@TempDir Path folder) throws IOException {
    assumeTrue(Mujoco.problem().isEmpty(), () -> "skipped: " + Mujoco.problem().orElseThrow());
    Path file = Files.writeString(folder.resolve("arm.xml"), ARM);
    TrainingOptions options =
        ResetFree.defaults()
            .with(
                o -> {
                  o.iterations = 3;
                  o.algorithm =
                      new ResetFree()
                          .with(
                              a -> {
                                a.trajectories = 10;
                                a.clusters = 1;
                              });
                });
    List<IterationReport> history = OwnModel.train(file, options).history();
    assertEquals(3, history.size());
    double first = history.get(0).meanCost();
    double last = history.get(2).meanCost();
    assertTrue(last < first, first + " became " + last);
  }
}
