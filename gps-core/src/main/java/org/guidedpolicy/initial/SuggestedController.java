package org.guidedpolicy.initial;

import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.lqr.LinearGaussianController;

/** Chooses by what the spec tells: see {@link InitialController#fromSpec}. */
record SuggestedController() implements InitialController {

  @Override
  public LinearGaussianController startingAt(EnvironmentSpec spec, double[] x1) {
    return choice(spec).startingAt(spec, x1);
  }

  private static InitialController choice(EnvironmentSpec spec) {
    boolean holds = !ActionNoise.limitsAreKnown(spec) && spec.actuatedPositions().length > 0;
    return holds ? HoldPosition.defaults() : ActionNoise.fromLimits();
  }
}
