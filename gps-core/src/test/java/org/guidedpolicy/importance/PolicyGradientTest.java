package org.guidedpolicy.importance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.guidedpolicy.environment.AngleEncoding;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.Test;

class PolicyGradientTest {
  @Test
  void anActionIsWeighedByTheRewardsAfterItAgainstTheirMeans() {
    List<Trajectory> episodes = Samples.random(3, 5, 1); // the second ends after 4 steps
    NetworkFamily family = NetworkFamily.scaledTo(episodes, AngleEncoding.of(3), 2);
    LogLikelihood likelihood =
        new LogLikelihood(family, episodes.stream().map(family::rows).toList(), WorkPool.of(1));
    double[][] r = Samples.rewards(3, 5, 2);
    double[][] c = PolicyGradient.weights(r, likelihood);
    for (int i = 0; i < 3; i++) {
      assertEquals(episodes.get(i).steps(), c[i].length);
      for (int s = 0; s < c[i].length; s++) {
        double sum = 0;
        for (int t = s; t < 5; t++) {
          sum += r[i][t] - (r[0][t] + r[1][t] + r[2][t]) / 3;
        }
        assertEquals(sum / 3, c[i][s], 1e-12);
      }
    }
  }
}
