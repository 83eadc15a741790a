package org.guidedpolicy.lqr;

import java.util.Locale;

/**
 * Improves a controller without leaving the neighbourhood of another: over linear-Gaussian
 * controllers q,
 *
 * <pre>{@code min E_q[sum of c]  subject to  KL(q || reference) <= epsilonTotal}</pre>
 *
 * <p>For a positive dual variable eta of the bound, the Lagrangian is a maximum-entropy LQR problem
 * with the cost c/eta - log reference, solved exactly by one backward pass ([LA], [MD]). KL falls
 * as eta grows, and the eta that meets the bound is found by a one-dimensional search. The cost may
 * be indefinite: an eta for which some Quu is not positive definite is too small. This is the
 * C-phase of [RF] Alg. 2 for one trajectory.
 *
 * <p>A {@link SecondReference} adds a weighted divergence from another controller and a linear
 * action term to the cost ([E2E]). Each step's entropy then has a weight of its own, nu_t + eta,
 * and with positive weights a convex cost is solvable at any eta, so that an inactive bound is an
 * ordinary outcome.
 *
 * <p>Holds the workspace of one problem size: use one instance per thread. Nothing is allocated
 * while solving, the returned solution apart. The result depends on the arguments only, to the last
 * bit.
 */
public final class KlConstrainedLqr {
  /** With less, whoever inverts the covariance in another order of sums may find it singular. */
  private static final double LEAST_SHARE = 1e-13;

  /**
   * How the dual variable is searched for. Immutable and thread-safe.
   *
   * @param minEta lower end of the dual variable's range
   * @param maxEta upper end
   * @param tolerance accepted |KL - epsilonTotal| / epsilonTotal
   * @param maxEvaluations backward passes at most
   */
  public record Options(double minEta, double maxEta, double tolerance, int maxEvaluations) {
    /**
     * @throws IllegalArgumentException unless {@code 0 < minEta <= maxEta < infinity}, {@code 0 <
     *     tolerance < 1} and {@code maxEvaluations >= 1}
     */
    public Options {
      if (!(minEta > 0 && minEta <= maxEta && maxEta <= Double.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "the range of eta must be positive and finite, is [" + minEta + ", " + maxEta + "]");
      }
      if (!(tolerance > 0 && tolerance < 1)) {
        throw new IllegalArgumentException("tolerance must be in (0, 1), is " + tolerance);
      }
      Shapes.requirePositive("maxEvaluations", maxEvaluations);
    }

    /** eta in [1e-8, 1e16], KL within a tenth of the bound, at most 50 backward passes. */
    public static Options defaults() {
      return new Options(1e-8, 1e16, 0.1, 50);
    }
  }

  /**
   * A solved problem. Immutable and thread-safe.
   *
   * @param controller the new local policy
   * @param distribution its marginals of [x; u]
   * @param eta the dual variable
   * @param kl KL(q || reference), summed over steps, nats
   * @param constraintActive false if even the smallest feasible eta stays below the bound, or if
   *     there was no bound
   * @param backwardPasses how many backward passes the search took
   * @param infeasiblePasses how many of them found no solution, so that eta had to be raised
   */
  public record Solution(
      LinearGaussianController controller,
      TrajectoryDistribution distribution,
      double eta,
      double kl,
      boolean constraintActive,
      int backwardPasses,
      int infeasiblePasses) {}

  private final int T;
  private final int dX;
  private final int dU;
  private final Options options;
  private final RelativeProblem problem;
  private final BackwardPass backward;
  private final ForwardPass forward;
  private final DualSearch search;

  /** The last evaluation. */
  private double eta;

  private double kl;
  private int passes;
  private int infeasible;

  /**
   * Allocates the workspace, about {@code 32 T (dX + dU)^2} bytes.
   *
   * @param horizon T
   * @param stateDimension dX
   * @param actionDimension dU
   * @param options range of eta, tolerance, effort
   */
  public KlConstrainedLqr(int horizon, int stateDimension, int actionDimension, Options options) {
    T = Shapes.requirePositive("horizon", horizon);
    dX = Shapes.requirePositive("stateDimension", stateDimension);
    dU = Shapes.requirePositive("actionDimension", actionDimension);
    this.options = options;
    problem = new RelativeProblem(T, dX, dU);
    backward = new BackwardPass(T, dX, dU);
    forward = new ForwardPass(T, dX, dU);
    search = new DualSearch(options);
  }

  /**
   * Solves the constrained problem. Where KL jumps over the bound, the solution is on the side
   * below it.
   *
   * @param dynamics T-1 transitions
   * @param initial N(x_1)
   * @param cost quadratic cost in absolute coordinates, possibly indefinite
   * @param reference the controller to stay close to
   * @param epsilonTotal bound on the trajectory's KL, nats
   * @param startEta where the search starts, for instance the solution of a similar problem; moved
   *     into the options' range
   * @throws IllegalArgumentException if a shape differs from the constructor's, or epsilonTotal or
   *     startEta is not positive and finite
   * @throws LqrException if no eta in range gives a solvable problem, an input is not finite, or a
   *     covariance of the reference is not positive definite
   */
  public Solution solve(
      LinearGaussianDynamics dynamics,
      Gaussian initial,
      QuadraticCost cost,
      LinearGaussianController reference,
      double epsilonTotal,
      double startEta) {
    requirePositiveFinite("epsilonTotal", epsilonTotal);
    requirePositiveFinite("startEta", startEta);
    prepare(dynamics, initial, cost, reference);
    return solveWithin(dynamics, initial, epsilonTotal, startEta);
  }

