package org.guidedpolicy.fit;

import org.guidedpolicy.mixture.MixturePrior;
import org.guidedpolicy.mixture.Standardization;
import org.guidedpolicy.parallel.WorkPool;

/**
 * One regression for each step over any group of trajectories. The responsibilities of all tuples
 * are worked out once and serve every group and every step. Immutable and thread-safe.
 */
final class StepRegressions {
  private final int steps;
  private final int given;
  private final int d;
  private final int trajectories;
  private final double[] points;
  private final MixturePrior prior;
  private final double[] responsibilities;
  private final Standardization coordinates;

  /**
   * @param points trajectories x steps x d, row-major; kept
   * @param given entries of the given part of a tuple, which stand first
   */
  StepRegressions(
      double[] points,
      int trajectories,
      int steps,
      int given,
      MixturePrior prior,
      Standardization coordinates,
      WorkPool pool) {
    this.points = points;
    this.trajectories = trajectories;
    this.steps = steps;
    this.given = given;
    this.d = coordinates.dimension();
    this.prior = prior;
    this.coordinates = coordinates;
    if (prior.mixture().dimension() != d) {
      throw new IllegalArgumentException(
          "the prior's mixture has " + prior.mixture().dimension() + " dimensions, expected " + d);
    }
    this.responsibilities = prior.mixture().responsibilities(points, trajectories * steps, pool);
  }

  int steps() {
    return steps;
  }

  /** Receives the regression of one step. */
  interface Receiver {
    void accept(int t, ConditionalGaussian conditional);
  }

  /**
   * Fits every step to some trajectories.
   *
   * @param members numbers of trajectories, at least one
   * @param regularisation added to the given part's covariance at each step, in standardised units
   */
  void fit(int[] members, double[] regularisation, Receiver receiver) {
    int[] sorted = requireMembers(members, trajectories);
    var conditional = new ConditionalGaussian(given, d - given);
    double[] z = new double[sorted.length * d];
    double[] weights = new double[prior.mixture().components()];
    double[] ridge = new double[given];
    for (int t = 0; t < steps; t++) {
      for (int i = 0; i < sorted.length; i++) {
        System.arraycopy(points, (sorted[i] * steps + t) * d, z, i * d, d);
      }
      averageResponsibilities(sorted, t, weights);
      for (int j = 0; j < given; j++) {
        ridge[j] = regularisation[t] * coordinates.scale(j) * coordinates.scale(j);
      }
      conditional.fit(z, sorted.length, prior.at(weights), ridge);
      receiver.accept(t, conditional);
    }
  }

  private void averageResponsibilities(int[] members, int t, double[] weights) {
    int K = weights.length;
    java.util.Arrays.fill(weights, 0.0);
    for (int m : members) {
      int row = (m * steps + t) * K;
      for (int k = 0; k < K; k++) {
        weights[k] += responsibilities[row + k];
      }
    }
    for (int k = 0; k < K; k++) {
      weights[k] /= members.length;
    }
  }

  /** The members in ascending order, so that a fit does not depend on how a group is listed. */
  static int[] requireMembers(int[] members, int trajectories) {
    if (members.length == 0) {
      throw new IllegalArgumentException("a fit needs at least one trajectory, has no members");
    }
    int[] sorted = members.clone();
    java.util.Arrays.sort(sorted);
    if (sorted[0] < 0 || sorted[sorted.length - 1] >= trajectories) {
      throw new IllegalArgumentException(
          "members range from "
              + sorted[0]
              + " to "
              + sorted[sorted.length - 1]
              + ", expected 0 .. "
              + (trajectories - 1));
    }
    return sorted;
  }
}
