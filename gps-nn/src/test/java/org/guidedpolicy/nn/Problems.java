package org.guidedpolicy.nn;

import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.guidedpolicy.supervised.SupervisedTargets;

/** Small problems for tests. */
final class Problems {
  private Problems() {}

  /** Points of a curved function of 3 observations with 2 actions, all errors of equal weight. */
  static SupervisedTargets curved(int N, long seed) {
    return samples(N, 3, 2, Problems::curve, seed);
  }

  private static double[] curve(double[] o) {
    return new double[] {Math.sin(2 * o[0]) + 0.5 * o[1] * o[2], Math.abs(o[0]) - Math.cos(o[1])};
  }

  /** Points of a function, observations uniform in [-2, 2], all errors of equal weight. */
  static SupervisedTargets samples(
      int N, int dO, int dU, UnaryOperator<double[]> function, long seed) {
    double[] observations = new SplittableRandom(seed).doubles((long) N * dO, -2, 2).toArray();
    double[] means = new double[N * dU];
    double[] precisions = new double[N * dU * dU];
    for (int n = 0; n < N; n++) {
      double[] o = new double[dO];
      System.arraycopy(observations, n * dO, o, 0, dO);
      System.arraycopy(function.apply(o), 0, means, n * dU, dU);
      for (int i = 0; i < dU; i++) {
        precisions[(n * dU + i) * dU + i] = 1;
      }
    }
    return new SupervisedTargets(dO, dU, observations, means, precisions);
  }

  /** Random observations, means and precisions. */
  static SupervisedTargets random(int N, int dO, int dU, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] precisions = new double[N * dU * dU];
    for (int n = 0; n < N; n++) {
      double[] A = normal(random, dU * dU);
      for (int i = 0; i < dU; i++) {
        for (int j = 0; j < dU; j++) {
          double sum = i == j ? 0.1 : 0;
          for (int k = 0; k < dU; k++) {
            sum += A[i * dU + k] * A[j * dU + k];
          }
          precisions[(n * dU + i) * dU + j] = sum;
        }
      }
    }
    return new SupervisedTargets(
        dO, dU, normal(random, N * dO), normal(random, N * dU), precisions);
  }

  static double[] normal(SplittableRandom random, int n) {
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = random.nextGaussian();
    }
    return values;
  }

  static double[] identity(int n) {
    double[] I = new double[n * n];
    for (int i = 0; i < n; i++) {
      I[i * n + i] = 1;
    }
    return I;
  }
}
