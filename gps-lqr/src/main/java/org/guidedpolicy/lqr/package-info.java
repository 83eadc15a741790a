/**
 * Time-varying linear-Gaussian control: dynamics, controllers, quadratic costs, and the
 * KL-constrained LQR problem that improves a controller without leaving the neighbourhood of
 * another.
 *
 * <p><b>Notation.</b> {@code T} steps, states {@code x} of {@code dX} entries, actions {@code u} of
 * {@code dU}, {@code z = [x; u]} of {@code dZ = dX + dU}. Steps are numbered {@code t = 0 .. T-1};
 * dynamics exist for {@code t = 0 .. T-2}. Matrices in flat arrays are row-major, steps one after
 * another. Units are the user's: results do not depend on them.
 *
 * <p><b>Use.</b> The values {@link org.guidedpolicy.lqr.LinearGaussianDynamics}, {@link
 * org.guidedpolicy.lqr.LinearGaussianController}, {@link org.guidedpolicy.lqr.QuadraticCost} and
 * {@link org.guidedpolicy.lqr.Gaussian} state a problem; {@link
 * org.guidedpolicy.lqr.KlConstrainedLqr} solves it:
 *
 * <pre>{@code
 * var solver = new KlConstrainedLqr(T, dX, dU, KlConstrainedLqr.Options.defaults());
 * var solution = solver.solve(dynamics, initial, cost, reference, klPerStep * T, 1.0);
 * double before = ExpectedCost.total(TrajectoryDistribution.of(dynamics, initial, reference), cost);
 * double after = ExpectedCost.total(solution.distribution(), cost);
 * }</pre>
 *
 * <p>{@link org.guidedpolicy.lqr.RegularizedBackwardPass} is the backward pass of iterative LQR
 * around a trajectory of known dynamics: with regularization, limits of the action and, where
 * wanted, second derivatives of the dynamics.
 *
 * <p><b>Threads.</b> Values are immutable and thread-safe, static methods too. {@code
 * KlConstrainedLqr} and {@code RegularizedBackwardPass} hold a workspace: one instance for each
 * thread, kept for many problems.
 *
 * <p><b>Cost per call</b> for T = 100, dX = 26, dU = 7 on one thread: a backward or a forward pass
 * about 0.5 ms, a solution 3 to 5 of each and 0.5 ms besides; the log density of a trajectory and
 * an expected cost less than 0.1 ms each.
 *
 * <p><b>Sources.</b> [RF] Montgomery, Ajay, Finn, Abbeel, Levine: Reset-Free Guided Policy Search,
 * ICRA 2017. [MD] Montgomery, Levine: Guided Policy Search as Approximate Mirror Descent, NIPS
 * 2016. [E2E] Levine, Finn, Darrell, Abbeel: End-to-End Training of Deep Visuomotor Policies, JMLR
 * 2016. [LA] Levine, Abbeel: Learning Neural Network Policies with Guided Policy Search under
 * Unknown Dynamics, NIPS 2014. [GPS13] Levine, Koltun: Guided Policy Search, ICML 2013. [TET]
 * Tassa, Erez, Todorov: Synthesis and Stabilization of Complex Behaviors through Online Trajectory
 * Optimization, IROS 2012.
 */
@NullMarked
package org.guidedpolicy.lqr;

import org.jspecify.annotations.NullMarked;
