package org.guidedpolicy.environment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.random.RandomGenerator;
import org.guidedpolicy.parallel.WorkPool;
import org.junit.jupiter.api.Test;

class RolloutCollectorTest {
  private static final int EPISODES = 17;

  private static final ControllerFactory NOISY =
      (first, random) -> (t, now, out) -> out[0] = -now.state()[0] + 2 * random.nextGaussian();

  @Test
  void trajectoriesDoNotDependOnTheNumberOfThreads() {
    List<Trajectory> inTurn = RolloutCollector.inTurn(new Cart()).collect(EPISODES, NOISY, 7);
    assertEquals(EPISODES, inTurn.size());
    assertNotEquals(inTurn.get(0), inTurn.get(1));
    for (int threads : new int[] {1, 2, 4}) {
      try (WorkPool pool = WorkPool.of(threads);
          RolloutCollector collector = RolloutCollector.parallel(Cart::new, pool)) {
        assertEquals(inTurn, collector.collect(EPISODES, NOISY, 7));
      }
    }
  }

  /** A point mass; state (position, velocity), limited force. */
  private static final class Cart implements Environment {
    private final EnvironmentSpec spec =
        EnvironmentSpec.builder(2, 1)
            .horizon(20)
            .actuated(new int[] {0}, new int[] {1})
            .actionLimits(new double[] {-1}, new double[] {1})
            .build();
    private double p;
    private double v;

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
      v += spec.timeStep() * action[0];
      p += spec.timeStep() * v;
      return TimeStep.fullyObserved(p, v);
    }
  }
}
