package org.guidedpolicy.examples.start;

import org.guidedpolicy.cost.ActionCost;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.DistanceCost;
import org.guidedpolicy.mujoco.Mujoco;
import org.guidedpolicy.mujoco.MujocoEnvironment;
import org.guidedpolicy.mujoco.MujocoModel;
import org.guidedpolicy.mujoco.Reading;
import org.guidedpolicy.resetfree.ResetFreeGPS;

/** A MuJoCo model of one's own: a pendulum that is raised by a quarter of a turn. */
public final class MujocoPendulum {
  private MujocoPendulum() {}

  private static final String MODEL =
      """
      <mujoco>
        <option timestep="0.01"/>
        <worldbody>
          <body>
            <joint name="hinge" axis="0 1 0" damping="0.1"/>
            <geom type="capsule" fromto="0 0 0 0 0 -0.5" size="0.02" mass="1"/>
          </body>
        </worldbody>
        <actuator><motor joint="hinge" ctrllimited="true" ctrlrange="-5 5"/></actuator>
      </mujoco>
      """;

  public static void main(String[] arguments) {
    if (Mujoco.problem().isPresent()) {
      System.out.println("skipped: " + Mujoco.problem().get());
      return;
    }
    try (MujocoModel model = MujocoModel.fromXml(MODEL)) {
      MujocoEnvironment.Builder pendulum =
          MujocoEnvironment.builder(model)
              .state(Reading.jointPositions(), Reading.jointVelocities())
              .substeps(5) // simulator steps for each action
              .horizon(40)
              .onReset(start -> start.setJointPosition("hinge", start.random().nextGaussian()));
      CostFunction up = DistanceCost.toTarget(new int[] {0, 1}, -Math.PI / 2, 0).weights(1, 0.1);
      ResetFreeGPS.builder(pendulum::build, CostFunction.sum(ActionCost.quadratic(1e-3), up))
          .iterations(3)
          .trajectoriesPerIteration(10)
          .clusters(2)
          .listener((report, policy) -> System.out.println("cost " + report.meanCost()))
          .build()
          .train();
    }
  }
}
