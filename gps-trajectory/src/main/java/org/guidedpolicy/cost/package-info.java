/**
 * What the robot is to achieve: costs with derivatives, and their quadratic expansions.
 *
 * <p>A {@link org.guidedpolicy.cost.CostFunction} may be a lambda, differentiated numerically with
 * about dZ^2 evaluations, dZ = dX + dU; or a sum of building blocks with exact derivatives: {@link
 * org.guidedpolicy.cost.ActionCost}, {@link org.guidedpolicy.cost.DistanceCost}, each with a weight
 * for every step ({@link org.guidedpolicy.cost.CostRamp}); a cost of points on a robot can be
 * expanded in its joints ({@link org.guidedpolicy.cost.KinematicCost}). {@link
 * org.guidedpolicy.cost.CostChecks} compares handwritten derivatives with finite differences. Costs
 * are immutable and thread-safe; {@link org.guidedpolicy.cost.CostDerivatives} belongs to one
 * thread.
 */
@NullMarked
package org.guidedpolicy.cost;

import org.jspecify.annotations.NullMarked;
