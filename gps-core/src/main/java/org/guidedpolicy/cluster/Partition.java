package org.guidedpolicy.cluster;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.guidedpolicy.lqr.TrajectoryLogDensity;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.Trajectory;

/**
 * An assignment of trajectories to clusters, the models fitted to it, and the score of every
 * trajectory under every model. Immutable.
 */
final class Partition {
  private final int[] assignment;
  private final List<ClusterModel> models;
  private final double[] scores;

  private Partition(int[] assignment, List<ClusterModel> models, double[] scores) {
    this.assignment = assignment;
    this.models = models;
    this.scores = scores;
  }

  /**
   * Fits each cluster's model and scores every trajectory: log P(k) + log p_k(trajectory), [RF, Eq.
   * 1].
   *
   * @param assignment the cluster of each trajectory; clusters 0 .. K-1 all have members
   * @param leaveOneOut whether a trajectory's score in its own cluster comes from a model fitted
   *     without it, where the cluster has other members
   */
  static Partition fit(ClusteringProblem problem, int[] assignment, boolean leaveOneOut) {
    int K = 1 + Arrays.stream(assignment).max().orElseThrow();
    int M = assignment.length;
    ClusterModel[] models = new ClusterModel[K];
    TrajectoryLogDensity[] densities = new TrajectoryLogDensity[K];
    double[] scores = new double[M * K];
    WorkPool pool = problem.pool();
    pool.forEach(
        K,
        k -> {
          models[k] = problem.fit().fit(members(assignment, k));
          densities[k] = models[k].density();
        });
    pool.forEach(
        M,
        m -> {
          Trajectory trajectory = problem.trajectories().get(m);
          double[] states = trajectory.states();
          double[] actions = trajectory.actions();
          for (int k = 0; k < K; k++) {
            scores[m * K + k] = densities[k].of(states, actions, trajectory.steps());
          }
        });
    if (leaveOneOut) {
      pool.forEach(K, k -> leaveOneOut(problem, members(assignment, k), k, K, scores));
    }
    for (int k = 0; k < K; k++) {
      double logShare = Math.log((double) members(assignment, k).length / M);
      for (int m = 0; m < M; m++) {
        scores[m * K + k] += logShare;
      }
    }
    return new Partition(assignment, List.of(models), scores);
  }

  /** Replaces the members' scores in their own cluster k. */
  private static void leaveOneOut(
      ClusteringProblem problem, int[] members, int k, int K, double[] scores) {
    if (members.length < 2) {
      return;
    }
    double[] own =
        problem.fit().leaveOneOut(members).orElseGet(() -> refitWithoutEach(problem, members));
    for (int i = 0; i < members.length; i++) {
      scores[members[i] * K + k] = own[i];
    }
  }

  private static double[] refitWithoutEach(ClusteringProblem problem, int[] members) {
    return Arrays.stream(members)
        .mapToDouble(
            m -> {
              int[] others = Arrays.stream(members).filter(o -> o != m).toArray();
              Trajectory left = problem.trajectories().get(m);
              return problem
                  .fit()
                  .fit(others)
                  .density()
                  .of(left.states(), left.actions(), left.steps());
            })
        .toArray();
  }

  /** The likelihood of this assignment, the sum of each trajectory's score in its own cluster. */
  double logLikelihood() {
    double sum = 0.0;
    for (int m = 0; m < assignment.length; m++) {
      sum += scores[m * models.size() + assignment[m]];
    }
    return sum;
  }

  /** Each trajectory's best cluster; its own where others are only as good. */
  int[] reassigned() {
    int K = models.size();
    int[] result = assignment.clone();
    for (int m = 0; m < result.length; m++) {
      for (int k = 0; k < K; k++) {
        if (scores[m * K + k] > scores[m * K + result[m]]) {
          result[m] = k;
        }
      }
    }
    return result;
  }

  boolean isAssignedAs(int[] other) {
    return Arrays.equals(assignment, other);
  }

  Clustering clustering(int iterations, int reseeded) {
    return new Clustering(assignment, models, logLikelihood(), iterations, reseeded);
  }

  static int[] members(int[] assignment, int cluster) {
    return IntStream.range(0, assignment.length).filter(m -> assignment[m] == cluster).toArray();
  }

  /** The same groups numbered 0, 1, ... in the order in which they first appear. */
  static int[] renumbered(int[] groups) {
    int[] distinct = Arrays.stream(groups).distinct().toArray();
    return Arrays.stream(groups)
        .map(
            g ->
                IntStream.range(0, distinct.length)
                    .filter(i -> distinct[i] == g)
                    .findFirst()
                    .orElseThrow())
        .toArray();
  }
}
