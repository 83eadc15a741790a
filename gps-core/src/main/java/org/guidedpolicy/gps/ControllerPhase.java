package org.guidedpolicy.gps;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.lqr.ExpectedCost;
import org.guidedpolicy.lqr.KlConstrainedLqr;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.lqr.LqrException;
import org.guidedpolicy.lqr.TrajectoryDistribution;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.training.Fallback;
import org.guidedpolicy.training.FallbackCounter;
import org.guidedpolicy.training.TrainingException;

/** The C-phase: one KL-constrained LQR problem for each local policy [RF, Alg. 2 line 8]. */
public final class ControllerPhase {
  private static final KlConstrainedLqr.Options SEARCH = KlConstrainedLqr.Options.defaults();

  /** An expected cost this many times the executed ones' size away from them is no forecast. */
  private static final double IMPLAUSIBLE = 10;

  private final EnvironmentSpec spec;
  private final WorkPool pool;
  private final FallbackCounter fallbacks;

  public ControllerPhase(EnvironmentSpec spec, WorkPool pool, FallbackCounter fallbacks) {
    this.spec = spec;
    this.pool = pool;
    this.fallbacks = fallbacks;
  }

  /**
   * Solves each problem on its own.
   *
   * @param costSpread how much the executed steps' costs differ: where that is far from 1, the
   *     search's limits go with it
   * @return the local policies of the problems that have a solution, in order
   * @throws TrainingException if none has
   */
  public List<LocalPolicy> improve(List<LocalProblem> problems, double costSpread) {
    Attempt attempt = new Attempt(problems, costSpread);
    fallbacks.add(Fallback.ETA_RAISED, present(attempt.raised));
    fallbacks.add(Fallback.KL_BOUND_NOT_REACHED, present(attempt.below));
    List<String> failures = present(attempt.failures);
    fallbacks.warn(Fallback.TRAJECTORY_LEFT_OUT, "", failures);
    List<LocalPolicy> solved = present(attempt.solved);
    if (solved.isEmpty()) {
      throw new TrainingException(
          "C-phase: no trajectory's problem has a solution; the first: " + failures.get(0));
    }
    return solved;
  }

  /**
   * The same where a problem without a solution is nothing to be told of, and none may have one.
   */
  List<LocalPolicy> solvable(List<LocalProblem> problems, double costSpread) {
    return present(new Attempt(problems, costSpread).solved);
  }

  /** All problems' solutions, and what there is to be told of them. */
  private final class Attempt {
    final LocalPolicy[] solved;
    final String[] failures;
    final String[] raised;
    final String[] below;

    Attempt(List<LocalProblem> problems, double costSpread) {
      int M = problems.size();
      solved = new LocalPolicy[M];
      failures = new String[M];
      raised = new String[M];
      below = new String[M];
      pool.forEach(M, () -> solver(costSpread), (solver, m) -> run(solver, m, problems.get(m)));
    }

    private void run(KlConstrainedLqr solver, int m, LocalProblem p) {
      try {
        KlConstrainedLqr.Solution s = solve(solver, p);
        double cost = ExpectedCost.total(s.distribution(), p.cost());
        solved[m] = new LocalPolicy(p, s.controller(), s.eta(), s.kl(), cost);
        if (s.infeasiblePasses() > 0) {
          raised[m] = ControllerPhase.raised(p, s);
        }
        if (isBelow(s.kl(), p.klBound())) {
          below[m] = p.owner() + " reached " + s.kl() + " of " + p.klBound();
        }
      } catch (LqrException e) {
        failures[m] = p.owner() + ": " + e.getMessage();
      }
    }
  }

  private static KlConstrainedLqr.Solution solve(KlConstrainedLqr solver, LocalProblem p) {
    return p.second()
        .map(
            second ->
                solver.solve(
                    p.dynamics(),
                    p.start(),
                    p.cost(),
                    p.reference(),
                    second,
                    p.klBound(),
                    p.startEta()))
        .orElseGet(
            () ->
                solver.solve(
                    p.dynamics(), p.start(), p.cost(), p.reference(), p.klBound(), p.startEta()));
  }

  private static String raised(LocalProblem p, KlConstrainedLqr.Solution s) {
    return p.owner() + " had no solution " + s.infeasiblePasses() + " times, eta " + s.eta();
  }

  private static boolean isBelow(double kl, double bound) {
    return kl < (1 - SEARCH.tolerance()) * bound;
  }

  private KlConstrainedLqr solver(double costSpread) {
    return new KlConstrainedLqr(
        spec.horizon(), spec.stateDimension(), spec.actionDimension(), search(costSpread));
  }

  /** Eta is a cost per nat: it grows and shrinks with the cost's unit. */
  private static KlConstrainedLqr.Options search(double costSpread) {
    double unit = costSpread > 0 ? costSpread : 1;
    return new KlConstrainedLqr.Options(
        Math.max(Double.MIN_NORMAL, SEARCH.minEta() * Math.min(1, unit)),
        Math.min(Double.MAX_VALUE, SEARCH.maxEta() * Math.max(1, unit)),
        SEARCH.tolerance(),
        SEARCH.maxEvaluations());
  }

  /**
   * The cost that each problem's reference is expected to have under its models.
   *
   * @param executed what each of the iteration's trajectories did cost
   */
  public double[] expectedCosts(List<LocalProblem> problems, double[] executed) {
    double[] expected =
        expectedCostsOf(problems, problems.stream().map(LocalProblem::reference).toList());
    countImplausible(problems, expected, executed);
    return expected;
  }

  /**
   * The cost that other controllers are expected to have under the problems' models.
   *
   * @param controllers one for each problem
   */
  public double[] expectedCostsOf(
      List<LocalProblem> problems, List<LinearGaussianController> controllers) {
    double[] expected = new double[problems.size()];
    pool.forEach(
        expected.length,
        m -> {
          LocalProblem p = problems.get(m);
          TrajectoryDistribution distribution =
              TrajectoryDistribution.of(p.dynamics(), p.start(), controllers.get(m));
          expected[m] = ExpectedCost.total(distribution, p.cost());
        });
    return expected;
  }

  /**
   * Counts forecasts that are far from what happened: the models know these episodes.
   *
   * @param expected cost of each problem's trajectories, by the controllers that made them
   * @param executed what each of the iteration's trajectories did cost
   */
  public void countImplausible(List<LocalProblem> problems, double[] expected, double[] executed) {
    double size = DoubleStream.of(executed).map(Math::abs).average().orElseThrow();
    List<String> implausible = new ArrayList<>();
    for (LocalProblem p : problems) {
      double cost = p.trajectories().stream().mapToDouble(m -> executed[m]).average().orElseThrow();
      double forecast = expected[p.number()];
      if (!(Math.abs(forecast - cost) <= IMPLAUSIBLE * size)) {
        implausible.add(p.owner() + " cost " + cost + ", expected " + forecast);
      }
    }
    fallbacks.add(Fallback.PREDICTION_IMPLAUSIBLE, implausible);
  }

  private static <E> List<E> present(E[] entries) {
    List<E> result = new ArrayList<>();
    for (E entry : entries) {
      Optional.ofNullable(entry).ifPresent(result::add);
    }
    return List.copyOf(result);
  }
}
