package org.guidedpolicy.cost;

/**
 * Which second derivative of a distance norm a quadratic expansion uses. With e = W d the weighted
 * error, r = alpha + |e|^2, and everything in coordinates of e, the norm's Hessian is
 *
 * <pre>
 * sqrt norm  l1 sqrt(r):      l1 (I / r^(1/2) - e e^T / r^(3/2))
 * log norm   l1/2 log(r):     l1 (I / r       - 2 e e^T / r^2)
 * </pre>
 *
 * The first term is positive, the second negative, along the direction of the error alone. The
 * forms differ in how much of the second they keep; the quadratic part l2/2 sum w d^2 is the same
 * in all.
 */
public enum HessianForm {
  /**
   * All of it: the true second derivative. Positive definite for the sqrt norm; for the log norm
   * its curvature along the error is l1 (alpha - |e|^2) / r^2, negative wherever |e|^2 exceeds
   * alpha.
   */
  EXACT,

  /**
   * The positive semidefinite matrix nearest to the norm's Hessian in coordinates of e: a negative
   * curvature along the error is replaced by 0. Equal to {@link #EXACT} for the sqrt norm, and for
   * the log norm close to the target.
   */
  PROJECTED,

  /**
   * None of it: l1 I / r^(1/2) and l1 I / r. Positive definite, and the quadratic model then lies
   * above the norm everywhere and touches it at the sample, because both norms are concave
   * functions of |e|^2: the step of an iteratively reweighted least-squares (Gauss-Newton) method.
   */
  MAJORIZING
}
