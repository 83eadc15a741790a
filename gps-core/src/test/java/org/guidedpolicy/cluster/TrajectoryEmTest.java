package org.guidedpolicy.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.guidedpolicy.parallel.WorkPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrajectoryEmTest {
  private final WorkPool pool = WorkPool.of(2);

  @AfterEach
  void closePool() {
    pool.close();
  }

  @Test
  void emFindsModesOfDynamicsThatTheFirstStateDoesNotReveal() {
    for (int seed = 0; seed < 6; seed++) {
      var modes = new HiddenModes(20, seed);
      ClusteringProblem problem = modes.problem(2, pool);

      var kMeans = new InitialStateKMeans().cluster(problem, new SplittableRandom(5));
      var em =
          new TrajectoryEm(TrajectoryEm.Options.defaults())
              .cluster(problem, new SplittableRandom(5));

      assertTrue(modes.agreement(kMeans) < 0.7, "k-means knows nothing of the modes");
      assertEquals(1.0, modes.agreement(em), "EM, seed " + seed);
    }
  }
}
