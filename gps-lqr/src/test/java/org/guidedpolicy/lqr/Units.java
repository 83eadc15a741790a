package org.guidedpolicy.lqr;

import java.util.Arrays;

/** The same problem in other units: entry i of z = [x; u] times scale[i]. */
final class Units {
  private Units() {}

  static Problem scaled(Problem p, double[] scale) {
    int T = p.cost().T;
    int dX = p.cost().dX;
    int dU = p.cost().dU;
    double[] x = Arrays.copyOf(scale, dX);
    double[] inverse = inverse(scale);
    var dynamics =
        LinearGaussianDynamics.of(
            T,
            dX,
            dU,
            scaled(p.dynamics().fxu, x, inverse),
            scaled(p.dynamics().fc, x),
            scaled(p.dynamics().F, x, x));
    var initial = Gaussian.of(scaled(p.initial().mean, x), scaled(p.initial().covariance, x, x));
    var cost =
        QuadraticCost.of(
            T,
            dX,
            dU,
            p.cost().constant,
            scaled(p.cost().gradient, inverse),
            scaled(p.cost().hessian, inverse, inverse));
    return new Problem(dynamics, initial, cost, scaled(p.reference(), scale));
  }

  static LinearGaussianController scaled(LinearGaussianController c, double[] scale) {
    double[] x = Arrays.copyOf(scale, c.dX);
    double[] u = Arrays.copyOfRange(scale, c.dX, c.dX + c.dU);
    return LinearGaussianController.of(
        c.T, c.dX, c.dU, scaled(c.K, u, inverse(x)), scaled(c.k, u), scaled(c.C, u, u));
  }

  private static double[] inverse(double[] scale) {
    return Arrays.stream(scale).map(s -> 1 / s).toArray();
  }

  private static double[] scaled(double[] vectors, double[] rows) {
    return scaled(vectors, rows, new double[] {1});
  }

  private static double[] scaled(double[] matrices, double[] rows, double[] columns) {
    double[] result = matrices.clone();
    int c = columns.length;
    Arrays.setAll(result, i -> result[i] * rows[i / c % rows.length] * columns[i % c]);
    return result;
  }
}
