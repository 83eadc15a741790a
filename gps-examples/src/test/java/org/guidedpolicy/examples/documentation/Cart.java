package org.guidedpolicy.examples.documentation;

import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;

/** The README's environment: a cart on a rail that is to be brought to the middle. */
final class Cart implements Environment { // state: position m, velocity m/s; action: force N
  private static final EnvironmentSpec SPEC =
      EnvironmentSpec.builder(2, 1)
          .horizon(60)
          .timeStep(0.05)
          .actuated(new int[] {0}, new int[] {1})
          .build();

  private double p;
  private double v;

  @Override
  public EnvironmentSpec spec() {
    return SPEC;
  }

  @Override
  public TimeStep reset(RandomGenerator random) { // the environment chooses the start
    p = random.nextDouble(-1, 1);
    v = 0;
    return TimeStep.fullyObserved(p, v);
  }

  @Override
  public TimeStep step(double[] action) {
    v += SPEC.timeStep() * action[0];
    p += SPEC.timeStep() * v;
    return TimeStep.fullyObserved(p, v);
  }
}
