package org.guidedpolicy.cost;

import org.guidedpolicy.argument.Require;
import org.guidedpolicy.cost.DistanceCost.Norm;

/**
 * l2/2 sum w d^2 + l1 rho(alpha + |e|^2) with e = W d, and rho the square root or half the
 * logarithm. With q = alpha + |e|^2 the gradient of the second term in e is a e, its Hessian a I -
 * b e e^T, see {@link HessianForm}.
 */
record ErrorNorm(double l1, double l2, double alpha, Norm norm, HessianForm form) {

  ErrorNorm {
    Require.notNegative("l1", l1);
    Require.notNegative("l2", l2);
    Require.positive("alpha", alpha);
  }

  static ErrorNorm square(HessianForm form) {
    return new ErrorNorm(0, 1, 1e-5, Norm.SQRT, form);
  }

  /**
   * @param squares sum w d^2
   * @param q alpha + |e|^2
   */
  double value(double squares, double q) {
    return 0.5 * l2 * squares + l1 * rho(q);
  }

  private double rho(double q) {
    return switch (norm) {
      case SQRT -> Math.sqrt(q);
      case LOG -> 0.5 * Math.log(q);
    };
  }

  /** a. */
  double slope(double q) {
    return norm == Norm.SQRT ? l1 / Math.sqrt(q) : l1 / q;
  }

  /** b, as much of it as the form keeps. */
  double rankOne(double a, double q, double e2) {
    double exact = norm == Norm.SQRT ? a / q : 2 * a / q;
    return switch (form) {
      case EXACT -> exact;
      case PROJECTED -> exact * e2 > a ? a / e2 : exact;
      case MAJORIZING -> 0;
    };
  }
}
