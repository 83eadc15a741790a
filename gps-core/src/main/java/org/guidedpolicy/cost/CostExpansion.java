package org.guidedpolicy.cost;

import org.guidedpolicy.environment.Trajectory;
import org.guidedpolicy.lqr.QuadraticCost;

/**
 * Second-order expansion of a cost around a trajectory (Sec. 6 of the algorithm note: re-centred,
 * absolute coordinates).
 */
public final class CostExpansion {
  private CostExpansion() {}

  /** The cost's Taylor series at every step of the trajectory, as a function of absolute [x; u]. */
  public static QuadraticCost around(Trajectory trajectory, CostFunction cost) {
    throw new UnsupportedOperationException();
  }

  /** The cost of each executed step, T entries. */
  public static double[] perStep(Trajectory trajectory, CostFunction cost) {
    throw new UnsupportedOperationException();
  }
}
