package org.guidedpolicy.examples.battery;

import org.guidedpolicy.rollout.ControllerFactory;

/** Reaches by a script: a spring pulls the tip to the target, torques carry the arm's weight. */
public final class ArmDemonstrator {
  private static final double STIFFNESS = 40;
  private static final double DAMPING = 12;

  private ArmDemonstrator() {}

  /** A controller of a whole episode; the spring trembles a little. */
  public static ControllerFactory controllers() {
    return (first, random) ->
        (t, now, out) -> {
          double[] x = now.state();
          double a = x[0];
          double c = x[0] + x[1];
          double fx = -STIFFNESS * x[4] - DAMPING * x[6];
          double fz = -STIFFNESS * x[5] - DAMPING * x[7];
          double weight2 = -TwoLinks.G * 1.5 * 0.25 * Math.sin(c);
          double weight1 = -TwoLinks.G * (1 + 1.5) * 0.5 * Math.sin(a) + weight2;
          double forearm = 0.5 * Math.cos(c) * fx - 0.5 * Math.sin(c) * fz;
          double upper = 0.5 * Math.cos(a) * fx - 0.5 * Math.sin(a) * fz;
          out[0] = weight1 + upper + forearm + 0.2 * random.nextGaussian();
          out[1] = weight2 + forearm + 0.1 * random.nextGaussian();
        };
  }
}
