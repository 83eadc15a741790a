package org.guidedpolicy.gps;

import org.guidedpolicy.argument.Require;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.initial.InitialController;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.rollout.ControllerFactory;
import org.guidedpolicy.rollout.Controllers;

/**
 * How training episodes differ from what the policy would do. Immutable and thread-safe.
 *
 * @param noiseWidth exploration noise is white noise through a Gaussian window of this standard
 *     deviation, in steps, its variance kept; 0 for white noise
 * @param leastNoise an episode of the policy has its exploration noise times a number drawn evenly
 *     from leastNoise to 1: episodes with little noise show where the policy fails when it is left
 *     alone, those with much noise show how the robot responds
 */
public record Exploration(double noiseWidth, double leastNoise) {

  /**
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  public Exploration {
    Require.notNegative("noiseWidth", noiseWidth);
    Require.share("leastNoise", leastNoise);
  }

  /** The policy with its noise. */
  public ControllerFactory of(EnvironmentSpec spec, GaussianPolicy policy) {
    ControllerFactory smooth = smooth(spec, Controllers.exploring(policy));
    return Controllers.mixingNoise(smooth, leastNoise, 1);
  }

  /** The first episodes' controllers with their own noise. */
  public ControllerFactory of(EnvironmentSpec spec, InitialController controller) {
    return smooth(spec, controller.controllers(spec));
  }

  private ControllerFactory smooth(EnvironmentSpec spec, ControllerFactory controllers) {
    return Controllers.smooth(controllers, spec.actionDimension(), noiseWidth);
  }
}
