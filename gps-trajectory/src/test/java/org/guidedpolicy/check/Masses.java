package org.guidedpolicy.check;

import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;

/**
 * Two uncoupled point masses with state (positions, velocities), correct in every way; its mistakes
 * are put in by subclasses.
 */
class Masses implements Environment {
  static final EnvironmentSpec SPEC =
      EnvironmentSpec.builder(4, 2)
          .horizon(30)
          .actuated(new int[] {0, 1}, new int[] {2, 3})
          .stateNames("left", "right", "left speed", "right speed")
          .build();
  final double[] x = new double[4];
  int t;

  @Override
  public EnvironmentSpec spec() {
    return SPEC;
  }

  @Override
  public TimeStep reset(RandomGenerator random) {
    t = 0;
    for (int i = 0; i < 4; i++) {
      x[i] = i < 2 ? random.nextDouble(-1, 1) : 0;
    }
    return report();
  }

  @Override
  public TimeStep step(double[] action) {
    t++;
    for (int i = 0; i < 2; i++) {
      x[2 + i] += 0.05 * force(i, action);
      x[i] += 0.05 * x[2 + i];
    }
    return report();
  }

  double force(int i, double[] action) {
    return action[i];
  }

  TimeStep report() {
    return TimeStep.fullyObserved(x.clone());
  }
}
