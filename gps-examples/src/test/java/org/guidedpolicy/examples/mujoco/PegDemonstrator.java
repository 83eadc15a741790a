package org.guidedpolicy.examples.mujoco;

import org.guidedpolicy.rollout.ControllerFactory;

/** Inserts the peg by a script: pulls its ends, by springs, above the hole first and then down. */
public final class PegDemonstrator {
  private static final double STIFFNESS = 60;
  private static final double DAMPING = 12;
  private static final double JOINT_DAMPING = 0.4;
  private static final double ABOVE = 0.12;

  private PegDemonstrator() {}

  /** A controller of a whole episode; the springs tremble a little. */
  public static ControllerFactory controllers() {
    return (first, random) ->
        (t, now, out) -> {
          double[] x = now.state();
          double[] J = new double[6 * PegTask.JOINTS];
          PegKinematics.jacobian(x, J);
          double above = t < 45 ? ABOVE : Math.max(0, ABOVE * (1 - (t - 45) / 35.0));
          for (int i = 0; i < PegTask.JOINTS; i++) {
            out[i] = -JOINT_DAMPING * x[PegTask.JOINTS + i] + 0.05 * random.nextGaussian();
            for (int k = 0; k < 6; k++) {
              double error = x[PegTask.LOWER_END + k] - (k % 3 == 2 ? above : 0);
              double force = -STIFFNESS * error - DAMPING * x[PegTask.LOWER_END + 6 + k];
              out[i] += J[k * PegTask.JOINTS + i] * force;
            }
          }
        };
  }
}
