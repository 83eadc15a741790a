package org.guidedpolicy.examples.locomotion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.junit.jupiter.api.Test;

class NoisyMotorsTest {

  /** Writes down what it is told to do. */
  private static final class Told implements Environment {
    private final List<double[]> actions = new ArrayList<>();

    @Override
    public EnvironmentSpec spec() {
      return EnvironmentSpec.builder(1, 2)
          .horizon(7)
          .timeStep(0.5)
          .actionLimits(new double[] {-1, -1}, new double[] {1, 1})
          .build();
    }

    @Override
    public TimeStep reset(RandomGenerator random) {
      return TimeStep.fullyObserved(0);
    }

    @Override
    public TimeStep step(double[] action) {
      actions.add(action);
      return TimeStep.fullyObserved(0);
    }
  }

  private static Told told(long seed) throws IOException {
    Told told = new Told();
    NoisyMotors noisy = new NoisyMotors(told, new double[] {0, 3});
    noisy.reset(new SplittableRandom(seed));
    for (int t = 0; t < 4000; t++) {
      noisy.step(new double[] {2, 5});
    }
    return told;
  }

  @Test
  void noiseHasItsDeviationInEveryMotor() throws IOException {
    double mean = 0;
    double squares = 0;
    for (double[] action : told(1).actions) {
      assertEquals(2, action[0]);
      mean += (action[1] - 5) / 4000;
      squares += (action[1] - 5) * (action[1] - 5) / 4000;
    }
    assertEquals(0, mean, 0.2);
    assertEquals(9, squares, 0.7);
  }

  @Test
  void noiseFollowsFromTheEpisodesGenerator() throws IOException {
    assertArrayEquals(told(1).actions.get(9), told(1).actions.get(9));
    assertTrue(told(1).actions.get(9)[1] != told(2).actions.get(9)[1]);
  }

  @Test
  void actionsHaveNoLimitsAndAllElseIsAsBefore() {
    EnvironmentSpec spec = new NoisyMotors(new Told(), new double[2]).spec();
    assertEquals(Double.POSITIVE_INFINITY, spec.actionUpper()[1]);
    assertEquals(7, spec.horizon());
    assertEquals(0.5, spec.timeStep());
    assertEquals(1, spec.observationDimension());
  }
}
