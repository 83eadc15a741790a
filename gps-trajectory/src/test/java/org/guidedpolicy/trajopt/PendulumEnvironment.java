package org.guidedpolicy.trajopt;

import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;

/** {@link Pendulum}, hanging at rest at first; its actions are not limited. */
final class PendulumEnvironment implements Environment {
  private final EnvironmentSpec spec;
  private double[] x = new double[2];

  PendulumEnvironment(int horizon) {
    spec = EnvironmentSpec.builder(2, 1).horizon(horizon).timeStep(Pendulum.DT).build();
  }

  @Override
  public EnvironmentSpec spec() {
    return spec;
  }

  @Override
  public TimeStep reset(RandomGenerator random) {
    x = new double[2];
    return TimeStep.fullyObserved(x);
  }

  @Override
  public TimeStep step(double[] action) {
    double[] next = new double[2];
    new Pendulum().next(x, action, next);
    x = next;
    return TimeStep.fullyObserved(x);
  }
}
