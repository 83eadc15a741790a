package org.guidedpolicy.trajopt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.guidedpolicy.lqr.RegularizedBackwardPass;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.trajopt.OptimizationResult.Iteration;
import org.guidedpolicy.trajopt.OptimizationResult.Outcome;

/** One run of {@link TrajectoryOptimizer}, with its memory. One thread. */
final class Optimization {
  /** An improvement below this share of the cost is lost in rounding. */
  private static final double ROUNDING = 1e-13;

  private final TrajectoryProblem problem;
  private final OptimizerOptions options;
  private final int dX;
  private final int dU;
  private final Expansion expansion;
  private final RegularizedBackwardPass pass;
  private final Regularization mu;
  private final Rollout.Actions step = this::act;

  private Rollout nominal;
  private Rollout candidate;

  /** Gains of the plan, and those being tried; T x dU x dX. */
  private double[] gains;

  private double[] triedGains;
  private double alpha;
  private int rollouts;
  private int smallImprovements;
  private boolean everSolved;
  private final List<Iteration> iterations = new ArrayList<>();
  private final long begin = System.nanoTime();

  Optimization(TrajectoryProblem problem, OptimizerOptions options, WorkPool pool, int T) {
    this.problem = problem;
    this.options = options;
    dX = problem.model().stateDimension();
    dU = problem.model().actionDimension();
    expansion = new Expansion(problem, options.secondOrder(), pool);
    pass = new RegularizedBackwardPass(T, dX, dU);
    mu = new Regularization(options);
    nominal = new Rollout(T, dX, dU);
    candidate = new Rollout(T, dX, dU);
    gains = new double[T * dU * dX];
    triedGains = new double[T * dU * dX];
  }

  OptimizationResult run(double[] x0, Rollout.Actions start) {
    if (!nominal.run(problem, x0, start, options.maxState())) {
      throw new TrajectoryException(
          "the trajectory to start from diverges: a state or cost is not finite, or a state exceeds"
              + " maxState = "
              + options.maxState()
              + "; start from other actions, or with a shorter horizon");
    }
    double startCost = nominal.cost;
    Outcome outcome = iterate();
    return new OptimizationResult(
        nominal.plan(problem, gains), startCost, iterations, outcome, seconds());
  }

  private double seconds() {
    return 1e-9 * (System.nanoTime() - begin);
  }

  private boolean timeIsUp() {
    return seconds() > options.maxSeconds();
  }

  private Outcome iterate() {
    while (iterations.size() < options.iterations()) {
      if (timeIsUp()) {
        return Outcome.TIME;
      }
      expansion.around(nominal, pass);
      Optional<Outcome> end = improve();
      if (end.isPresent()) {
        return end.get();
      }
    }
    return Outcome.ITERATIONS;
  }

  /** Steps to a better trajectory, raising mu until there is one; or says why that is the end. */
  private Optional<Outcome> improve() {
    boolean first = true;
    rollouts = 0;
    while (!mu.isTooLarge()) {
      if (timeIsUp()) {
        return Optional.of(Outcome.TIME);
      }
      if (pass.run(mu.value())) {
        takeGains(first);
        double expected = -(pass.linearChange() + pass.quadraticChange());
        if (first && expected <= ROUNDING * Math.abs(nominal.cost)) {
          return Optional.of(Outcome.CONVERGED);
        }
        first = false;
        if (searchLine()) {
          return accept(expected);
        }
      }
      mu.raise();
    }
    if (!everSolved) {
      throw new TrajectoryException(pass.failure());
    }
    return Optional.of(Outcome.NO_DESCENT);
  }

  private void takeGains(boolean first) {
    everSolved = true;
    for (int t = 0; t < nominal.T; t++) {
      pass.copyGain(t, triedGains, t * dU * dX);
    }
    if (first) {
      // the first pass around this trajectory is the one least regularized
      System.arraycopy(triedGains, 0, gains, 0, gains.length);
    }
  }

  /** Whether some step length improves the cost by enough; the trajectory is the candidate then. */
  private boolean searchLine() {
    for (int i = 0; i < options.lineSearchSteps(); i++) {
      alpha = options.stepLength(i);
      rollouts++;
      if (candidate.run(problem, nominal.x[0], step, options.maxState()) && isBetter()) {
        return true;
      }
    }
    return false;
  }

  private boolean isBetter() {
    double expected = -alpha * (pass.linearChange() + alpha * pass.quadraticChange());
    double improvement = nominal.cost - candidate.cost;
    return improvement > 0 && improvement >= options.acceptance() * expected;
  }

  private Optional<Outcome> accept(double expected) {
    double improvement = nominal.cost - candidate.cost;
    boolean small = improvement <= options.tolerance() * Math.abs(nominal.cost);
    smallImprovements = small ? smallImprovements + 1 : 0;
    Rollout worse = nominal;
    nominal = candidate;
    candidate = worse;
    double[] other = gains;
    gains = triedGains;
    triedGains = other;
    iterations.add(new Iteration(nominal.cost, alpha, mu.value(), expected, rollouts));
    mu.lower();
    return smallImprovements >= options.patience()
        ? Optional.of(Outcome.CONVERGED)
        : Optional.empty();
  }

  /** u = u_t + alpha k_t + K_t (x - x_t). */
  private void act(int t, double[] x, double[] out) {
    double[] xt = nominal.x[t];
    for (int a = 0; a < dU; a++) {
      double u = nominal.u[t][a] + alpha * pass.offset(t, a);
      int row = (t * dU + a) * dX;
      for (int i = 0; i < dX; i++) {
        u += triedGains[row + i] * (x[i] - xt[i]);
      }
      out[a] = u;
    }
  }

  /** mu, which grows and falls the faster, the longer it has done so ([TET] Sec. II-F). */
  private static final class Regularization {
    private static final double FACTOR = 1.6;
    private static final double MIN = 1e-6;

    private final double max;
    private double mu;
    private double delta = 1;

    Regularization(OptimizerOptions options) {
      mu = options.firstRegularization();
      max = options.maxRegularization();
    }

    double value() {
      return mu;
    }

    boolean isTooLarge() {
      return mu > max;
    }

    void raise() {
      delta = Math.max(FACTOR, FACTOR * delta);
      mu = Math.max(MIN, mu * delta);
    }

    void lower() {
      delta = Math.min(1 / FACTOR, delta / FACTOR);
      mu = mu * delta < MIN ? 0 : mu * delta;
    }
  }
}
