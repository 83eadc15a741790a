package org.guidedpolicy.lqr;

import java.util.Arrays;

/**
 * A KL-constrained problem in coordinates relative to its reference controller u ~ N(Kp x + kp,
 * Sp): with Sp = L L^T and u = Kp x + kp + L v, the reference is v ~ N(0, I), so that -log
 * reference(u|x) = 1/2 v^T v + const, whatever the units of x and u.
 *
 * <p>Nothing here depends on eta. Near the reference the solution is a small v instead of a small
 * difference of large numbers, so the KL divergence keeps its digits for any eta.
 *
 * <p>Columns are those of [v; x; 1], {@code width = dU + dX + 1}, so that eliminating v from a cost
 * is eliminating the leading rows of its matrix. A workspace for one thread.
 */
final class RelativeProblem {
  final int T;
  final int dX;
  final int dU;
  final int dZ;
  final int width;

  /** [L Kp kp] for each step, dU x width: the action as a function of [v; x; 1]. */
  final double[][][] action;

  /** [B A c] for each transition, dX x width: the next mean as a function of [v; x; 1]. */
  final double[][][] f;

  /** The same for the forward pass. */
  final TransposedDynamics transposed;

  /** [H g] for each step, dZ x width: cost Hessian and gradient in [v; x]; only j >= i is set. */
  final double[][][] H;

  /** nu for each step: the weight of a second reference, 0 without one. */
  final double[] nu;

  private final double[][] Y;
  private final double[] L;

  RelativeProblem(int T, int dX, int dU) {
    this.T = T;
    this.dX = dX;
    this.dU = dU;
    this.dZ = dX + dU;
    this.width = dZ + 1;
    action = new double[T][dU][width];
    f = new double[T - 1][dX][width];
    transposed = new TransposedDynamics(T, dX, dU);
    H = new double[T][dZ][width];
    nu = new double[T];
    Y = new double[dU][width];
    L = new double[dU * dU];
  }

  /**
   * A problem without a second reference.
   *
   * @throws LqrException if a covariance of the reference is not positive definite
   */
  void set(
      LinearGaussianDynamics dynamics, QuadraticCost cost, LinearGaussianController reference) {
    Arrays.fill(nu, 0);
    for (int t = 0; t < T; t++) {
      setAction(t, reference);
      setCost(t, cost);
      if (t < T - 1) {
        setDynamics(t, dynamics);
      }
    }
  }

  private void setAction(int t, LinearGaussianController reference) {
    if (!Cholesky.lower(reference.C, t * dU * dU, dU, L, 0)) {
      throw reference.notPositiveDefinite("reference", t);
    }
    for (int a = 0; a < dU; a++) {
      double[] row = action[t][a];
      System.arraycopy(L, a * dU, row, 0, dU);
      System.arraycopy(reference.K, (t * dU + a) * dX, row, dU, dX);
      row[dZ] = reference.k[t * dU + a];
    }
  }

  /** [B A c] = [0 fx fc] + fu [L Kp kp]. */
  private void setDynamics(int t, LinearGaussianDynamics dynamics) {
    for (int i = 0; i < dX; i++) {
      int source = (t * dX + i) * dZ;
      double[] row = f[t][i];
      Arrays.fill(row, 0, dU, 0);
      System.arraycopy(dynamics.fxu, source, row, dU, dX);
      row[dZ] = dynamics.fc[t * dX + i];
      Rows.addCombination(row, 0, width, dU, dynamics.fxu, source + dX, action[t]);
      transposed.setRow(t, i, row);
    }
  }

