package org.guidedpolicy.cost;

import java.util.Arrays;
import org.guidedpolicy.argument.Require;

/**
 * The cost of an error d(x), with a weight w_i for each of its entries:
 *
 * <pre>
 * sqrt norm (default):  l2/2 sum w d^2 + l1   sqrt(alpha + sum (w d)^2)
 * log norm:             l2/2 sum w d^2 + l1/2 log (alpha + sum (w d)^2)
 * </pre>
 *
 * The square pulls from afar, the second term places precisely: near the target its gradient does
 * not fade, down to an error of about sqrt(alpha). Defaults: l1 = 0, l2 = 1, alpha = 1e-5, weights
 * 1, sqrt norm, constant ramp. What d is, each kind says: {@link DistanceCost}, {@link AngleCost},
 * {@link OrientationCost}.
 *
 * <p>Immutable and thread-safe; each setting returns a new cost.
 *
 * @param <C> the kind itself
 */
public abstract sealed class ResidualCost<C extends ResidualCost<C>> implements CostFunction
    permits DistanceCost, AngleCost, OrientationCost {

  /** What is set about a cost of an error. */
  record Settings(double[] weights, ErrorNorm norm, CostRamp ramp) {

    static Settings of(Residual residual, HessianForm form) {
      double[] weights = new double[residual.size()];
      Arrays.fill(weights, 1);
      return new Settings(weights, ErrorNorm.square(form), CostRamp.constant());
    }
  }

  final Residual residual;
  private final SparsePattern pattern;
  private final double[] weights;
  private final ErrorNorm norm;
  private final CostRamp ramp;

  ResidualCost(Residual residual, Settings settings) {
    this.residual = residual;
    this.pattern = residual.pattern();
    this.weights = settings.weights;
    this.norm = settings.norm;
    this.ramp = settings.ramp;
  }

  /** This cost with other settings. */
  abstract C with(Settings other);

  /** What an entry of d is. */
  abstract String entryName();

  Settings settings() {
    return new Settings(weights, norm, ramp);
  }

  private C with(ErrorNorm other) {
    return with(new Settings(weights, other, ramp));
  }

  /** Weight of sqrt(...) or 1/2 log(...); default 0. */
  public C l1(double weight) {
    return with(new ErrorNorm(weight, norm.l2(), norm.alpha(), norm.norm(), norm.form()));
  }

  /** Weight of 1/2 sum w d^2; default 1. */
  public C l2(double weight) {
    return with(new ErrorNorm(norm.l1(), weight, norm.alpha(), norm.norm(), norm.form()));
  }

  /** Rounds the tip of the norm, in squared units of w d; default 1e-5. */
  public C alpha(double squaredWidth) {
    return with(new ErrorNorm(norm.l1(), norm.l2(), squaredWidth, norm.norm(), norm.form()));
  }

  /** The term that l1 multiplies; default {@link DistanceCost.Norm#SQRT}. */
  public C norm(DistanceCost.Norm kind) {
    return with(new ErrorNorm(norm.l1(), norm.l2(), norm.alpha(), kind, norm.form()));
  }

  /** Which Hessian the expansion uses. */
  public C hessian(HessianForm form) {
    return with(new ErrorNorm(norm.l1(), norm.l2(), norm.alpha(), norm.norm(), form));
  }

  /** A weight for each entry of d; default 1. */
  public C weights(double... weights) {
    Require.length("weights", weights.length, residual.size(), "one for each " + entryName());
    for (int i = 0; i < weights.length; i++) {
      Require.notNegative("weights[" + i + "]", weights[i]);
    }
    return with(new Settings(weights.clone(), norm, ramp));
  }

  /** How the weight changes over the episode; default constant. */
  public C ramp(CostRamp ramp) {
    return with(new Settings(weights, norm, ramp));
  }

  @Override
  public double value(int t, int horizon, double[] x, double[] u) {
    pattern.requireFits(getClass().getSimpleName(), x.length);
    double factor = ramp.multiplier(t, horizon);
    if (factor == 0) {
      return 0;
    }
    double squares = 0;
    double q = norm.alpha();
    for (int i = 0; i < weights.length; i++) {
      double d = residual.value(i, x);
      double e = weights[i] * d;
      squares += e * d;
      q += e * e;
    }
    return factor * norm.value(squares, q);
  }

  @Override
  public void addDerivatives(int t, int horizon, double[] x, double[] u, CostDerivatives out) {
    pattern.requireFits(getClass().getSimpleName(), x.length);
    double factor = ramp.multiplier(t, horizon);
    if (factor == 0) {
      return;
    }
    double outer = out.scale;
    out.scale = outer * factor;
    int rows = weights.length;
    double[] d = out.scratch(rows + pattern.support.length);
    double squares = 0;
    double e2 = 0;
    for (int i = 0; i < rows; i++) {
      d[i] = residual.value(i, x);
      double e = weights[i] * d[i];
      squares += e * d[i];
      e2 += e * e;
    }
    double q = norm.alpha() + e2;
    double a = norm.slope(q);
    double b = norm.rankOne(a, q, e2);

    out.addValue(norm.value(squares, q));
    addDiagonalTerms(a, d, x, out);
    if (b != 0) {
      addRankOneTerm(b, d, x, out);
    }
    out.scale = outer;
  }

  /**
   * With J = dd/dx: gradient += J^T (l2 w d + a w^2 d), Hessian += J^T (l2 w + a w^2) J, and in the
   * exact form the curvature of d itself.
   */
  private void addDiagonalTerms(double a, double[] d, double[] x, CostDerivatives out) {
    for (int i = 0; i < weights.length; i++) {
      double curvature = weights[i] * (norm.l2() + a * weights[i]);
      int[] columns = pattern.columns[i];
      double[] row = residual.gradient(i, x);
      for (int p = 0; p < columns.length; p++) {
        double weighted = curvature * row[p];
        out.addGradient(columns[p], weighted * d[i]);
        for (int q = 0; q < columns.length; q++) {
          out.addHessian(columns[p], columns[q], weighted * row[q]);
        }
      }
      if (norm.form() == HessianForm.EXACT) {
        residual.addCurvature(i, curvature * d[i], x, out);
      }
    }
  }

  /** Hessian -= b n n^T with n = J^T (w^2 d); n is kept in the scratch memory behind d. */
  private void addRankOneTerm(double b, double[] d, double[] x, CostDerivatives out) {
    int n = weights.length;
    int[] support = pattern.support;
    Arrays.fill(d, n, n + support.length, 0);
    for (int i = 0; i < weights.length; i++) {
      double v = weights[i] * weights[i] * d[i];
      double[] row = residual.gradient(i, x);
      for (int p = 0; p < row.length; p++) {
        d[n + pattern.positions[i][p]] += row[p] * v;
      }
    }
    for (int p = 0; p < support.length; p++) {
      for (int q = 0; q < support.length; q++) {
        out.addHessian(support[p], support[q], -b * d[n + p] * d[n + q]);
      }
    }
  }

  @Override
  public String toString() {
    return getClass().getSimpleName()
        + "[d = "
        + residual
        + ", weights="
        + Arrays.toString(weights)
        + ", norm="
        + norm.norm()
        + ", l1="
        + norm.l1()
        + ", l2="
        + norm.l2()
        + ", alpha="
        + norm.alpha()
        + ", hessian="
        + norm.form()
        + ", ramp="
        + ramp
        + "]";
  }
}
