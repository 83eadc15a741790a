package org.guidedpolicy.examples.documentation;

import java.nio.file.Path;
import org.guidedpolicy.cost.ActionCost;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.DistanceCost;
import org.guidedpolicy.mujoco.Frame;
import org.guidedpolicy.mujoco.MujocoEnvironment;
import org.guidedpolicy.mujoco.MujocoKinematics;
import org.guidedpolicy.mujoco.MujocoModel;
import org.guidedpolicy.mujoco.Reading;
import org.guidedpolicy.resetfree.ResetFreeGPS;
import org.guidedpolicy.training.TrainingOptions;
import org.guidedpolicy.training.TrainingResult;

/** The lines of the page on MuJoCo, compiled. */
final class OwnModel {
  private OwnModel() {}

  static TrainingResult train(Path file, TrainingOptions options) {
    try (var model = MujocoModel.fromFile(file)) {
      Reading miss = Reading.relativePosition(Frame.site("tip"), Frame.body("target"));
      MujocoEnvironment.Builder arm =
          MujocoEnvironment.builder(model)
              .state(
                  Reading.jointPositions(), // all joints
                  Reading.jointVelocities(),
                  miss,
                  Reading.siteVelocities("tip"),
                  Reading.sensors("touch"))
              .substeps(5) // simulator steps for each action
              .horizon(100)
              .keyframe("home")
              .onReset(
                  start -> {
                    start.setJointPosition("elbow", start.random().nextDouble(-0.1, 0.1));
                    start.setBodyPosition("target", start.random().nextDouble(-1, 1), 0, 0.5);
                  });

      CostFunction distance = DistanceCost.toTarget(arm.stateIndices(miss), 0, 0, 0);
      CostFunction cost =
          CostFunction.sum(ActionCost.quadratic(1e-3), MujocoKinematics.of(arm).expand(distance));

      return ResetFreeGPS.builder(arm::build, cost).options(options).build().train();
    }
  }
}
