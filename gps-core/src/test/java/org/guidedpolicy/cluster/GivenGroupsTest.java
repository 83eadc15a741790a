package org.guidedpolicy.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.SplittableRandom;
import org.guidedpolicy.parallel.WorkPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GivenGroupsTest {
  private final WorkPool pool = WorkPool.of(1);
  private final ClusteringProblem problem = new HiddenModes(6, 1).problem(2, pool);

  @AfterEach
  void closePool() {
    pool.close();
  }

  @Test
  void groupsAreTakenAsGivenUnderAnyNumbers() {
    Clustering clustering =
        GivenGroups.of(7, -1, 7, 7, 3, -1).cluster(problem, new SplittableRandom(1));
    assertArrayEquals(new int[] {0, 1, 0, 0, 2, 1}, clustering.assignment());
    assertEquals(List.of(3, 2, 1), clustering.sizes());
    assertArrayEquals(new int[] {0, 2, 3}, clustering.members(0));
    assertArrayEquals(
        problem.fit().fit(new int[] {1, 5}).dynamics().jacobian(2).data,
        clustering.models().get(1).dynamics().jacobian(2).data);
  }

  @Test
  void likelihoodIsThatOfEachTrajectoryInItsOwnCluster() {
    Clustering clustering =
        GivenGroups.of(0, 0, 0, 1, 1, 1).cluster(problem, new SplittableRandom(1));
    double expected = 0;
    for (int m = 0; m < 6; m++) {
      var trajectory = problem.trajectories().get(m);
      expected +=
          Math.log(0.5)
              + clustering
                  .models()
                  .get(clustering.assignment(m))
                  .density()
                  .of(trajectory.states(), trajectory.actions());
    }
    assertEquals(expected, clustering.logLikelihood(), 1e-9 * Math.abs(expected));
  }

  @Test
  void oneClusterHoldsAllTrajectories() {
    Clustering clustering = GivenGroups.single().cluster(problem, new SplittableRandom(1));
    assertEquals(List.of(6), clustering.sizes());
  }

  @Test
  void aGroupIsNeededForEveryTrajectory() {
    assertThrows(
        IllegalArgumentException.class,
        () -> GivenGroups.of(0, 1).cluster(problem, new SplittableRandom(1)));
  }
}
