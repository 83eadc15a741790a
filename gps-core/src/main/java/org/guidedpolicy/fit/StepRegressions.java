package org.guidedpolicy.fit;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.guidedpolicy.mixture.MixturePrior;
import org.guidedpolicy.mixture.NormalInverseWishart;
import org.guidedpolicy.mixture.Standardization;
import org.guidedpolicy.parallel.WorkPool;

/**
 * One regression for each step over any group of trajectories. The responsibilities of all tuples
 * are worked out once and serve every group and every step. A trajectory that ended early is a
 * member of the steps that it executed. Immutable but for a count, and thread-safe.
 */
final class StepRegressions {
  private final int steps;
  private final int given;
  private final int d;
  private final int trajectories;
  private final int[] executed;
  private final double[] points;
  private final MixturePrior prior;
  private final double[] responsibilities;
  private final Standardization coordinates;
  private final AtomicInteger regularized = new AtomicInteger();

  /**
   * @param points trajectories x steps x d, row-major; kept. Rows after an early end are not fitted
   * @param executed how many steps of each trajectory were executed, at least 1
   * @param given entries of the given part of a tuple, which stand first
   */
  StepRegressions(
      double[] points,
      int[] executed,
      int steps,
      int given,
      MixturePrior prior,
      Standardization coordinates,
      WorkPool pool) {
    this.points = points;
    this.trajectories = executed.length;
    this.executed = executed;
    this.steps = steps;
    this.given = given;
    this.d = coordinates.dimension();
    this.prior = prior;
    this.coordinates = coordinates;
    if (prior.mixture().dimension() != d) {
      throw new IllegalArgumentException(
          "the prior's mixture has " + prior.mixture().dimension() + " dimensions, expected " + d);
    }
    this.responsibilities = prior.mixture().responsibilities(points, executed.length * steps, pool);
  }

  /** Receives the regression of a step. */
  interface FitReceiver {
    void accept(int t, ConditionalGaussian conditional);

    /** No member executed step t or any later one. */
    void acceptEnd(int t);
  }

  /** Receives the regression of a step without the i-th of the members. */
  interface LeaveOneOutReceiver {
    void accept(int t, int i, LeaveOneOut left);
  }

  /**
   * Fits every step to those of some trajectories that executed it.
   *
   * @param members numbers of trajectories, at least one
   * @param regularization added to the given part's covariance at each step, in standardized units
   */
  void fit(int[] members, double[] regularization, FitReceiver receiver) {
    var group = new Group(requireMembers(members, trajectories));
    for (int t = 0; t < steps; t++) {
      if (group.gather(t) > 0) {
        group.fit(t, regularization[t]);
        receiver.accept(t, group.conditional);
      } else {
        receiver.acceptEnd(t);
      }
    }
  }

  /**
   * Fits every step and leaves out one member after the other. Of a step that less than two members
   * executed the receiver is not told.
   *
   * @param members numbers of trajectories, at least two, ascending
   */
  void leaveOneOut(int[] members, double[] regularization, LeaveOneOutReceiver receiver) {
    requireMembers(members, trajectories);
    if (members.length < 2) {
      throw new IllegalArgumentException("to leave one member out takes two, has one");
    }
    var group = new Group(members);
    for (int t = 0; t < steps && group.gather(t) > 1; t++) {
      NormalInverseWishart used = group.fit(t, regularization[t]);
      var left = new LeaveOneOut(group.conditional, group.z, group.size, used);
      for (int i = 0; i < group.size; i++) {
        left.without(i);
        receiver.accept(t, group.present[i], left);
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
    final double[] z;

    /** Places among the members, of the first so many that executed the step. */
    final int[] present;

    int size;
    private final int[] members;
    final ConditionalGaussian conditional = new ConditionalGaussian(given, d - given);
    private final double[] weights = new double[prior.mixture().components()];
    private final double[] ridge = new double[given];

    Group(int[] members) {
      this.members = members;
      this.z = new double[members.length * d];
      this.present = new int[members.length];
    }

    /** Takes the points of the members that executed a step, and returns how many they are. */
    int gather(int t) {
      size = 0;
      for (int i = 0; i < members.length; i++) {
        if (t < executed[members[i]]) {
          System.arraycopy(points, (members[i] * steps + t) * d, z, size * d, d);
          present[size++] = i;
        }
      }
      return size;
    }

    /** Fits the gathered points of a step and returns the prior it used. */
    NormalInverseWishart fit(int t, double regularization) {
      averageResponsibilities(t);
      for (int j = 0; j < given; j++) {
        ridge[j] = regularization * coordinates.scale(j) * coordinates.scale(j);
      }
      NormalInverseWishart used = prior.at(weights);
      conditional.fit(z, size, used, ridge);
      if (conditional.isRegularized()) {
        regularized.incrementAndGet();
      }
      return used;
    }

    private void averageResponsibilities(int t) {
      int K = weights.length;
      Arrays.fill(weights, 0.0);
      for (int i = 0; i < size; i++) {
        int row = (members[present[i]] * steps + t) * K;
        for (int k = 0; k < K; k++) {
          weights[k] += responsibilities[row + k];
        }
      }
      for (int k = 0; k < K; k++) {
        weights[k] /= size;
      }
    }
  }
}
