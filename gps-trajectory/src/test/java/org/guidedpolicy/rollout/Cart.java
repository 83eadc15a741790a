package org.guidedpolicy.rollout;

import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;

/** A point mass for tests; state (position, velocity), limited force. */
class Cart implements Environment {
  static final EnvironmentSpec SPEC =
      EnvironmentSpec.builder(2, 1)
          .horizon(20)
          .actuated(new int[] {0}, new int[] {1})
          .actionLimits(new double[] {-1}, new double[] {1})
          .build();

  double p;
  double v;

  @Override
  public EnvironmentSpec spec() {
    return SPEC;
  }

  @Override
  public TimeStep reset(RandomGenerator random) {
    p = random.nextDouble(-1, 1);
    v = 0;
    return TimeStep.fullyObserved(p, v);
  }

  @Override
  public TimeStep step(double[] action) {
    v += spec().timeStep() * action[0];
    p += spec().timeStep() * v;
    return TimeStep.fullyObserved(p, v);
  }
}
