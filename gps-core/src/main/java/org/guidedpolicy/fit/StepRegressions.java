package org.guidedpolicy.fit;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.guidedpolicy.mixture.MixturePrior;
import org.guidedpolicy.mixture.NormalInverseWishart;
import org.guidedpolicy.mixture.Standardization;
import org.guidedpolicy.parallel.WorkPool;

/**
 * One regression for each step over any group of trajectories. The responsibilities of all tuples
 * are worked out once and serve every group and every step. Immutable but for a count, and
 * thread-safe.
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
  private final AtomicInteger regularized = new AtomicInteger();

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

  /** Receives the regression of a step. */
  interface FitReceiver {
    void accept(int t, ConditionalGaussian conditional);
  }

  /** Receives the regression of a step without the i-th of the members. */
  interface LeaveOneOutReceiver {
    void accept(int t, int i, LeaveOneOut left);
  }

  /**
   * Fits every step to some trajectories.
   *
   * @param members numbers of trajectories, at least one
   * @param regularization added to the given part's covariance at each step, in standardized units
   */
  void fit(int[] members, double[] regularization, FitReceiver receiver) {
    var group = new Group(requireMembers(members, trajectories));
    for (int t = 0; t < steps; t++) {
      group.fit(t, regularization[t]);
      receiver.accept(t, group.conditional);
    }
  }

  /**
   * Fits every step and leaves out one member after the other.
   *
   * @param members numbers of trajectories, at least two, ascending
   */
  void leaveOneOut(int[] members, double[] regularization, LeaveOneOutReceiver receiver) {
    requireMembers(members, trajectories);
    if (members.length < 2) {
      throw new IllegalArgumentException("to leave one member out takes two, has one");
    }
    var group = new Group(members);
    for (int t = 0; t < steps; t++) {
      NormalInverseWishart used = group.fit(t, regularization[t]);
      var left = new LeaveOneOut(group.conditional, group.z, members.length, used);
      for (int i = 0; i < members.length; i++) {
        left.without(i);
        receiver.accept(t, i, left);
      }
    }
  }

  /** How many regressions so far were singular and had their diagonal raised. */
  int regularized() {
    return regularized.get();
  }

  /** The members in ascending order, so that a fit does not depend on how a group is listed. */
  static int[] requireMembers(int[] members, int trajectories) {
    if (members.length == 0) {
      throw new IllegalArgumentException("a fit needs at least one trajectory, has no members");
    }
    int[] sorted = members.clone();
    Arrays.sort(sorted);
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

  /** The memory of one group's regressions. Used by one thread. */
  private final class Group {
    final int[] members;
    final double[] z;
    final ConditionalGaussian conditional = new ConditionalGaussian(given, d - given);
    private final double[] weights = new double[prior.mixture().components()];
    private final double[] ridge = new double[given];

    Group(int[] members) {
      this.members = members;
      this.z = new double[members.length * d];
    }

    /** Fits one step and returns the prior it used. */
    NormalInverseWishart fit(int t, double regularization) {
      for (int i = 0; i < members.length; i++) {
        System.arraycopy(points, (members[i] * steps + t) * d, z, i * d, d);
      }
      averageResponsibilities(t);
      for (int j = 0; j < given; j++) {
        ridge[j] = regularization * coordinates.scale(j) * coordinates.scale(j);
      }
      NormalInverseWishart used = prior.at(weights);
      conditional.fit(z, members.length, used, ridge);
      if (conditional.isRegularized()) {
        regularized.incrementAndGet();
      }
      return used;
    }

    private void averageResponsibilities(int t) {
      int K = weights.length;
      Arrays.fill(weights, 0.0);
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
  }
}
