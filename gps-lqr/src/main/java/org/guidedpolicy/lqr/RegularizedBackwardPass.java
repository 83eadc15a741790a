package org.guidedpolicy.lqr;

import java.util.Arrays;
import java.util.Locale;
import org.ejml.data.DMatrixRMaj;

/**
 * The backward pass of iterative LQR and differential dynamic programming around a trajectory, with
 * regularization and limits of the action ([GPS13] Sec. 4, [TET] Sec. II-F).
 *
 * <p>In deviations dx, du from the trajectory it minimizes, step by step from the last one,
 *
 * <pre>{@code
 * Q_t(dx, du) = l_t(dx, du) + V_t+1(fx dx + fu du + 1/2 fzz[dz, dz]),   V_T = 0,
 * du = k + K dx,   k = -Quu~^-1 Qu,   K = -Quu~^-1 Qux~,
 * Quu~ = Quu + mu fu^T fu,   Qux~ = Qux + mu fu^T fx
 * }</pre>
 *
 * <p>for quadratic l_t. The value function is that of the gains found, not of the regularized
 * problem:
 *
 * <pre>{@code
 * Vxx = Qxx + K^T Quu K + K^T Qux + Qux^T K,   vx = Qx + K^T Quu k + K^T Qu + Qux^T k
 * }</pre>
 *
 * <p>An action at its limit that k would push further out is fixed: its k and its row of K are 0,
 * and the rest is solved anew, at most twice.
 *
 * <p>A workspace of one problem size, filled by the setters, of which those of different steps may
 * be called by different threads; all else by one thread. {@link #run} allocates nothing; about 4
 * microseconds a step for dX = 18, dU = 6.
 */
public final class RegularizedBackwardPass {
  private static final int BOX_PASSES = 3;

  private final int T;
  private final int dX;
  private final int dU;
  private final int dZ;
  private final int width;

  /** [fu fx 0] for each transition, dX x width: columns are those of [u; x; 1]. */
  private final double[][][] f;

  /** [H g] for each step, dZ x width, in [u; x]; only j >= i is used. */
  private final double[][][] H;

  /** Second derivatives of each entry of the next state, [u; x] x [u; x]; empty: none. */
  private final double[][][][] curvature;

  private final boolean[][] atLower;
  private final boolean[][] atUpper;

  /** [_ K k] for each step. */
  private final double[][][] gain;

  /** Quu for each step, dU x dU. */
  private final double[][][] Quu;

  private double[][] Q;
  private double[][] next;
  private final double[][] P;
  private final double[][] regularized;
  private final double[][] R;
  private final double[][] W;
  private final boolean[] fixed;

  private int failedStep = -1;
  private double linear;
  private double quadratic;

  /**
   * Allocates the workspace, about {@code 16 T (dX + dU)^2} bytes; second derivatives, once set,
   * take dX / 2 times as much.
   *
   * @param horizon T
   * @param stateDimension dX
   * @param actionDimension dU
   */
  public RegularizedBackwardPass(int horizon, int stateDimension, int actionDimension) {
    T = Shapes.requirePositive("horizon", horizon);
    dX = Shapes.requirePositive("stateDimension", stateDimension);
    dU = Shapes.requirePositive("actionDimension", actionDimension);
    dZ = dX + dU;
    width = dZ + 1;
    f = new double[T - 1][dX][width];
    H = new double[T][dZ][width];
    curvature = new double[T - 1][0][][];
    atLower = new boolean[T][dU];
    atUpper = new boolean[T][dU];
    gain = new double[T][dU][width];
    Quu = new double[T][dU][dU];
    Q = new double[dZ][width];
    next = new double[dZ][width];
    P = new double[dX][width];
    regularized = new double[dU][width];
    R = new double[dU][width];
    W = new double[dU][width];
    fixed = new boolean[dU];
  }

