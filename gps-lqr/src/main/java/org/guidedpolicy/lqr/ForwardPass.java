package org.guidedpolicy.lqr;

import java.util.Arrays;

/**
 * State marginals under a linear-Gaussian controller v ~ N(K x + k, C) and dynamics x' ~ N(A x + B
 * v + c, F). A workspace for one thread.
 */
final class ForwardPass {
  private final int T;
  private final int dX;
  private final int dU;

  /** dX entries for each step. */
  final double[][] mean;

  /** dX x dX for each step. */
  final double[][][] covariance;

  private final double[][] closedLoopT;
  private final double[][] P;
  private final double[] KV;

  ForwardPass(int T, int dX, int dU) {
    this.T = T;
    this.dX = dX;
    this.dU = dU;
    mean = new double[T][dX];
    covariance = new double[T][dX][dX];
    closedLoopT = new double[dX][dX];
    P = new double[Math.max(dX, dU)][dX];
    KV = new double[dX];
  }

  /**
   * @param F (T-1) x dX x dX
   */
  void run(
      Gaussian initial, TransposedDynamics dynamics, double[] F, RelativeController controller) {
    System.arraycopy(initial.mean, 0, mean[0], 0, dX);
    for (int i = 0; i < dX; i++) {
      System.arraycopy(initial.covariance, i * dX, covariance[0][i], 0, dX);
    }
    for (int t = 0; t < T - 1; t++) {
      double[][] gain = controller.gain[t];
      double[][] BT = dynamics.BT[t];
      closeLoop(dynamics.AT[t], BT, gain);
      // m' = (A + B K) m + B k + c
      System.arraycopy(dynamics.c[t], 0, mean[t + 1], 0, dX);
      Rows.addColumnCombination(mean[t + 1], 0, dX, dU, 1, gain, dU + dX, BT);
      Rows.addCombination(mean[t + 1], 0, dX, dX, mean[t], 0, closedLoopT);
      // V' = F + (A + B K) V (A + B K)^T + B C B^T
      double[][] next = covariance[t + 1];
      for (int i = 0; i < dX; i++) {
        System.arraycopy(F, (t * dX + i) * dX, next[i], 0, dX);
      }
      addCongruence(dX, covariance[t], closedLoopT, next);
      addCongruence(dU, controller.covariance[t], BT, next);
      Rows.mirrorUpper(next, 0, dX);
    }
  }

  /** (A + B K)^T = A^T + K^T B^T. */
  private void closeLoop(double[][] AT, double[][] BT, double[][] gain) {
    for (int j = 0; j < dX; j++) {
      System.arraycopy(AT[j], 0, closedLoopT[j], 0, dX);
      Rows.addColumnCombination(closedLoopT[j], 0, dX, dU, 1, gain, dU + j, BT);
    }
  }

  /** Adds the upper triangle of M^T S M, for symmetric S of n x n and M of n x dX. */
  private void addCongruence(int n, double[][] S, double[][] M, double[][] out) {
    for (int k = 0; k < n; k++) {
      Arrays.fill(P[k], 0);
      Rows.addCombination(P[k], 0, dX, n, S[k], 0, M);
    }
    for (int i = 0; i < dX; i++) {
      Rows.addColumnCombination(out[i], i, dX, n, 1, M, i, P);
    }
  }

  /** E |K x + k|^2 = |K m + k|^2 + tr(K^T K V) at step t. */
  double secondMoment(int t, double[][] gain) {
    double sum = 0;
    for (double[] row : gain) {
      double v = row[dU + dX] + Rows.dot(row, dU, mean[t], 0, dX);
      Arrays.fill(KV, 0);
      Rows.addCombination(KV, 0, dX, dX, row, dU, covariance[t]);
      sum += v * v + Rows.dot(row, dU, KV, 0, dX);
    }
    return sum;
  }

  /** The marginals of [x; u] for u ~ N(K x + k, C). Allocates the result. */
  TrajectoryDistribution withActions(LinearGaussianController controller) {
    int dZ = dX + dU;
    double[] jointMean = new double[T * dZ];
    double[] joint = new double[T * dZ * dZ];
    for (int t = 0; t < T; t++) {
      System.arraycopy(mean[t], 0, jointMean, t * dZ, dX);
      int block = t * dZ * dZ;
      for (int i = 0; i < dX; i++) {
        System.arraycopy(covariance[t][i], 0, joint, block + i * dZ, dX);
      }
      for (int a = 0; a < dU; a++) {
        addAction(controller, t, a, jointMean, joint, block);
      }
    }
    return new TrajectoryDistribution(T, dX, dU, jointMean, joint);
  }

  private void addAction(
      LinearGaussianController controller,
      int t,
      int a,
      double[] jointMean,
      double[] joint,
      int block) {
    int dZ = dX + dU;
    int u = dX + a;
    int row = t * dU + a;
    double[] K = controller.K;
    jointMean[t * dZ + u] = controller.k[row] + Rows.dot(K, row * dX, mean[t], 0, dX);
    // Sux = K V
    Arrays.fill(KV, 0);
    Rows.addCombination(KV, 0, dX, dX, K, row * dX, covariance[t]);
    for (int i = 0; i < dX; i++) {
      joint[block + u * dZ + i] = KV[i];
      joint[block + i * dZ + u] = KV[i];
    }
    // Suu = K V K^T + C
    for (int b = 0; b <= a; b++) {
      double s = controller.C[row * dU + b] + Rows.dot(KV, 0, K, (t * dU + b) * dX, dX);
      joint[block + u * dZ + dX + b] = s;
      joint[block + (dX + b) * dZ + u] = s;
    }
  }
}
