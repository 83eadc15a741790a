package org.guidedpolicy.lqr;

/**
 * min_q E_q[sum c] subject to KL(q || reference) <= epsilonTotal, over linear-Gaussian controllers
 * q.
 *
 * <p>Holds the workspace of one problem size: use one instance per thread. Nothing is allocated
 * while solving, the returned solution apart.
 */
public final class KlConstrainedLqr {

  /**
   * @param minEta lower end of the dual variable's range
   * @param maxEta upper end
   * @param tolerance accepted |KL - epsilonTotal| / epsilonTotal
   * @param maxEvaluations backward passes at most
   */
  public record Options(double minEta, double maxEta, double tolerance, int maxEvaluations) {
    public static Options defaults() {
      return new Options(1e-8, 1e16, 0.1, 50);
    }
  }

  /**
   * @param controller the new local policy
   * @param distribution its marginals of [x; u]
   * @param eta the dual variable
   * @param kl KL(q || reference), summed over steps
   * @param constraintActive false if even the smallest feasible eta stays below the bound
   * @param backwardPasses how many backward passes the search took
   */
  public record Solution(
      LinearGaussianController controller,
      TrajectoryDistribution distribution,
      double eta,
      double kl,
      boolean constraintActive,
      int backwardPasses) {}

  public KlConstrainedLqr(int horizon, int stateDimension, int actionDimension, Options options) {
    throw new UnsupportedOperationException();
  }

  /**
   * Solves the constrained problem.
   *
   * @param dynamics T-1 transitions
   * @param initial N(x_1)
   * @param cost quadratic cost in absolute coordinates, possibly indefinite
   * @param reference the controller to stay close to
   * @param epsilonTotal bound on the trajectory's KL
   * @param startEta where the search starts, for instance the solution of a similar problem
   * @throws LqrException if no eta in range gives a solvable problem, or an input is not finite
   */
  public Solution solve(
      LinearGaussianDynamics dynamics,
      Gaussian initial,
      QuadraticCost cost,
      LinearGaussianController reference,
      double epsilonTotal,
      double startEta) {
    throw new UnsupportedOperationException();
  }

  /** The maximum-entropy LQR controller at a given eta, without a bound. */
  public Solution solveAt(
      LinearGaussianDynamics dynamics,
      Gaussian initial,
      QuadraticCost cost,
      LinearGaussianController reference,
      double eta) {
    throw new UnsupportedOperationException();
  }
}
