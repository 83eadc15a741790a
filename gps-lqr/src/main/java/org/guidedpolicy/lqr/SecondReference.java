package org.guidedpolicy.lqr;

import java.util.Arrays;

/**
 * A second controller p to stay close to, at a price instead of within a bound: {@link
 * KlConstrainedLqr} then minimizes over q
 *
 * <pre>{@code
 * sum over t of E_q[c_t] + nu_t E_q KL(q(u|x_t) || p(u|x_t)) - lambda_t^T E_q[u_t]
 * subject to KL(q || reference) <= epsilonTotal
 * }</pre>
 *
 * <p>With multipliers lambda this is the augmented Lagrangian of the constraint that q and p agree,
 * minimized over q ([E2E]). The weights nu have the cost's unit (per nat), the multipliers the
 * cost's unit per unit of action. Immutable and thread-safe; accessors return copies.
 */
public final class SecondReference {
  final LinearGaussianController controller;
  final double[] nu;
  final double[] lambda;

  private SecondReference(LinearGaussianController controller, double[] nu, double[] lambda) {
    this.controller = controller;
    this.nu = nu;
    this.lambda = lambda;
  }

  /**
   * A second reference without multipliers.
   *
   * @param controller p, T steps; its covariances positive definite
   * @param weights nu, T entries
   * @throws IllegalArgumentException if a length does not fit, or a weight is negative or not
   *     finite
   */
  public static SecondReference of(LinearGaussianController controller, double[] weights) {
    return of(controller, weights, new double[controller.T * controller.dU]);
  }

  /**
   * A second reference with multipliers.
   *
   * @param controller p, T steps; its covariances positive definite
   * @param weights nu, T entries
   * @param multipliers lambda, T x dU, row-major
   * @throws IllegalArgumentException if a length does not fit, a weight is negative, or an entry is
   *     not finite
   */
  public static SecondReference of(
      LinearGaussianController controller, double[] weights, double[] multipliers) {
    Shapes.requireLength("weights", weights, controller.T);
    Shapes.requireLength("multipliers", multipliers, controller.T * controller.dU);
    for (int t = 0; t < weights.length; t++) {
      if (!(weights[t] >= 0 && weights[t] <= Double.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "the weight at step " + t + " must be finite and not negative, is " + weights[t]);
      }
    }
    for (int i = 0; i < multipliers.length; i++) {
      if (!Double.isFinite(multipliers[i])) {
        throw new IllegalArgumentException(
            "the multipliers at step "
                + i / controller.dU
                + " must be finite, entry "
                + i % controller.dU
                + " is "
                + multipliers[i]);
      }
    }
    return new SecondReference(controller, weights.clone(), multipliers.clone());
  }

  /** p. */
  public LinearGaussianController controller() {
    return controller;
  }

  /** A copy of nu, T entries. */
  public double[] weights() {
    return nu.clone();
  }

  /** A copy of lambda at step t, dU entries. */
  public double[] multipliers(int t) {
    return Shapes.block(lambda, t, controller.dU, 1).data;
  }

  /**
   * nu_t E_q KL(q(u|x_t) || p(u|x_t)) for each step, T entries.
   *
   * @param distribution marginals of q
   * @param q a controller
   * @throws IllegalArgumentException if the shapes differ
   * @throws LqrException if a covariance of q or p is not positive definite
   */
  public double[] weightedKl(TrajectoryDistribution distribution, LinearGaussianController q) {
    double[] result = TrajectoryKl.perStep(distribution, q, controller);
    Arrays.setAll(result, t -> nu[t] * result[t]);
    return result;
  }

  /**
   * lambda_t^T E_q[mean action of p at x_t - u_t] for each step, T entries: what the multipliers
   * charge for a disagreement. The solver leaves out how its first part depends on q's states.
   *
   * @param distribution marginals of q
   * @throws IllegalArgumentException if the shapes differ
   */
  public double[] multiplierTerm(TrajectoryDistribution distribution) {
    int T = controller.T;
    int dX = controller.dX;
    int dU = controller.dU;
    Shapes.requireEqual("distribution.horizon", distribution.T, "the second reference", T);
    Shapes.requireEqual("distribution.stateDimension", distribution.dX, "the second reference", dX);
    Shapes.requireEqual(
        "distribution.actionDimension", distribution.dU, "the second reference", dU);
    double[] result = new double[T];
    for (int t = 0; t < T; t++) {
      int z = t * (dX + dU);
      for (int a = 0; a < dU; a++) {
        int row = t * dU + a;
        double p = controller.k[row] + Rows.dot(controller.K, row * dX, distribution.mean, z, dX);
        result[t] += lambda[row] * (p - distribution.mean[z + dX + a]);
      }
    }
    return result;
  }
}
