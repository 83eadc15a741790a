/**
 * Time-varying linear-Gaussian models fitted to groups of trajectories: initial states, dynamics
 * and linearized policies [RF, Alg. 2 lines 4 and 5].
 *
 * <p>Each fitter is prepared once for all trajectories that may enter a fit, which does the work
 * that groups share, and then fits any group, in any thread: {@code fit(members)}, where members
 * are numbers into the list of trajectories. {@code leaveOneOut(members)} scores each member by a
 * fit to the others. All regularization is in units of each dimension's scale, so that a change of
 * units changes nothing but the units.
 */
@NullMarked
package org.guidedpolicy.fit;

import org.jspecify.annotations.NullMarked;
