package org.guidedpolicy.benchmarks.curves;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.guidedpolicy.benchmarks.lqr.RandomProblem;
import org.guidedpolicy.benchmarks.models.ArmEpisodes;
import org.guidedpolicy.cluster.ClusteringProblem;
import org.guidedpolicy.cluster.GivenGroups;
import org.guidedpolicy.cluster.RegressionFit;
import org.guidedpolicy.fit.DynamicsFitter;
import org.guidedpolicy.fit.InitialStateFitter;
import org.guidedpolicy.fit.PolicyLinearizer;
import org.guidedpolicy.fit.Tuples;
import org.guidedpolicy.lqr.KlConstrainedLqr;
import org.guidedpolicy.lqr.Passes;
import org.guidedpolicy.mixture.GaussianMixture;
import org.guidedpolicy.mixture.GaussianMixtureFitter;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.Trajectory;

/** The pieces of work that are measured, each prepared for a size. One thread. */
final class Work {
  private static final int EM_ITERATIONS = 3;

  private Work() {}

  static Runnable backwardPass(Size size) {
    RandomProblem problem = RandomProblem.of(size.T(), size.dX(), size.dU(), 7);
    Passes passes =
        new Passes(problem.dynamics(), problem.initial(), problem.cost(), problem.reference());
    return () -> passes.backward(10);
  }

  /** The local policies of all trajectories. */
  static Runnable cPhase(Size size) {
    RandomProblem problem = RandomProblem.of(size.T(), size.dX(), size.dU(), 7);
    KlConstrainedLqr solver =
        new KlConstrainedLqr(size.T(), size.dX(), size.dU(), KlConstrainedLqr.Options.defaults());
    return () -> {
      for (int m = 0; m < size.M(); m++) {
        solver.solve(
            problem.dynamics(),
            problem.initial(),
            problem.cost(),
            problem.reference(),
            size.T(),
            1);
      }
    };
  }

  /** A few iterations of the dynamics mixture. */
  static Runnable mixture(Size size) {
    WorkPool pool = WorkPool.of(1);
    List<Trajectory> trajectories = size.episodes();
    double[] points = Tuples.transitions(trajectories, size.M());
    int d = 2 * size.dX() + size.dU();
    int n = points.length / d;
    var options = GaussianMixtureFitter.Options.of(size.components(), 1).with(o -> o.tolerance = 0);
    GaussianMixture start =
        new GaussianMixtureFitter(options.with(o -> o.maxIterations = EM_ITERATIONS))
            .fit(points, n, d, Optional.empty(), new SplittableRandom(1), pool)
            .mixture();
    var fitter = new GaussianMixtureFitter(options.with(o -> o.maxIterations = EM_ITERATIONS));
    return () -> fitter.fit(points, n, d, Optional.of(start), new SplittableRandom(1), pool);
  }

  /** All fits of four groups, and the score of each trajectory in each. */
  static Runnable fits(Size size) {
    WorkPool pool = WorkPool.of(1);
    List<Trajectory> trajectories = size.episodes();
    var policy = new ArmEpisodes(size.dU(), size.T()).policy();
    double[] transitions = Tuples.transitions(trajectories, size.M());
    double[] actions = Tuples.policyActions(trajectories, size.M(), policy);
    int groups = Math.min(4, size.M());
    int[] group = new int[size.M()];
    Arrays.setAll(group, m -> m % groups);
    var options =
        GaussianMixtureFitter.Options.of(size.components(), 1).with(o -> o.maxIterations = 1);
    int dZ = size.dX() + size.dU();
    var dynamics =
        new GaussianMixtureFitter(options)
            .fit(
                transitions,
                transitions.length / (dZ + size.dX()),
                dZ + size.dX(),
                Optional.empty(),
                new SplittableRandom(1),
                pool);
    var actionMixture =
        new GaussianMixtureFitter(options)
            .fit(actions, actions.length / dZ, dZ, Optional.empty(), new SplittableRandom(1), pool);
    var problem =
        new ClusteringProblem(
            trajectories,
            groups,
            new RegressionFit(
                InitialStateFitter.prepare(trajectories),
                DynamicsFitter.prepare(trajectories, dynamics.prior(1), pool),
                PolicyLinearizer.prepare(trajectories, policy, actionMixture.prior(1), true, pool)),
            pool);
    return () -> GivenGroups.of(group).cluster(problem, new SplittableRandom(1));
  }
}