  /**
   * Solves the constrained problem with a second reference.
   *
   * @param dynamics T-1 transitions
   * @param initial N(x_1)
   * @param cost quadratic cost in absolute coordinates, possibly indefinite
   * @param reference the controller to stay within the bound of
   * @param second the controller to be drawn to, with weights and multipliers
   * @param epsilonTotal bound on the trajectory's KL from the reference, nats
   * @param startEta where the search starts, moved into the options' range
   * @throws IllegalArgumentException if a shape differs from the constructor's, or epsilonTotal or
   *     startEta is not positive and finite
   * @throws LqrException if no eta in range gives a solvable problem, an input is not finite, or a
   *     covariance of a reference is not positive definite
   */
  public Solution solve(
      LinearGaussianDynamics dynamics,
      Gaussian initial,
      QuadraticCost cost,
      LinearGaussianController reference,
      SecondReference second,
      double epsilonTotal,
      double startEta) {
    requirePositiveFinite("epsilonTotal", epsilonTotal);
    requirePositiveFinite("startEta", startEta);
    prepare(dynamics, initial, cost, reference, second);
    return solveWithin(dynamics, initial, epsilonTotal, startEta);
  }

  private Solution solveWithin(
      LinearGaussianDynamics dynamics, Gaussian initial, double epsilonTotal, double startEta) {
    findEta(dynamics, initial, epsilonTotal, startEta);
    return solution(search.outcome() != DualSearch.Outcome.INACTIVE);
  }

  /** Leaves the passes' workspaces at the solution. Allocates nothing unless it fails. */
  void findEta(
      LinearGaussianDynamics dynamics, Gaussian initial, double epsilonTotal, double startEta) {
    passes = 0;
    infeasible = 0;
    search.start(epsilonTotal, startEta);
    while (search.next()) {
      evaluate(search.eta(), initial, dynamics);
      if (kl < Double.POSITIVE_INFINITY) {
        search.kl(kl);
      } else {
        infeasible++;
        search.infeasible();
      }
    }
    if (search.outcome() == DualSearch.Outcome.NONE) {
      throw noSolution(epsilonTotal);
    }
    if (search.eta() != eta) {
      evaluate(search.eta(), initial, dynamics);
    }
  }

  /**
   * The maximum-entropy LQR controller at a given eta, without a bound.
   *
   * @throws IllegalArgumentException if a shape differs from the constructor's, or eta is not
   *     positive and finite
   * @throws LqrException if the problem has no solution at this eta, an input is not finite, or a
   *     covariance of the reference is not positive definite
   */
  public Solution solveAt(
      LinearGaussianDynamics dynamics,
      Gaussian initial,
      QuadraticCost cost,
      LinearGaussianController reference,
      double eta) {
    requirePositiveFinite("eta", eta);
    prepare(dynamics, initial, cost, reference);
    return at(dynamics, initial, eta);
  }

  /**
   * The controller of a problem with a second reference at a given eta, without a bound.
   *
   * @throws IllegalArgumentException if a shape differs from the constructor's, or eta is not
   *     positive and finite
   * @throws LqrException if the problem has no solution at this eta, an input is not finite, or a
   *     covariance of a reference is not positive definite
   */
  public Solution solveAt(
      LinearGaussianDynamics dynamics,
      Gaussian initial,
      QuadraticCost cost,
      LinearGaussianController reference,
      SecondReference second,
      double eta) {
    requirePositiveFinite("eta", eta);
    prepare(dynamics, initial, cost, reference, second);
    return at(dynamics, initial, eta);
  }

  private Solution at(LinearGaussianDynamics dynamics, Gaussian initial, double eta) {
    passes = 0;
    infeasible = 0;
    evaluate(eta, initial, dynamics);
    if (kl == Double.POSITIVE_INFINITY) {
      throw new LqrException("eta is too small: " + whyInfeasible());
    }
    return solution(false);
  }

  void prepare(
      LinearGaussianDynamics dynamics,
      Gaussian initial,
      QuadraticCost cost,
      LinearGaussianController reference) {
    requireShape("dynamics", dynamics.T, dynamics.dX, dynamics.dU);
    requireShape("cost", cost.T, cost.dX, cost.dU);
    requireShape("reference", reference.T, reference.dX, reference.dU);
    Shapes.requireEqual("initial.dimension", initial.dimension(), "this solver", dX);
    dynamics.requireFinite("dynamics");
    initial.requireFinite("initial");
    cost.requireFinite("cost");
    reference.requireFinite("reference");
    problem.set(dynamics, cost, reference);
  }

