package org.guidedpolicy.training;

import java.util.random.RandomGenerator;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;

/** A point mass that is to come to rest at 0, from anywhere in [-1, 1]. */
public class PointMass implements Environment {
  public static final int T = 15;
  public static final EnvironmentSpec SPEC = spec(T);
  public static final CostFunction COST =
      (t, horizon, x, u) -> x[0] * x[0] + 0.05 * x[1] * x[1] + 0.01 * u[0] * u[0];

  private final EnvironmentSpec spec;
  private double p;
  private double v;

  public PointMass() {
    this(SPEC);
  }

  public PointMass(EnvironmentSpec spec) {
    this.spec = spec;
  }

  public static EnvironmentSpec spec(int horizon) {
    return EnvironmentSpec.builder(2, 1)
        .horizon(horizon)
        .timeStep(0.15)
        .actuated(new int[] {0}, new int[] {1})
        .build();
  }

  @Override
  public EnvironmentSpec spec() {
    return spec;
  }

  @Override
  public TimeStep reset(RandomGenerator random) {
    p = random.nextDouble(-1, 1);
    v = 0;
    return TimeStep.fullyObserved(p, v);
  }

  @Override
  public TimeStep step(double[] action) {
    p += spec.timeStep() * v;
    v += spec.timeStep() * action[0];
    return TimeStep.fullyObserved(p, v);
  }
}
