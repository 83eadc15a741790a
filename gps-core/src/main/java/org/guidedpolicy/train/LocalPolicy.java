package org.guidedpolicy.train;

import org.guidedpolicy.lqr.LinearGaussianController;

/**
 * What the C-phase made of one trajectory.
 *
 * @param trajectory index among the iteration's trajectories
 * @param reference the linearised network it started from
 * @param controller the improved local policy
 * @param eta dual variable of its KL bound
 * @param kl KL(controller || reference), summed over steps
 * @param predictedCost expected cost of the controller under the fitted models
 */
public record LocalPolicy(
    int trajectory,
    LinearGaussianController reference,
    LinearGaussianController controller,
    double eta,
    double kl,
    double predictedCost) {}
