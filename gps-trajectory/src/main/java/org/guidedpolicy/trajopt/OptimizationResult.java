package org.guidedpolicy.trajopt;

import java.util.List;

/**
 * What an optimization came to. Immutable and thread-safe.
 *
 * @param plan the best trajectory found, with feedback
 * @param startCost J of the trajectory that the optimization started from
 * @param iterations the steps to better trajectories, in order
 * @param outcome why it ended
 * @param seconds how long it took
 */
public record OptimizationResult(
    Plan plan, double startCost, List<Iteration> iterations, Outcome outcome, double seconds) {

  public OptimizationResult {
    iterations = List.copyOf(iterations);
  }

  /** Why an optimization ended. */
  public enum Outcome {
    /** The last steps improved the cost hardly, or nothing is to be gained any more. */
    CONVERGED,
    /** As many steps as the options allow. */
    ITERATIONS,
    /** The options' time was up. */
    TIME,
    /** No step of any length and regularization improves the cost. */
    NO_DESCENT
  }

  /**
   * A step to a better trajectory.
   *
   * @param cost J after it
   * @param stepLength alpha, from 0 to 1
   * @param regularization mu of its backward pass
   * @param expectedImprovement of a whole step, by the expansion
   * @param rollouts how many trajectories were tried
   */
  public record Iteration(
      double cost,
      double stepLength,
      double regularization,
      double expectedImprovement,
      int rollouts) {}

  /** J of {@link #plan}. */
  public double cost() {
    return plan.cost();
  }
}
