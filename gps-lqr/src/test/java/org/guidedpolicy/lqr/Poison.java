package org.guidedpolicy.lqr;

import java.util.SplittableRandom;

/** Problems with one bad number each, at step 2 where there are steps. */
final class Poison {
  private static final int T = 4;
  private static final int X = 3;
  private static final int U = 2;
  private static final int Z = X + U;

  private Poison() {}

  private static Problem healthy() {
    return RandomProblems.convex(new SplittableRandom(41), T, X, U);
  }

  private static double[] with(double[] values, int index, double bad) {
    double[] result = values.clone();
    result[index] = bad;
    return result;
  }

  private static Problem dynamics(double[] fxu, double[] fc, double[] F) {
    Problem p = healthy();
    var dynamics = LinearGaussianDynamics.of(T, X, U, fxu, fc, F);
    return new Problem(dynamics, p.initial(), p.cost(), p.reference());
  }

  static Problem dynamicsJacobian(double bad) {
    var d = healthy().dynamics();
    return dynamics(with(d.fxu, 2 * X * Z + 7, bad), d.fc, d.F);
  }

  static Problem dynamicsOffset(double bad) {
    var d = healthy().dynamics();
    return dynamics(d.fxu, with(d.fc, 2 * X + 1, bad), d.F);
  }

  static Problem dynamicsCovariance(double bad) {
    var d = healthy().dynamics();
    return dynamics(d.fxu, d.fc, with(d.F, 2 * X * X + 4, bad));
  }

  private static Problem initial(double[] mean, double[] covariance) {
    Problem p = healthy();
    return new Problem(p.dynamics(), Gaussian.of(mean, covariance), p.cost(), p.reference());
  }

  static Problem initialMean(double bad) {
    var i = healthy().initial();
    return initial(with(i.mean, 1, bad), i.covariance);
  }

  static Problem initialCovariance(double bad) {
    var i = healthy().initial();
    return initial(i.mean, with(i.covariance, 8, bad));
  }

  private static Problem cost(double[] constant, double[] gradient, double[] hessian) {
    Problem p = healthy();
    var cost = QuadraticCost.of(T, X, U, constant, gradient, hessian);
    return new Problem(p.dynamics(), p.initial(), cost, p.reference());
  }

  static Problem costConstant(double bad) {
    var c = healthy().cost();
    return cost(with(c.constant, 2, bad), c.gradient, c.hessian);
  }

  static Problem costGradient(double bad) {
    var c = healthy().cost();
    return cost(c.constant, with(c.gradient, 2 * Z + 3, bad), c.hessian);
  }

  static Problem costHessian(double bad) {
    var c = healthy().cost();
    return cost(c.constant, c.gradient, with(c.hessian, 2 * Z * Z + 6, bad));
  }

  private static Problem reference(double[] K, double[] k, double[] C) {
    Problem p = healthy();
    var reference = LinearGaussianController.of(T, X, U, K, k, C);
    return new Problem(p.dynamics(), p.initial(), p.cost(), reference);
  }

  static Problem referenceGain(double bad) {
    var r = healthy().reference();
    return reference(with(r.K, 2 * U * X + 5, bad), r.k, r.C);
  }

  static Problem referenceOffset(double bad) {
    var r = healthy().reference();
    return reference(r.K, with(r.k, 2 * U, bad), r.C);
  }

  static Problem referenceCovariance(double bad) {
    var r = healthy().reference();
    return reference(r.K, r.k, with(r.C, 2 * U * U + 3, bad));
  }
}
