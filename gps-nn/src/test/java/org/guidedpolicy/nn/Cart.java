package org.guidedpolicy.nn;

import java.util.random.RandomGenerator;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.gps.ImaginationOptions;
import org.guidedpolicy.resetfree.ResetFreeGPS;

/** A cart that is to stop at 0. */
class Cart implements Environment {
  static final int T = 20;
  private static final CostFunction COST =
      (t, horizon, x, u) -> x[0] * x[0] + 0.05 * x[1] * x[1] + 0.01 * u[0] * u[0];
  private static final EnvironmentSpec SPEC =
      EnvironmentSpec.builder(2, 1)
          .horizon(T)
          .timeStep(0.15)
          .actuated(new int[] {0}, new int[] {1})
          .actionLimits(new double[] {-5}, new double[] {5})
          .build();

  private double p;
  private double v;

  static ResetFreeGPS.Builder training() {
    return ResetFreeGPS.builder(Cart::new, COST)
        .imagination(ImaginationOptions.defaults().with(o -> o.imaginedRounds = 0))
        .trajectoriesPerIteration(16)
        .clusters(3);
  }

  @Override
  public EnvironmentSpec spec() {
    return SPEC;
  }

  @Override
  public TimeStep reset(RandomGenerator random) {
    return startAt(random.nextDouble(-1, 1));
  }

  TimeStep startAt(double start) {
    p = start;
    v = 0;
    return TimeStep.fullyObserved(p, v);
  }

  @Override
  public TimeStep step(double[] action) {
    p += SPEC.timeStep() * v;
    v += SPEC.timeStep() * action[0];
    return TimeStep.fullyObserved(p, v);
  }
}
