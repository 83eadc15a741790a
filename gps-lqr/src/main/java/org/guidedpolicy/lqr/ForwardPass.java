package org.guidedpolicy.lqr;

/**
 * State marginals under a linear-Gaussian controller v ~ N(K x + k, C) and dynamics x' ~ N(A x + B
 * v + c, F). A workspace for one thread.
 */
final class ForwardPass {
  private final int T;
  private final int dX;
  private final int dU;

  /** T x dX. */
  final double[] mean;

  /** T x dX x dX. */
  final double[] covariance;

  private final double[] closedLoopT;
  private final double[] P;
  private final double[] KV;

  ForwardPass(int T, int dX, int dU) {
    this.T = T;
    this.dX = dX;
    this.dU = dU;
    mean = new double[T * dX];
    covariance = new double[T * dX * dX];
    closedLoopT = new double[dX * dX];
    P = new double[Math.max(dX, dU) * dX];
    KV = new double[dX];
  }

  /**
   * @param fT rows of B^T, A^T, c^T for each transition, (T-1) x (dU+dX+1) x dX
   * @param F (T-1) x dX x dX
   * @param gain [K k], T x dU x (dX+1)
   * @param C T x dU x dU
   */
  void run(Gaussian initial, double[] fT, double[] F, double[] gain, double[] C) {
    System.arraycopy(initial.mean, 0, mean, 0, dX);
    System.arraycopy(initial.covariance, 0, covariance, 0, dX * dX);
    for (int t = 0; t < T - 1; t++) {
      int BT = t * (dU + dX + 1) * dX;
      closeLoop(fT, BT, gain, t * dU * (dX + 1), (t + 1) * dX);
      propagateMean(t);
      propagateCovariance(t, fT, BT, F, C);
    }
  }

  /** (A + B K)^T = A^T + K^T B^T, and the next mean's constant part B k + c. */
  private void closeLoop(double[] fT, int BT, double[] gain, int K, int nextMean) {
    int AT = BT + dU * dX;
    System.arraycopy(fT, AT, closedLoopT, 0, dX * dX);
    Rows.addProduct(dX, dU, dX, false, 1, gain, K, 1, dX + 1, fT, BT, dX, closedLoopT, 0, dX);
    System.arraycopy(fT, AT + dX * dX, mean, nextMean, dX);
    Rows.addProduct(1, dU, dX, false, 1, gain, K + dX, 0, dX + 1, fT, BT, dX, mean, nextMean, 0);
  }

  /** m' = (A + B K) m + B k + c. */
  private void propagateMean(int t) {
    int m = t * dX;
    Rows.addProduct(1, dX, dX, false, 1, mean, m, 0, 1, closedLoopT, 0, dX, mean, m + dX, 0);
  }

  /** V' = F + (A + B K) V (A + B K)^T + B C B^T. */
  private void propagateCovariance(int t, double[] fT, int BT, double[] F, double[] C) {
    int V = t * dX * dX;
    int next = V + dX * dX;
    System.arraycopy(F, V, covariance, next, dX * dX);
    addCongruence(dX, covariance, V, closedLoopT, 0, next);
    addCongruence(dU, C, t * dU * dU, fT, BT, next);
    Rows.mirrorUpper(covariance, next, dX, dX);
  }

  /** Adds the upper triangle of M^T S M, for symmetric S of n x n and M of n x dX. */
  private void addCongruence(int n, double[] S, int sStart, double[] M, int mStart, int out) {
    java.util.Arrays.fill(P, 0, n * dX, 0);
    Rows.addProduct(n, n, dX, false, 1, S, sStart, n, 1, M, mStart, dX, P, 0, dX);
    Rows.addProduct(dX, n, dX, true, 1, M, mStart, 1, dX, P, 0, dX, covariance, out, dX);
  }

  /** E |K x + k|^2 = |K m + k|^2 + tr(K^T K V) at step t. */
  double secondMoment(int t, double[] gain) {
    int V = t * dX * dX;
    double sum = 0;
    for (int a = 0; a < dU; a++) {
      int K = (t * dU + a) * (dX + 1);
      double v = gain[K + dX] + Rows.dot(gain, K, mean, t * dX, dX);
      java.util.Arrays.fill(KV, 0);
      Rows.addProduct(1, dX, dX, false, 1, gain, K, 0, 1, covariance, V, dX, KV, 0, 0);
      sum += v * v + Rows.dot(KV, 0, gain, K, dX);
    }
    return sum;
  }

  /** The marginals of [x; u] for u ~ N(K x + k, C). Allocates the result. */
  TrajectoryDistribution withActions(LinearGaussianController controller) {
    int dZ = dX + dU;
    double[] jointMean = new double[T * dZ];
    double[] joint = new double[T * dZ * dZ];
    for (int t = 0; t < T; t++) {
      int K = t * dU * dX;
      int C = t * dU * dU;
      System.arraycopy(mean, t * dX, jointMean, t * dZ, dX);
      for (int a = 0; a < dU; a++) {
        jointMean[t * dZ + dX + a] =
            controller.k[t * dU + a] + Rows.dot(controller.K, K + a * dX, mean, t * dX, dX);
      }
      int xx = t * dZ * dZ;
      int ux = xx + dX * dZ;
      for (int i = 0; i < dX; i++) {
        System.arraycopy(covariance, (t * dX + i) * dX, joint, xx + i * dZ, dX);
      }
      // Sux = K V
      Rows.addProduct(
          dU, dX, dX, false, 1, controller.K, K, dX, 1, covariance, t * dX * dX, dX, joint, ux, dZ);
      // Suu = K V K^T + C
      for (int a = 0; a < dU; a++) {
        int row = ux + a * dZ;
        for (int b = 0; b <= a; b++) {
          double s =
              controller.C[C + a * dU + b] + Rows.dot(joint, row, controller.K, K + b * dX, dX);
          joint[row + dX + b] = s;
          joint[ux + b * dZ + dX + a] = s;
        }
        for (int i = 0; i < dX; i++) {
          joint[xx + i * dZ + dX + a] = joint[row + i];
        }
      }
    }
    return new TrajectoryDistribution(T, dX, dU, jointMean, joint);
  }
}
