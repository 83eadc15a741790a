package org.guidedpolicy.lqr;

/**
 * A KL-constrained problem in coordinates relative to its reference controller u ~ N(Kp x + kp,
 * Sp): with Sp = L L^T and u = Kp x + kp + L v, the reference is v ~ N(0, I), so that -log
 * reference(u|x) = 1/2 v^T v + const, whatever the units of x and u.
 *
 * <p>Nothing here depends on eta. Near the reference the solution is a small v instead of a small
 * difference of large numbers, so the KL divergence keeps its digits for any eta.
 *
 * <p>Steps and coordinates are laid out as [v; x; 1], {@code width = dU + dX + 1}, so that
 * eliminating v from a cost is eliminating the leading rows of its matrix. A workspace for one
 * thread.
 */
final class RelativeProblem {
  final int T;
  final int dX;
  final int dU;
  final int dZ;
  final int width;

  /** [L Kp kp], T x dU x width: the action as a function of [v; x; 1]. */
  final double[] action;

  /** [B A c], (T-1) x dX x width: the next state's mean as a function of [v; x; 1]. */
  final double[] f;

  /** The transposes of {@link #f}'s blocks, (T-1) x width x dX. */
  final double[] fT;

  /** [H g], T x dZ x width: Hessian and gradient of the cost in [v; x]; only j >= i is set. */
  final double[] H;

  private final double[] Y;

  RelativeProblem(int T, int dX, int dU) {
    this.T = T;
    this.dX = dX;
    this.dU = dU;
    this.dZ = dX + dU;
    this.width = dZ + 1;
    action = new double[T * dU * width];
    f = new double[(T - 1) * dX * width];
    fT = new double[(T - 1) * width * dX];
    H = new double[T * dZ * width];
    Y = new double[dU * width];
  }

  /**
   * @throws LqrException if a covariance of the reference is not positive definite
   */
  void set(
      LinearGaussianDynamics dynamics, QuadraticCost cost, LinearGaussianController reference) {
    for (int t = 0; t < T; t++) {
      setAction(t, reference);
      setCost(t, cost);
      if (t < T - 1) {
        setDynamics(t, dynamics);
      }
    }
  }

  private void setAction(int t, LinearGaussianController reference) {
    if (!Cholesky.lower(reference.C, t * dU * dU, dU, Y, 0)) {
      throw reference.notPositiveDefinite("reference", t);
    }
    int G = t * dU * width;
    for (int a = 0; a < dU; a++) {
      int row = G + a * width;
      System.arraycopy(Y, a * dU, action, row, dU);
      System.arraycopy(reference.K, (t * dU + a) * dX, action, row + dU, dX);
      action[row + dZ] = reference.k[t * dU + a];
    }
  }

  private void setDynamics(int t, LinearGaussianDynamics dynamics) {
    int G = t * dU * width;
    int start = t * dX * width;
    int source = t * dX * dZ;
    // [B A c] = [0 fx fc] + fu [L Kp kp]
    for (int i = 0; i < dX; i++) {
      int row = start + i * width;
      java.util.Arrays.fill(f, row, row + dU, 0);
      System.arraycopy(dynamics.fxu, source + i * dZ, f, row + dU, dX);
      f[row + dZ] = dynamics.fc[t * dX + i];
    }
    Rows.addProduct(
        dX,
        dU,
        width,
        false,
        1,
        dynamics.fxu,
        source + dX,
        dZ,
        1,
        action,
        G,
        width,
        f,
        start,
        width);
    for (int i = 0; i < dX; i++) {
      for (int j = 0; j < width; j++) {
        fT[(t * width + j) * dX + i] = f[start + i * width + j];
      }
    }
  }

  private void setCost(int t, QuadraticCost cost) {
    double[] C = cost.hessian;
    double[] g = cost.gradient;
    int Cxx = t * dZ * dZ;
    int Cxu = Cxx + dX;
    int Cux = Cxx + dX * dZ;
    int Cuu = Cux + dX;
    int G = t * dU * width;
    // Y = [0 Cux gu] + Cuu [L Kp kp]
    for (int a = 0; a < dU; a++) {
      int row = a * width;
      java.util.Arrays.fill(Y, row, row + dU, 0);
      System.arraycopy(C, Cux + a * dZ, Y, row + dU, dX);
      Y[row + dZ] = g[t * dZ + dX + a];
    }
    Rows.addProduct(dU, dU, width, false, 1, C, Cuu, dZ, 1, action, G, width, Y, 0, width);
    // [Hvv Hvx gv] = L^T Y
    int top = t * dZ * width;
    java.util.Arrays.fill(H, top, top + dU * width, 0);
    Rows.addProduct(dU, dU, width, true, 1, action, G, 1, width, Y, 0, width, H, top, width);
    // [Hxx gx] = [Cxx gx] + Cxu [Kp kp] + Kp^T Y
    int bottom = top + dU * width + dU;
    for (int i = 0; i < dX; i++) {
      int row = bottom + i * width;
      System.arraycopy(C, Cxx + i * dZ, H, row, dX);
      H[row + dX] = g[t * dZ + i];
    }
    int columns = dX + 1;
    Rows.addProduct(
        dX, dU, columns, true, 1, C, Cxu, dZ, 1, action, G + dU, width, H, bottom, width);
    Rows.addProduct(
        dX, dU, columns, true, 1, action, G + dU, 1, width, Y, dU, width, H, bottom, width);
  }

  /** The controller K = Kp + L Kv, k = kp + L kv, C = L Cv L^T. Allocates the result. */
  LinearGaussianController absolute(BackwardPass relative, LinearGaussianController reference) {
    double[] K = reference.K.clone();
    double[] k = reference.k.clone();
    double[] C = new double[T * dU * dU];
    int columns = dX + 1;
    for (int t = 0; t < T; t++) {
      int L = t * dU * width;
      int gain = t * dU * columns;
      Rows.addProduct(
          dU,
          dU,
          dX,
          false,
          1,
          action,
          L,
          width,
          1,
          relative.gain,
          gain,
          columns,
          K,
          t * dU * dX,
          dX);
      Rows.addProduct(
          dU,
          dU,
          1,
          false,
          1,
          action,
          L,
          width,
          1,
          relative.gain,
          gain + dX,
          columns,
          k,
          t * dU,
          1);
      int c = t * dU * dU;
      // C = (L Cv) L^T
      java.util.Arrays.fill(Y, 0);
      Rows.addProduct(
          dU, dU, dU, false, 1, action, L, width, 1, relative.covariance, c, dU, Y, 0, dU);
      for (int a = 0; a < dU; a++) {
        for (int b = 0; b <= a; b++) {
          double sum = Rows.dot(Y, a * dU, action, L + b * width, dU);
          C[c + a * dU + b] = sum;
          C[c + b * dU + a] = sum;
        }
      }
    }
    return new LinearGaussianController(T, dX, dU, K, k, C);
  }
}