  private void setCost(int t, QuadraticCost cost) {
    double[] C = cost.hessian;
    double[] g = cost.gradient;
    double[][] G = action[t];
    // Y = [0 Cux gu] + Cuu [L Kp kp]
    for (int a = 0; a < dU; a++) {
      int z = t * dZ + dX + a;
      double[] row = Y[a];
      Arrays.fill(row, 0, dU, 0);
      System.arraycopy(C, z * dZ, row, dU, dX);
      row[dZ] = g[z];
      Rows.addCombination(row, 0, width, dU, C, z * dZ + dX, G);
    }
    // [Hvv Hvx gv] = L^T Y
    for (int a = 0; a < dU; a++) {
      double[] row = H[t][a];
      Arrays.fill(row, 0);
      Rows.addColumnCombination(row, a, width, dU, 1, G, a, Y);
    }
    // [Hxx gx] = [Cxx gx] + Cxu [Kp kp] + Kp^T Y
    for (int i = 0; i < dX; i++) {
      int z = t * dZ + i;
      double[] row = H[t][dU + i];
      System.arraycopy(C, z * dZ, row, dU, dX);
      row[dZ] = g[z];
      Rows.addCombination(row, dU + i, width, dU, C, z * dZ + dX, G);
      Rows.addColumnCombination(row, dU + i, width, dU, 1, G, dU + i, Y);
    }
  }

  /**
   * Adds a second reference to the problem just set: its -nu log density and its multipliers to the
   * cost, its weights to the entropy's.
   *
   * @throws LqrException if a covariance of the second reference is not positive definite
   */
  void add(SecondReference second) {
    for (int t = 0; t < T; t++) {
      nu[t] = second.nu[t];
      addNegativeLogDensity(t, second.controller);
      addMultipliers(t, second.lambda);
    }
  }

  /** [H g] += nu W^T W for -log N(u; K2 x + k2, S2) = 1/2 |W [v; x; 1]|^2 + const. */
  private void addNegativeLogDensity(int t, LinearGaussianController second) {
    if (!Cholesky.lower(second.C, t * dU * dU, dU, L, 0)) {
      throw second.notPositiveDefinite("second reference", t);
    }
    if (nu[t] == 0) {
      return;
    }
    // L2 W = [L Kp-K2 kp-k2] with S2 = L2 L2^T
    double[][] W = Y;
    for (int a = 0; a < dU; a++) {
      double[] row = W[a];
      System.arraycopy(action[t][a], 0, row, 0, width);
      for (int j = 0; j < dX; j++) {
        row[dU + j] -= second.K[(t * dU + a) * dX + j];
      }
      row[dZ] -= second.k[t * dU + a];
      for (int b = 0; b < a; b++) {
        Rows.addOne(row, 0, width, -L[a * dU + b], W[b]);
      }
      Rows.scale(row, 0, width, 1 / L[a * dU + a]);
    }
    for (int i = 0; i < dZ; i++) {
      Rows.addColumnCombination(H[t][i], i, width, dU, nu[t], W, i, W);
    }
  }

  /** g -= [L Kp]^T lambda. */
  private void addMultipliers(int t, double[] lambda) {
    for (int a = 0; a < dU; a++) {
      double multiplier = lambda[t * dU + a];
      if (multiplier != 0) {
        for (int i = 0; i < dZ; i++) {
          H[t][i][dZ] -= multiplier * action[t][a][i];
        }
      }
    }
  }

  /** The controller K = Kp + L Kv, k = kp + L kv, C = L Cv L^T. Allocates the result. */
  LinearGaussianController absolute(RelativeController relative) {
    double[] K = new double[T * dU * dX];
    double[] k = new double[T * dU];
    double[] C = new double[T * dU * dU];
    for (int t = 0; t < T; t++) {
      for (int a = 0; a < dU; a++) {
        double[] G = action[t][a];
        double[] row = Y[a];
        // [_ K k] = [_ Kp kp] + L [_ Kv kv]
        System.arraycopy(G, 0, row, 0, width);
        Rows.addCombination(row, dU, width, a + 1, G, 0, relative.gain[t]);
        System.arraycopy(row, dU, K, (t * dU + a) * dX, dX);
        k[t * dU + a] = row[dZ];
        // C = (L Cv) L^T
        Arrays.fill(row, 0, dU, 0);
        Rows.addCombination(row, 0, dU, a + 1, G, 0, relative.covariance[t]);
        for (int b = 0; b <= a; b++) {
          double sum = Rows.dot(row, 0, action[t][b], 0, b + 1);
          C[(t * dU + a) * dU + b] = sum;
          C[(t * dU + b) * dU + a] = sum;
        }
      }
    }
    return new LinearGaussianController(T, dX, dU, K, k, C);
  }
}
