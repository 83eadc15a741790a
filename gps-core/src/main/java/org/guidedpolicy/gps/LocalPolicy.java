package org.guidedpolicy.gps;

import org.guidedpolicy.lqr.LinearGaussianController;

/**
 * The solution of a problem of the C-phase. Immutable and thread-safe.
 *
 * @param problem that was solved
 * @param controller the improved local policy
 * @param eta dual variable of its KL bound
 * @param kl KL(controller || reference), summed over steps
 * @param predictedCost expected cost of the controller under the fitted models
 */
public record LocalPolicy(
    LocalProblem problem,
    LinearGaussianController controller,
    double eta,
    double kl,
    double predictedCost) {

  /** The controller it started from. */
  public LinearGaussianController reference() {
    return problem.reference();
  }
}
