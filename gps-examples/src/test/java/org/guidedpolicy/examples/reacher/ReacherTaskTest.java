package org.guidedpolicy.examples.reacher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.guidedpolicy.cost.HessianForm;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.Test;

class ReacherTaskTest {
  private final ReacherTask task = new ReacherTask();

  /** Two steps whose fingertip stands at these x; the target is at the origin. */
  private static Trajectory tips(double... x) {
    double[] states = new double[x.length * 18];
    for (int t = 0; t < x.length; t++) {
      states[t * 18 + 6] = x[t];
    }
    int T = x.length - 1;
    return new Trajectory(T, states, new double[T * 3], new double[T * 18]);
  }

  @Test
  void successIsJudgedAfterTheLastAction() {
    assertTrue(ReacherTask.reaches(tips(1, 1, 0.0999)));
    assertFalse(ReacherTask.reaches(tips(0, 0, 0.1001)));
    assertEquals(0.3, ReacherTask.distance(tips(1, 2, -0.3)), 1e-15);
  }

  @Test
  void costIsEffortAndDistance() {
    double[] x = new double[18];
    x[6] = 0.5;
    x[7] = 0.2;
    x[9] = 0.2;
    x[10] = -0.2;
    double expected = 0.5e-3 * (1 + 4 + 9) + Math.sqrt(1e-5 + 0.25) + 0.5 * 0.25;
    for (HessianForm form : HessianForm.values()) {
      double cost = task.cost(form).value(3, 100, x, new double[] {1, 2, -3});
      assertEquals(expected, cost, 1e-14);
    }
  }

  @Test
  void theFingertipMovesWithTheHingesAsItsJacobianSays() {
    double[] q = {0.3, -1.2, 0.7};
    double[] v = {0.5, 2, -1};
    PlanarArm arm = ReacherEnvironment.arm();
    arm.set(q, v);
    double[] J = new double[9];
    ReacherTask.fingertipJacobian(q, J);
    assertEquals(arm.endVelocityX(2), J[0] * v[0] + J[1] * v[1] + J[2] * v[2], 1e-14);
    assertEquals(arm.endVelocityY(2), J[3] * v[0] + J[4] * v[1] + J[5] * v[2], 1e-14);
    assertEquals(0, J[6] * v[0] + J[7] * v[1] + J[8] * v[2]);
  }
}
