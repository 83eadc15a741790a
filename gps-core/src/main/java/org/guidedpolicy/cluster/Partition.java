package org.guidedpolicy.cluster;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.guidedpolicy.environment.Trajectory;
import org.guidedpolicy.lqr.TrajectoryLogDensity;

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
   * Fits each cluster's model and scores every trajectory: log P(k) + log p_k(trajectory), RF Eq.
   * 1.
   *
   * @param assignment the cluster of each trajectory; clusters 0 .. K-1 all have members
   * @param leaveOneOut whether a trajectory's score in its own cluster comes from a model fitted
   *     without it, where the cluster has other members
   */
  static Partition fit(
      ClusteringProblem problem, TrajectoryArrays data, int[] assignment, boolean leaveOneOut) {
    int K = 1 + Arrays.stream(assignment).max().orElseThrow();
    int M = assignment.length;
    int[][] members = new int[K][];
    ClusterModel[] models = new ClusterModel[K];
    TrajectoryLogDensity[] densities = new TrajectoryLogDensity[K];
    problem
        .pool()
        .forEach(
            K,
            k -> {
              members[k] = members(assignment, k);
              models[k] = problem.fit().apply(members[k]);
              densities[k] = models[k].density();
            });
    double[] scores = new double[M * K];
    problem
        .pool()
        .forEach(
            M,
            m -> {
              for (int k = 0; k < K; k++) {
                boolean without = leaveOneOut && assignment[m] == k && members[k].length > 1;
                TrajectoryLogDensity density =
                    without ? problem.fit().apply(without(members[k], m)).density() : densities[k];
                scores[m * K + k] =
                    Math.log((double) members[k].length / M) + data.score(density, m);
              }
            });
    return new Partition(assignment, List.of(models), scores);
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

  private static int[] without(int[] members, int m) {
    return Arrays.stream(members).filter(i -> i != m).toArray();
  }

  /** States and actions of trajectories in the form that densities read. Immutable. */
  static final class TrajectoryArrays {
    private final double[][] states;
    private final double[][] actions;

    TrajectoryArrays(List<Trajectory> trajectories) {
      this.states = new double[trajectories.size()][];
      this.actions = new double[trajectories.size()][];
      for (int m = 0; m < states.length; m++) {
        Trajectory trajectory = trajectories.get(m);
        int T = trajectory.horizon();
        int dX = trajectory.stateDimension();
        int dU = trajectory.actionDimension();
        states[m] = new double[T * dX];
        actions[m] = new double[T * dU];
        for (int t = 0; t < T; t++) {
          trajectory.copyState(t, states[m], t * dX);
          trajectory.copyAction(t, actions[m], t * dU);
        }
      }
    }

    double score(TrajectoryLogDensity density, int m) {
      return density.of(states[m], actions[m]);
    }
  }
}
