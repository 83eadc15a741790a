package org.guidedpolicy.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.guidedpolicy.cluster.TrajectoryEm.Options;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.Trajectory;
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
    for (int seed = 0; seed < 10; seed++) {
      var modes = new HiddenModes(20, seed);
      ClusteringProblem problem = modes.problem(2, pool);

      var kMeans = new InitialStateKMeans().cluster(problem, new SplittableRandom(5));
      var em = cluster(problem, Options.defaults());

      assertTrue(modes.agreement(kMeans) < 0.75, "k-means knows nothing of the modes");
      assertEquals(1.0, modes.agreement(em), "EM, seed " + seed);
      assertTrue(em.logLikelihood() > leftOut(problem, kMeans.assignment()).logLikelihood());
    }
  }

  /** Without leaving trajectories out a fit explains its members too well to let one go. */
  @Test
  void scoresThatIncludeTheTrajectoryItselfKeepTheStart() {
    int stuck = 0;
    for (int seed = 0; seed < 10; seed++) {
      ClusteringProblem problem = new HiddenModes(10, seed).problem(2, pool);
      var kMeans = new InitialStateKMeans().cluster(problem, new SplittableRandom(5));
      var em =
          cluster(
              problem,
              Options.defaults()
                  .with(
                      o -> {
                        o.starts = 1;
                        o.leaveOneOut = false;
                      }));
      stuck += Arrays.equals(kMeans.assignment(), em.assignment()) ? 1 : 0;
    }
    assertTrue(stuck >= 8, "stuck in " + stuck + " of 10");
  }

  @Test
  void refitsWithoutEachMemberFindTheModesToo() {
    var modes = new HiddenModes(20, 1);
    ClusteringProblem fast = modes.problem(2, pool);
    var slow = new ClusteringProblem(fast.trajectories(), 2, m -> fast.fit().fit(m), pool);
    assertEquals(1.0, modes.agreement(cluster(slow, Options.defaults())));
  }

  @Test
  void noGroupingSeenIsMoreLikelyThanTheOneReturned() {
    ClusteringProblem problem = new HiddenModes(20, 3).problem(3, pool);
    Clustering best = cluster(problem, Options.defaults().with(o -> o.starts = 4));
    Clustering first = cluster(problem, Options.defaults().with(o -> o.starts = 1));
    assertTrue(best.logLikelihood() >= first.logLikelihood());
    assertEquals(leftOut(problem, best.assignment()).logLikelihood(), best.logLikelihood(), 1e-6);
  }

  @Test
  void groupsAndModelsAreTheSameForAnyNumberOfThreads() {
    var modes = new HiddenModes(12, 4);
    Clustering two = cluster(modes.problem(3, pool), Options.defaults());
    for (int threads : new int[] {1, 4}) {
      try (WorkPool other = WorkPool.of(threads)) {
        Clustering clustering = cluster(modes.problem(3, other), Options.defaults());
        assertArrayEquals(two.assignment(), clustering.assignment());
        assertEquals(two.logLikelihood(), clustering.logLikelihood());
        assertArrayEquals(
            two.models().get(1).dynamics().jacobian(3).data,
            clustering.models().get(1).dynamics().jacobian(3).data);
      }
    }
  }

  @Test
  void trajectoriesInAnotherOrderGiveTheSameGroupsAndModels() {
    var modes = new HiddenModes(20, 1);
    List<Trajectory> reversed = new ArrayList<>(modes.trajectories);
    Collections.reverse(reversed);
    Clustering forwards = cluster(modes.problem(2, pool), Options.defaults());
    Clustering backwards =
        cluster(HiddenModes.problem(reversed, modes.trajectories, 2, pool), Options.defaults());
    for (int m = 0; m < 20; m++) {
      var a = forwards.models().get(forwards.assignment(m));
      var b = backwards.models().get(backwards.assignment(19 - m));
      assertArrayEquals(a.initial().mean(), b.initial().mean(), 1e-12);
      assertArrayEquals(
          a.dynamics().jacobian(5).data, b.dynamics().jacobian(5).data, 1e-9, "trajectory " + m);
    }
  }

  @Test
  void moreClustersThanTrajectoriesGiveOneEachAtMost() {
    ClusteringProblem problem = new HiddenModes(5, 1).problem(9, pool);
    for (TrajectoryClusterer clusterer :
        List.of(
            new TrajectoryEm(Options.defaults()),
            new TrajectoryEm(Options.defaults().with(o -> o.start = TrajectoryEm.Start.RANDOM)),
            new InitialStateKMeans())) {
      Clustering clustering = clusterer.cluster(problem, new SplittableRandom(2));
      assertTrue(clustering.models().size() <= 5);
      assertTrue(clustering.sizes().stream().allMatch(size -> size >= 1));
      assertEquals(5, clustering.sizes().stream().mapToInt(Integer::intValue).sum());
      assertTrue(Double.isFinite(clustering.logLikelihood()));
    }
  }

  @Test
  void clustersThatRunEmptyAreFilledAgain() {
    int reseeded = 0;
    for (int seed = 0; seed < 5; seed++) {
      ClusteringProblem problem = new HiddenModes(16, seed).problem(6, pool);
      Clustering clustering = cluster(problem, Options.defaults());
      reseeded += clustering.reseeded();
      assertEquals(6, clustering.models().size());
      assertTrue(clustering.sizes().stream().allMatch(size -> size >= 2), "" + clustering.sizes());
    }
    assertTrue(reseeded > 0);
  }

  @Test
  void equalFirstStatesLeaveKMeansWithFewerGroupsAndEmWithAll() {
    List<Trajectory> same = new ArrayList<>();
    for (Trajectory trajectory : new HiddenModes(8, 1).trajectories) {
      double[] states = trajectory.states();
      states[0] = 0.5;
      states[1] = 0.0;
      same.add(
          new Trajectory(
              trajectory.horizon(),
              states,
              trajectory.actions(),
              Arrays.copyOf(states, 2 * trajectory.horizon())));
    }
    ClusteringProblem problem = HiddenModes.problem(same, same, 3, pool);
    Clustering kMeans = new InitialStateKMeans().cluster(problem, new SplittableRandom(1));
    assertTrue(kMeans.sizes().stream().allMatch(size -> size >= 1));
    assertEquals(3, cluster(problem, Options.defaults()).models().size());
  }

  private static Clustering cluster(ClusteringProblem problem, Options options) {
    return new TrajectoryEm(options).cluster(problem, new SplittableRandom(5));
  }

  private static Clustering leftOut(ClusteringProblem problem, int[] assignment) {
    return Partition.fit(problem, assignment, true).clustering(0, 0);
  }
}
