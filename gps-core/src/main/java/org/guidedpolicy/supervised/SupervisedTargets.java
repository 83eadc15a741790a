package org.guidedpolicy.supervised;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.policy.Policy;

/**
 * What the S-phase fits: for each of N points an observation, the action wanted there, and how much
 * each direction of error matters. Loss: mean over points of (mu(o) - mean)^T precision (mu(o) -
 * mean), with precisions scaled by {@link #precisionScale}.
 *
 * <p>The arrays are taken over, not copied: who made them must not change them any more.
 *
 * @param observations N x dO
 * @param means N x dU
 * @param precisions N x dU x dU, symmetric positive definite, scaled by the trainer
 */
public record SupervisedTargets(
    int observationDimension,
    int actionDimension,
    double[] observations,
    double[] means,
    double[] precisions) {

  private static final double SYMMETRY_TOLERANCE = 1e-6;

  /**
   * @throws IllegalArgumentException if a length does not fit, an entry is not finite, or a
   *     precision is not symmetric with a positive diagonal
   */
  public SupervisedTargets {
    Require.atLeast("observationDimension", observationDimension, 1);
    Require.atLeast("actionDimension", actionDimension, 1);
    int N = means.length / actionDimension;
    if (N == 0) {
      throw new IllegalArgumentException("there must be at least one point to fit, there is none");
    }
    requireLength("means", means, N, actionDimension);
    requireLength("observations", observations, N, observationDimension);
    requireLength("precisions", precisions, N, (long) actionDimension * actionDimension);
    requireFinite("observation", observations, observationDimension);
    requireFinite("mean", means, actionDimension);
    requireFinite("precision", precisions, actionDimension * actionDimension);
    for (int n = 0; n < N; n++) {
      requireSymmetric(precisions, n, actionDimension);
    }
  }

  /**
   * All points of several sets, in their order.
   *
   * @param sets at least one, with equal dimensions
   */
  public static SupervisedTargets joined(List<SupervisedTargets> sets) {
    SupervisedTargets first = sets.get(0);
    if (sets.size() == 1) {
      return first;
    }
    return new SupervisedTargets(
        first.observationDimension,
        first.actionDimension,
        joined(sets, SupervisedTargets::observations),
        joined(sets, SupervisedTargets::means),
        joined(sets, SupervisedTargets::precisions));
  }

  private static double[] joined(
      List<SupervisedTargets> sets, Function<SupervisedTargets, double[]> part) {
    return sets.stream().map(part).flatMapToDouble(DoubleStream::of).toArray();
  }

  /**
   * The same points, of which some count more: each precision times its point's weight. Weights are
   * scaled to mean 1, clipped at twice their median so that a few points cannot outweigh all
   * others, and scaled to mean 1 again, so that the mean of the precisions is (sum of w P) / (sum
   * of w).
   *
   * @param weights N entries, positive
   * @throws IllegalArgumentException if the length does not fit or a weight is not positive and
   *     finite
   */
  public SupervisedTargets weighted(double[] weights) {
    requireLength("weights", weights, size(), 1);
    for (int n = 0; n < weights.length; n++) {
      Require.positive("weights[" + n + "]", weights[n]);
    }
    double[] sorted = weights.clone();
    Arrays.sort(sorted);
    double most = 2 * sorted[sorted.length / 2];
    double[] clipped = DoubleStream.of(weights).map(w -> Math.min(w, most)).toArray();
    double mean = DoubleStream.of(clipped).average().orElseThrow();
    int each = actionDimension * actionDimension;
    double[] weightedPrecisions = precisions.clone();
    for (int i = 0; i < weightedPrecisions.length; i++) {
      weightedPrecisions[i] *= clipped[i / each] / mean;
    }
    return new SupervisedTargets(
        observationDimension, actionDimension, observations, means, weightedPrecisions);
  }

  /** The same points, each with r I added to its precision. */
  public SupervisedTargets withPrecisionAdded(double r) {
    Require.notNegative("r", r);
    int dU = actionDimension;
    double[] raised = precisions.clone();
    for (int n = 0; n < size(); n++) {
      for (int i = 0; i < dU; i++) {
        raised[(n * dU + i) * dU + i] += r;
      }
    }
    return new SupervisedTargets(observationDimension, dU, observations, means, raised);
  }

  /** N, the number of points. */
  public int size() {
    return means.length / actionDimension;
  }

  /**
   * The factor that makes the precisions' average trace dU, so that one learning rate serves tasks
   * of any units.
   */
  public double precisionScale() {
    int dU = actionDimension;
    double trace = 0;
    for (int n = 0; n < size(); n++) {
      for (int i = 0; i < dU; i++) {
        trace += precisions[(n * dU + i) * dU + i];
      }
    }
    return dU / (trace / size());
  }

  /**
   * The loss of a policy on these points, with scaled precisions: a mean squared error, in squared
   * units of the action, that counts points and directions by their precision.
   */
  public double loss(Policy policy) {
    int dO = observationDimension;
    int dU = actionDimension;
    double[] o = new double[dO];
    double[] error = new double[dU];
    double sum = 0;
    for (int n = 0; n < size(); n++) {
      System.arraycopy(observations, n * dO, o, 0, dO);
      policy.action(o, error);
      for (int i = 0; i < dU; i++) {
        error[i] -= means[n * dU + i];
      }
      sum += quadraticForm(error, n);
    }
    return precisionScale() * (sum / size());
  }

  private double quadraticForm(double[] e, int n) {
    int dU = actionDimension;
    double sum = 0;
    for (int i = 0; i < dU; i++) {
      double Pe = 0;
      for (int j = 0; j < dU; j++) {
        Pe += precisions[(n * dU + i) * dU + j] * e[j];
      }
      sum += e[i] * Pe;
    }
    return sum;
  }

  private static void requireLength(String name, double[] array, long N, long each) {
    if (array.length != N * each) {
      throw new IllegalArgumentException(
          name
              + " has "
              + array.length
              + " entries, expected "
              + N * each
              + " ("
              + N
              + " points of "
              + each
              + ")");
    }
  }

  private static void requireFinite(String name, double[] array, int each) {
    for (int i = 0; i < array.length; i++) {
      if (!Double.isFinite(array[i])) {
        throw new IllegalArgumentException(
            name
                + " of point "
                + i / each
                + " must be finite, entry "
                + i % each
                + " is "
                + array[i]);
      }
    }
  }

  private static void requireSymmetric(double[] precisions, int n, int dU) {
    int at = n * dU * dU;
    for (int i = 0; i < dU; i++) {
      double Pii = precisions[at + i * dU + i];
      if (!(Pii > 0)) {
        throw new IllegalArgumentException(
            "precision of point "
                + n
                + " must be positive definite, its diagonal entry "
                + i
                + " is "
                + Pii);
      }
      for (int j = 0; j < i; j++) {
        double Pij = precisions[at + i * dU + j];
        double Pji = precisions[at + j * dU + i];
        double scale = Math.sqrt(Pii) * Math.sqrt(precisions[at + j * dU + j]);
        // |P_ij| < sqrt(P_ii P_jj) in every positive definite matrix
        if (Math.abs(Pij - Pji) > SYMMETRY_TOLERANCE * scale
            || Math.abs(Pij) > scale * (1 + SYMMETRY_TOLERANCE)) {
          throw new IllegalArgumentException(
              "precision of point "
                  + n
                  + " must be symmetric positive definite, has "
                  + Pij
                  + " at ("
                  + i
                  + ", "
                  + j
                  + "), "
                  + Pji
                  + " at ("
                  + j
                  + ", "
                  + i
                  + ") and diagonal entries "
                  + Pii
                  + ", "
                  + precisions[at + j * dU + j]);
        }
      }
    }
  }
}
