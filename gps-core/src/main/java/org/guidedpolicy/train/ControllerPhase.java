package org.guidedpolicy.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.guidedpolicy.cluster.ClusterModel;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.lqr.ExpectedCost;
import org.guidedpolicy.lqr.KlConstrainedLqr;
import org.guidedpolicy.lqr.LqrException;
import org.guidedpolicy.lqr.QuadraticCost;
import org.guidedpolicy.lqr.TrajectoryDistribution;
import org.guidedpolicy.parallel.WorkPool;

/**
 * The C-phase: one KL-constrained LQR problem for each trajectory, on its cluster's models and its
 * own cost expansion [RF, Alg. 2 line 8].
 */
final class ControllerPhase {
  private static final KlConstrainedLqr.Options SEARCH = KlConstrainedLqr.Options.defaults();

  /** An expected cost this many times the executed ones' size away from them is no forecast. */
  private static final double IMPLAUSIBLE = 10;

  private final EnvironmentSpec spec;
  private final WorkPool pool;
  private final FallbackCounter fallbacks;

  ControllerPhase(EnvironmentSpec spec, WorkPool pool, FallbackCounter fallbacks) {
    this.spec = spec;
    this.pool = pool;
    this.fallbacks = fallbacks;
  }

  /**
   * @param solved one local policy for each trajectory whose problem has a solution
   * @param failures a sentence for each trajectory that has none
   */
  record Outcome(List<LocalPolicy> solved, List<String> failures) {
    /**
     * The local policies there are.
     *
     * @throws TrainingException if there is none
     */
    List<LocalPolicy> requireSome() {
      if (solved.isEmpty()) {
        throw new TrainingException(
            "C-phase: no trajectory's problem has a solution; the first: " + failures.get(0));
      }
      return solved;
    }
  }

  /**
   * @param models each trajectory's group and its models
   * @param costs each trajectory's own cost expansion
   * @param klPerStep bound on KL(local || linearised network) per time step
   * @param startEta where each trajectory's dual search starts
   */
  Outcome improve(
      ModelPhase.Models models, List<QuadraticCost> costs, double klPerStep, double[] startEta) {
    int M = costs.size();
    double klTotal = klPerStep * spec.horizon();
    LocalPolicy[] solved = new LocalPolicy[M];
    String[] failures = new String[M];
    String[] raised = new String[M];
    String[] below = new String[M];
    pool.forEach(
        M,
        this::solver,
        (solver, m) -> {
          ClusterModel model = models.of(m);
          try {
            KlConstrainedLqr.Solution s =
                solver.solve(
                    model.dynamics(),
                    models.starts().get(m),
                    costs.get(m),
                    model.policy(),
                    klTotal,
                    startEta[m]);
            solved[m] =
                new LocalPolicy(
                    m,
                    model.policy(),
                    s.controller(),
                    s.eta(),
                    s.kl(),
                    ExpectedCost.total(s.distribution(), costs.get(m)));
            if (s.infeasiblePasses() > 0) {
              raised[m] = raised(m, s);
            }
            if (isBelow(s.kl(), klTotal)) {
              below[m] = "trajectory " + m + " reached " + s.kl() + " of " + klTotal;
            }
          } catch (LqrException e) {
            failures[m] = "trajectory " + m + ": " + e.getMessage();
          }
        });
    fallbacks.add(Fallback.ETA_RAISED, present(raised));
    fallbacks.add(Fallback.KL_BOUND_NOT_REACHED, present(below));
    fallbacks.warn(Fallback.TRAJECTORY_LEFT_OUT, "", present(failures));
    return new Outcome(present(solved), present(failures));
  }

  private static String raised(int m, KlConstrainedLqr.Solution s) {
    return "trajectory "
        + m
        + " had no solution "
        + s.infeasiblePasses()
        + " times, eta "
        + s.eta();
  }

  private static boolean isBelow(double kl, double bound) {
    return kl < (1 - SEARCH.tolerance()) * bound;
  }

  private KlConstrainedLqr solver() {
    return new KlConstrainedLqr(
        spec.horizon(), spec.stateDimension(), spec.actionDimension(), SEARCH);
  }

  /**
   * The cost that each trajectory's linearised network is expected to have under its models, M
   * entries.
   *
   * @param executed what the trajectories did cost, M entries
   */
  double[] expectedCosts(ModelPhase.Models models, List<QuadraticCost> costs, double[] executed) {
    double[] expected = new double[costs.size()];
    pool.forEach(
        expected.length,
        m -> {
          ClusterModel model = models.of(m);
          TrajectoryDistribution distribution =
              TrajectoryDistribution.of(model.dynamics(), models.starts().get(m), model.policy());
          expected[m] = ExpectedCost.total(distribution, costs.get(m));
        });
    countImplausible(expected, executed);
    return expected;
  }

  /** The models know these episodes: what they expect them to cost is close to what they did. */
  private void countImplausible(double[] expected, double[] executed) {
    double size = DoubleStream.of(executed).map(Math::abs).average().orElseThrow();
    List<String> implausible =
        IntStream.range(0, expected.length)
            .filter(m -> !(Math.abs(expected[m] - executed[m]) <= IMPLAUSIBLE * size))
            .mapToObj(m -> "trajectory " + m + " cost " + executed[m] + ", expected " + expected[m])
            .toList();
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