  private void prepare(
      LinearGaussianDynamics dynamics,
      Gaussian initial,
      QuadraticCost cost,
      LinearGaussianController reference,
      SecondReference second) {
    LinearGaussianController other = second.controller;
    requireShape("second reference", other.T, other.dX, other.dU);
    other.requireFinite("second reference");
    prepare(dynamics, initial, cost, reference);
    problem.add(second);
  }

  private void requireShape(String name, int horizon, int stateDimension, int actionDimension) {
    if (horizon == T && stateDimension == dX && actionDimension == dU) {
      return;
    }
    Shapes.requireEqual(name + ".horizon", horizon, "this solver", T);
    Shapes.requireEqual(name + ".stateDimension", stateDimension, "this solver", dX);
    Shapes.requireEqual(name + ".actionDimension", actionDimension, "this solver", dU);
  }

  private static void requirePositiveFinite(String name, double value) {
    if (!(value > 0 && value <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(name + " must be positive and finite, is " + value);
    }
  }

  /** Sets KL(q || reference) at eta: infinite without a solution or if its marginals overflow. */
  private void evaluate(double eta, Gaussian initial, LinearGaussianDynamics dynamics) {
    this.eta = eta;
    kl = Double.POSITIVE_INFINITY;
    passes++;
    if (!backward.run(problem, eta)) {
      return;
    }
    forward.run(initial, problem.transposed, dynamics.F, backward.controller);
    double sum = 0;
    for (int t = 0; t < T; t++) {
      sum += stepKl(t);
    }
    if (Double.isFinite(sum)) {
      kl = sum;
    }
  }

  /** E KL(q(v|x) || N(0, I)) at step t. */
  private double stepKl(int t) {
    return backward.covarianceKl[t] + 0.5 * forward.secondMoment(t, backward.controller.gain[t]);
  }

  private Solution solution(boolean active) {
    LinearGaussianController controller = problem.absolute(backward.controller);
    TrajectoryDistribution distribution = forward.withActions(controller);
    controller.requireFinite("overflow: the solution's");
    requireCovariances(controller);
    distribution.requireFinite("overflow: the solution's");
    return new Solution(controller, distribution, eta, kl, active, passes, infeasible);
  }

  /** C = L Cv L^T may lose its smallest eigenvalues to rounding. */
  private void requireCovariances(LinearGaussianController controller) {
    double[] factor = new double[dU * dU];
    for (int t = 0; t < T; t++) {
      if (!Cholesky.lower(controller.C, t * dU * dU, dU, factor, 0)
          || leastShare(factor, controller.C, t * dU * dU) < LEAST_SHARE) {
        throw new LqrException(
            String.format(
                Locale.ROOT,
                "the solution's covariance C at step %d is not positive definite by rounding:"
                    + " smallest eigenvalue %.3g; raise the smallest variances of the reference's"
                    + " covariance there",
                t,
                Cholesky.smallestEigenvalue(controller.C, t * dU * dU, dU)));
      }
    }
  }

  /** The least share of an action's variance that the actions before it leave unexplained. */
  private double leastShare(double[] factor, double[] C, int start) {
    double least = 1;
    for (int i = 0; i < dU; i++) {
      double pivot = factor[i * dU + i];
      least = Math.min(least, pivot * pivot / C[start + i * dU + i]);
    }
    return least;
  }

  private LqrException noSolution(double epsilonTotal) {
    String range = String.format(Locale.ROOT, "[%.3g, %.3g]", options.minEta(), options.maxEta());
    if (kl < Double.POSITIVE_INFINITY) {
      return new LqrException(
          String.format(
              Locale.ROOT,
              "no eta in %s keeps the KL divergence within %.4g: at eta = %.4g it is still %.4g;"
                  + " the cost falls without bound, or its Hessian is too large for the reference's"
                  + " noise; check it there, or raise the bound",
              range,
              epsilonTotal,
              eta,
              kl));
    }
    return new LqrException("no eta in " + range + " gives a solution: " + whyInfeasible());
  }

  private String whyInfeasible() {
    int step = backward.failedStep();
    if (step >= 0) {
      double smallest = backward.smallestEigenvalue(problem, eta);
      String what =
          smallest == Double.NEGATIVE_INFINITY
              ? "at eta = %.4g the cost to go overflows: step %d; check the dynamics there and at"
                  + " later steps, which are unstable"
              : "at eta = %.4g Quu is not positive definite: step %d, smallest eigenvalue %.3g;"
                  + " check the cost Hessian and the dynamics there and at later steps";
      return String.format(Locale.ROOT, what, eta, step, smallest);
    }
    int t = 0;
    while (t < T - 1 && Double.isFinite(stepKl(t))) {
      t++;
    }
    return String.format(
        Locale.ROOT,
        "at eta = %.4g the marginals overflow: step %d; check the dynamics at earlier steps, which"
            + " are unstable",
        eta,
        t);
  }
}
