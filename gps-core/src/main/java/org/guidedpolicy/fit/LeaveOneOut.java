package org.guidedpolicy.fit;

import org.guidedpolicy.mixture.NormalInverseWishart;

/**
 * What a regression says of each of its points when it is fitted without that point, in closed
 * form: leaving a point z out takes (N+m)/(N+m-1) (z - mu_N)(z - mu_N)^T from the scatter matrix,
 * mu_N being the posterior mean. In coordinates where the posterior covariance is I the smaller
 * fit's is I - y y^T up to its scale, so that conditioning needs no new factorization and a point
 * costs one triangular solve. The prior and the regularization stay those of the whole fit.
 *
 * <p>Used by one thread.
 */
final class LeaveOneOut {
  private static final double LOG_TWO_PI = Math.log(2.0 * Math.PI);

  /** The smallest share of the covariance that a point may leave: below it lies rounding. */
  private static final double MIN_LEFT = 1e-12;

  private final int a;
  private final int b;
  private final int d;
  private final double[] points;
  private final double[] mean;
  private final double[] U;
  private final double[] covariance;
  private final double[] meanShift;
  private final double factorOfY;
  private final double factorOfMeanShift;
  private final double factorOfResidual;
  private final double scale;
  private final double logDiagonal;

  private final double[] v;
  private final double[] w;
  private final double[] y;
  private final double[] residual;
  private double leftGiven;
  private double left;

  /**
   * Takes over a fit, which must not be fitted anew while this is in use.
   *
   * @param fitted the fit to these points with this prior
   * @param points n x (a+b), row-major; not copied
   * @param n how many points, at least 2
   */
  LeaveOneOut(ConditionalGaussian fitted, double[] points, int n, NormalInverseWishart prior) {
    this.a = fitted.givenDimension();
    this.b = fitted.targetDimension();
    this.d = a + b;
    this.points = points;
    this.mean = fitted.mean();
    this.covariance = new double[b * b];
    fitted.copyCovariance(covariance, 0);
    this.U = fitted.upperFactor();
    this.v = new double[d];
    this.w = new double[d];
    this.y = new double[d];
    this.residual = new double[b];
    double m = prior.meanStrength();
    double count = n + prior.clampedDegrees();
    this.scale = count / (count - 1.0);
    this.factorOfY = Math.sqrt((n + m) / ((n + m - 1.0) * count));
    this.factorOfMeanShift = m / (n + m);
    this.factorOfResidual = n / (n - 1.0);
    // h = U^{-T} (mu - mu_0)
    this.meanShift = new double[d];
    for (int j = 0; j < d; j++) {
      v[j] = mean[j] - prior.mean()[j];
    }
    solve(meanShift);
    double sum = 0.0;
    for (int i = a; i < d; i++) {
      sum += Math.log(U[i * d + i]);
    }
    this.logDiagonal = sum;
  }

  /** Leaves out a point. */
  void without(int point) {
    for (int j = 0; j < d; j++) {
      v[j] = points[point * d + j] - mean[j];
    }
    solve(w);
    // y = U^{-T} (z - mu_N) sqrt((N+m) / ((N+m-1) (N+n_0)))
    leftGiven = 1.0;
    double along = 0.0;
    for (int j = 0; j < a; j++) {
      y[j] = factorOfY * (w[j] + factorOfMeanShift * meanShift[j]);
      leftGiven -= y[j] * y[j];
      along += y[j] * w[j];
    }
    left = leftGiven;
    for (int j = a; j < d; j++) {
      y[j] = factorOfY * (w[j] + factorOfMeanShift * meanShift[j]);
      left -= y[j] * y[j];
    }
    left = Math.max(left, MIN_LEFT);
    leftGiven = Math.max(leftGiven, left);
    // r = e_b + y_b (y_a . e_a) / (1 - |y_a|^2) with e = N / (N-1) U^{-T} (z - mu)
    for (int i = 0; i < b; i++) {
      residual[i] = factorOfResidual * (w[a + i] + y[a + i] * along / leftGiven);
    }
  }

  /** Log density of the left-out point's b given its a. */
  double logDensity() {
    double square = 0.0;
    double along = 0.0;
    for (int i = 0; i < b; i++) {
      square += residual[i] * residual[i];
      along += y[a + i] * residual[i];
    }
    double distance = (square + along * along / left) / scale;
    double logDeterminant = 2.0 * logDiagonal + Math.log(left / leftGiven) + b * Math.log(scale);
    return -0.5 * (b * LOG_TWO_PI + logDeterminant + distance);
  }

  /** Writes b minus its prediction for the left-out point, b entries. */
  void copyResidual(double[] out) {
    timesFactor(residual, 0, out);
  }

  /** Writes the residual covariance of the fit without the point, b x b, row-major. */
  void copyCovariance(double[] out) {
    double[] q = new double[b];
    timesFactor(y, a, q);
    for (int i = 0; i < b; i++) {
      for (int j = 0; j < b; j++) {
        out[i * b + j] = scale * (covariance[i * b + j] - q[i] * q[j] / leftGiven);
      }
    }
  }

  /** out = U_bb^T x. */
  private void timesFactor(double[] x, int from, double[] out) {
    java.util.Arrays.fill(out, 0, b, 0.0);
    for (int k = 0; k < b; k++) {
      int row = (a + k) * d + a;
      for (int j = k; j < b; j++) {
        out[j] += U[row + j] * x[from + k];
      }
    }
  }

  /** out = U^{-T} v; v is lost. */
  private void solve(double[] out) {
    for (int k = 0; k < d; k++) {
      int row = k * d;
      double value = v[k] / U[row + k];
      out[k] = value;
      for (int j = k + 1; j < d; j++) {
        v[j] -= U[row + j] * value;
      }
    }
  }
}