  /**
   * The derivatives of the state after step t.
   *
   * @param t 0 .. T-2
   * @param fx dX x dX, row-major
   * @param fu dX x dU
   * @throws IllegalArgumentException if a length does not fit
   * @throws LqrException if an entry is not finite
   */
  public void setDynamics(int t, double[] fx, double[] fu) {
    Shapes.requireLength("fx", fx, dX * dX);
    Shapes.requireLength("fu", fu, dX * dU);
    requireFinite("fx", fx, t);
    requireFinite("fu", fu, t);
    for (int i = 0; i < dX; i++) {
      System.arraycopy(fu, i * dU, f[t][i], 0, dU);
      System.arraycopy(fx, i * dX, f[t][i], dU, dX);
    }
  }

  /**
   * The second derivatives of the state after step t, which make differential dynamic programming
   * out of iterative LQR. None are assumed where they are not set.
   *
   * @param t 0 .. T-2
   * @param fzz dX x dZ x dZ for z = [x; u], row-major, each block symmetric
   * @throws IllegalArgumentException if a length does not fit
   * @throws LqrException if an entry is not finite
   */
  public void setCurvature(int t, double[] fzz) {
    Shapes.requireLength("fzz", fzz, dX * dZ * dZ);
    requireFinite("fzz", fzz, t);
    if (curvature[t].length == 0) {
      curvature[t] = new double[dX][dZ][dZ];
    }
    for (int o = 0; o < dX; o++) {
      for (int i = 0; i < dZ; i++) {
        swapParts(fzz, (o * dZ + i) * dZ, curvature[t][o][place(i)]);
      }
    }
  }

  /**
   * The cost's expansion at step t.
   *
   * @param gradient dZ entries, of z = [x; u]
   * @param hessian dZ x dZ, row-major, symmetric
   * @throws IllegalArgumentException if a length does not fit
   * @throws LqrException if an entry is not finite
   */
  public void setCost(int t, double[] gradient, double[] hessian) {
    Shapes.requireLength("gradient", gradient, dZ);
    Shapes.requireLength("hessian", hessian, dZ * dZ);
    requireFinite("gradient", gradient, t);
    requireFinite("hessian", hessian, t);
    for (int i = 0; i < dZ; i++) {
      double[] row = H[t][place(i)];
      swapParts(hessian, i * dZ, row);
      row[dZ] = gradient[i];
    }
  }

  /**
   * Says which actions of step t are at a limit.
   *
   * @param u action of the trajectory, dU entries
   * @param lower smallest action, dU entries; may be -infinity
   * @param upper greatest action, dU entries; may be +infinity
   */
  public void setLimits(int t, double[] u, double[] lower, double[] upper) {
    Shapes.requireLength("u", u, dU);
    Shapes.requireLength("lower", lower, dU);
    Shapes.requireLength("upper", upper, dU);
    for (int a = 0; a < dU; a++) {
      atLower[t][a] = u[a] <= lower[a];
      atUpper[t][a] = u[a] >= upper[a];
    }
  }

  /** Where entry i of [x; u] is in [u; x]. */
  private int place(int i) {
    return i < dX ? dU + i : i - dX;
  }

  /** Copies a row in [x; u] to one in [u; x]. */
  private void swapParts(double[] source, int start, double[] row) {
    System.arraycopy(source, start, row, dU, dX);
    System.arraycopy(source, start + dX, row, 0, dU);
  }

  private static void requireFinite(String what, double[] array, int t) {
    if (!Shapes.isFinite(array)) {
      Shapes.requireFinite("step " + t + ":", what, array, array.length);
    }
  }

