package org.guidedpolicy.lqr;

import java.util.random.RandomGenerator;

/**
 * A problem with its state entries and its action entries in another order.
 *
 * @param x the entry of the old state that stands at each place of the new one
 * @param u likewise for actions
 * @param z both together
 */
record Permutation(int[] x, int[] u, int[] z) {

  static Permutation random(RandomGenerator random, int dX, int dU) {
    int[] x = shuffled(random, dX);
    int[] u = shuffled(random, dU);
    int[] z = new int[dX + dU];
    System.arraycopy(x, 0, z, 0, dX);
    for (int a = 0; a < dU; a++) {
      z[dX + a] = dX + u[a];
    }
    return new Permutation(x, u, z);
  }

  private static int[] shuffled(RandomGenerator random, int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  Problem of(Problem p) {
    LinearGaussianDynamics d = p.dynamics();
    QuadraticCost c = p.cost();
    return new Problem(
        LinearGaussianDynamics.of(
            d.T, d.dX, d.dU, of(d.fxu, x, z), of(d.fc, x, ONE), of(d.F, x, x)),
        Gaussian.of(of(p.initial().mean, x, ONE), of(p.initial().covariance, x, x)),
        QuadraticCost.of(c.T, c.dX, c.dU, c.constant, of(c.gradient, z, ONE), of(c.hessian, z, z)),
        of(p.reference()));
  }

  LinearGaussianController of(LinearGaussianController c) {
    return LinearGaussianController.of(
        c.T, c.dX, c.dU, of(c.K, u, x), of(c.k, u, ONE), of(c.C, u, u));
  }

  /** Vectors of [x; u]. */
  double[] ofSteps(double[] vectors) {
    return of(vectors, z, ONE);
  }

  private static final int[] ONE = {0};

  private static double[] of(double[] blocks, int[] rows, int[] columns) {
    int m = columns.length;
    int size = rows.length * m;
    double[] result = new double[blocks.length];
    for (int i = 0; i < blocks.length; i++) {
      int start = i / size * size;
      int row = (i - start) / m;
      int column = i % m;
      result[i] = blocks[start + rows[row] * m + columns[column]];
    }
    return result;
  }
}
