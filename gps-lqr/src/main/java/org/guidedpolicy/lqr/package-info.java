/**
 * Time-varying linear-Gaussian control: dynamics, controllers, quadratic costs, and the
 * KL-constrained LQR problem that improves a controller without leaving the neighbourhood of
 * another.
 *
 * <p>Notation, in shapes: {@code T} steps, states {@code x} of {@code dX} entries, actions {@code
 * u} of {@code dU}, {@code z = [x; u]} of {@code dZ = dX + dU}. Steps are numbered {@code t = 0 ..
 * T-1}; dynamics exist for {@code t = 0 .. T-2}. Matrices in flat arrays are row-major, steps one
 * after another.
 */
@NullMarked
package org.guidedpolicy.lqr;

import org.jspecify.annotations.NullMarked;