  /**
   * Finds gains and offsets for all steps.
   *
   * @param mu regularization, not negative
   * @return false if the regularized Quu is not positive definite at some step: mu is too small
   */
  public boolean run(double mu) {
    if (!(mu >= 0 && mu <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException("mu must be finite and not negative, is " + mu);
    }
    failedStep = -1;
    linear = 0;
    quadratic = 0;
    for (int t = T - 1; t >= 0; t--) {
      setQ(t);
      regularize(t, mu);
      if (!solveWithinLimits(t) || !setValue(t, mu == 0 && !anyFixed())) {
        failedStep = t;
        return false;
      }
    }
    return true;
  }

  /** [Q q] = [H g] + f^T (Vxx f + [0 vx]) + sum_o vx_o fzz_o, upper triangle. */
  private void setQ(int t) {
    for (int i = 0; i < dZ; i++) {
      System.arraycopy(H[t][i], i, Q[i], i, width - i);
    }
    if (t == T - 1) {
      return;
    }
    // P = Vxx f + [0 vx]
    for (int i = 0; i < dX; i++) {
      double[] V = next[dU + i];
      Arrays.fill(P[i], 0);
      P[i][dZ] = V[dZ];
      Rows.addCombination(P[i], 0, width, dX, V, dU, f[t]);
    }
    for (int i = 0; i < dZ; i++) {
      Rows.addColumnCombination(Q[i], i, width, dX, 1, f[t], i, P);
    }
    double[][][] fzz = curvature[t];
    for (int o = 0; o < fzz.length; o++) {
      for (int i = 0; i < dZ; i++) {
        Rows.addOne(Q[i], i, dZ, next[dU + o][dZ], fzz[o][i]);
      }
    }
  }

  /** [Quu~ Qux~ Qu] = [Quu Qux Qu] + mu fu^T [fu fx 0]. */
  private void regularize(int t, double mu) {
    for (int a = 0; a < dU; a++) {
      System.arraycopy(Q[a], a, regularized[a], a, width - a);
      if (mu > 0 && t < T - 1) {
        Rows.addColumnCombination(regularized[a], a, width, dX, mu, f[t], a, f[t]);
      }
    }
  }

  private boolean solveWithinLimits(int t) {
    Arrays.fill(fixed, false);
    for (int pass = 0; pass < BOX_PASSES; pass++) {
      if (!factorize()) {
        return false;
      }
      solveGain(gain[t]);
      if (!fixMore(t)) {
        return true;
      }
    }
    clearFixed(gain[t]);
    return true;
  }

  private boolean anyFixed() {
    boolean any = false;
    for (boolean one : fixed) {
      any |= one;
    }
    return any;
  }

  private void clearFixed(double[][] gain) {
    for (int a = 0; a < dU; a++) {
      if (fixed[a]) {
        Arrays.fill(gain[a], 0);
      }
    }
  }

  /** Fixes actions at a limit that would leave it. */
  private boolean fixMore(int t) {
    boolean more = false;
    for (int a = 0; a < dU; a++) {
      double k = gain[t][a][dZ];
      boolean outwards = (atLower[t][a] && k < 0) || (atUpper[t][a] && k > 0);
      more |= outwards && !fixed[a];
      fixed[a] |= outwards;
    }
    return more;
  }

  /** R^T [R S s] = [Quu~ Qux~ Qu], rows and columns of fixed actions replaced by identity and 0. */
  private boolean factorize() {
    for (int a = 0; a < dU; a++) {
      double[] row = R[a];
      if (fixed[a]) {
        Arrays.fill(row, a, width, 0);
        row[a] = 1;
        continue;
      }
      System.arraycopy(regularized[a], a, row, a, width - a);
      for (int b = a + 1; b < dU; b++) {
        row[b] = fixed[b] ? 0 : row[b];
      }
      Rows.addColumnCombination(row, a, width, a, -1, R, a, R);
      if (!Cholesky.isPositive(row[a], regularized[a][a])) {
        return false;
      }
      Rows.scale(row, a, width, 1 / Math.sqrt(row[a]));
    }
    return true;
  }

  /** R [K k] = -[S s]. */
  private void solveGain(double[][] gain) {
    for (int a = dU - 1; a >= 0; a--) {
      double[] row = gain[a];
      System.arraycopy(R[a], dU, row, dU, dX + 1);
      for (int b = a + 1; b < dU; b++) {
        Rows.addOne(row, dU, width, R[a][b], gain[b]);
      }
      Rows.scale(row, dU, width, -1 / R[a][a]);
    }
    clearFixed(gain);
  }

  /**
   * Takes the step's share of the expected change and sets the value function before it.
   *
   * @param exact whether the gains are those of Quu itself
   * @return false if it is not finite
   */
  private boolean setValue(int t, boolean exact) {
    double[][] Kk = gain[t];
    Rows.mirrorUpper(Q, 0, dU);
    for (int a = 0; a < dU; a++) {
      System.arraycopy(Q[a], 0, Quu[t][a], 0, dU);
    }
    if (exact) {
      eliminate(Kk);
    } else {
      addFeedback(Kk);
    }
    double finite = linear + quadratic;
    for (int i = dU; i < dZ; i++) {
      finite += 0 * Q[i][i] + 0 * Q[i][dZ];
    }
    Rows.mirrorUpper(Q, dU, dZ);
    double[][] swap = next;
    next = Q;
    Q = swap;
    return Double.isFinite(finite);
  }

  /** [Vxx vx] = [Qxx qx] - S^T [S s], which is what the general formula is for exact gains. */
  private void eliminate(double[][] Kk) {
    double change = 0;
    for (int a = 0; a < dU; a++) {
      change += Kk[a][dZ] * Q[a][dZ];
    }
    linear += change;
    quadratic -= 0.5 * change;
    for (int i = dU; i < dZ; i++) {
      Rows.addColumnCombination(Q[i], i, width, dU, -1, R, i, R);
    }
  }

  /** [Vxx vx] = [Qxx qx] + K^T [W w] + Qux^T [K k] for [W w] = Quu [K k] + [Qux Qu]. */
  private void addFeedback(double[][] Kk) {
    for (int a = 0; a < dU; a++) {
      System.arraycopy(Q[a], dU, W[a], dU, dX + 1);
      Rows.addCombination(W[a], dU, width, dU, Q[a], 0, Kk);
      // k^T Qu and 1/2 k^T Quu k
      linear += Kk[a][dZ] * Q[a][dZ];
      quadratic += 0.5 * Kk[a][dZ] * (W[a][dZ] - Q[a][dZ]);
    }
    for (int i = dU; i < dZ; i++) {
      Rows.addColumnCombination(Q[i], i, width, dU, 1, Kk, i, W);
      Rows.addColumnCombination(Q[i], i, width, dU, 1, Q, i, Kk);
    }
  }

  /**
   * The expected change of the cost by alpha k + K dx is alpha times this, not positive, plus
   * alpha^2 times {@link #quadraticChange}.
   */
  public double linearChange() {
    return linear;
  }

  /** See {@link #linearChange}. */
  public double quadraticChange() {
    return quadratic;
  }

  /**
   * Copies the gain K of step t.
   *
   * @param out receives dU x dX entries from offset on, row-major
   */
  public void copyGain(int t, double[] out, int offset) {
    for (int a = 0; a < dU; a++) {
      System.arraycopy(gain[t][a], dU, out, offset + a * dX, dX);
    }
  }

  /** Entry a of the offset k of step t. */
  public double offset(int t, int a) {
    return gain[t][a][dZ];
  }

  /** A copy of Quu of step t without regularization, dU x dU. */
  public DMatrixRMaj actionHessian(int t) {
    var copy = new DMatrixRMaj(dU, dU);
    for (int a = 0; a < dU; a++) {
      System.arraycopy(Quu[t][a], 0, copy.data, a * dU, dU);
    }
    return copy;
  }

  /** Why the last pass failed: at which step, by how much, and what to change. */
  public String failure() {
    if (failedStep < 0) {
      throw new IllegalStateException("the last backward pass did not fail");
    }
    var matrix = new DMatrixRMaj(dU, dU);
    for (int a = 0; a < dU; a++) {
      for (int b = 0; b < dU; b++) {
        matrix.set(a, b, regularized[Math.min(a, b)][Math.max(a, b)]);
      }
    }
    double smallest = Cholesky.smallestEigenvalue(matrix);
    String what =
        smallest > 0 || smallest == Double.NEGATIVE_INFINITY
            ? "the cost to go overflows at step %d; check the dynamics there and at later steps,"
                + " which are unstable"
            : "Quu is not positive definite at step %d, smallest eigenvalue %.3g; give each entry"
                + " of the action a cost, such as a small multiple of its square";
    return String.format(Locale.ROOT, what, failedStep, smallest);
  }
}
