package org.guidedpolicy.benchmarks.iteration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.guidedpolicy.cluster.ClusterModel;
import org.guidedpolicy.cluster.Clustering;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.gps.ControllerPhase;
import org.guidedpolicy.gps.LocalPolicy;
import org.guidedpolicy.gps.LocalProblem;
import org.guidedpolicy.gps.PolicyOptions;
import org.guidedpolicy.gps.PolicyPhase;
import org.guidedpolicy.lqr.KlConstrainedLqr;
import org.guidedpolicy.lqr.QuadraticCost;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.supervised.PolicyTrainer;
import org.guidedpolicy.supervised.SupervisedTargets;
import org.guidedpolicy.training.FallbackCounter;

/** The driver's C-phase and S-phase apart, which the library itself shows only in a training. */
public final class Phases {
  private final ControllerPhase controllers;
  private final PolicyPhase policies;
  private final EnvironmentSpec spec;
  private final WorkPool pool;

  public Phases(EnvironmentSpec spec, PolicyTrainer trainer, WorkPool pool) {
    this.spec = spec;
    this.pool = pool;
    FallbackCounter fallbacks = new FallbackCounter();
    controllers = new ControllerPhase(spec, pool, fallbacks);
    policies = new PolicyPhase(spec, PolicyOptions.defaults(), trainer, pool, fallbacks);
  }

  /**
   * The C-phase of all trajectories.
   *
   * @throws IllegalStateException if a trajectory's problem has no solution
   */
  public List<LocalPolicy> improve(
      Clustering clustering, List<QuadraticCost> costs, double klPerStep, double[] startEta) {
    List<LocalProblem> problems =
        IntStream.range(0, costs.size())
            .mapToObj(
                m -> {
                  ClusterModel model = clustering.models().get(clustering.assignment(m));
                  return new LocalProblem(
                      m,
                      List.of(m),
                      model.initial(),
                      model.dynamics(),
                      costs.get(m),
                      model.policy(),
                      klPerStep * spec.horizon(),
                      startEta[m],
                      Optional.empty());
                })
            .toList();
    List<LocalPolicy> solved = controllers.improve(problems, 1);
    if (solved.size() < problems.size()) {
      throw new IllegalStateException(
          "C-phase: only " + solved.size() + " of " + problems.size() + " problems are solved");
    }
    return solved;
  }

  /** Backward passes that the dual searches of a C-phase take, on average over trajectories. */
  public double backwardPasses(
      Clustering clustering, List<QuadraticCost> costs, double klPerStep, double[] startEta) {
    KlConstrainedLqr solver =
        new KlConstrainedLqr(
            spec.horizon(),
            spec.stateDimension(),
            spec.actionDimension(),
            KlConstrainedLqr.Options.defaults());
    double passes = 0;
    for (int m = 0; m < costs.size(); m++) {
      ClusterModel model = clustering.models().get(clustering.assignment(m));
      passes +=
          solver
              .solve(
                  model.dynamics(),
                  model.initial(),
                  costs.get(m),
                  model.policy(),
                  klPerStep * spec.horizon(),
                  startEta[m])
              .backwardPasses();
    }
    return passes / costs.size();
  }

  /** What the S-phase would fit. */
  public SupervisedTargets targets(
      List<Trajectory> trajectories, List<LocalPolicy> locals, GaussianPolicy network) {
    List<SupervisedTargets> seen = new ArrayList<>();
    PolicyTrainer recorder =
        (targets, covariance) -> {
          seen.add(targets);
          return new PolicyTrainer.Fit(network, 0, 0, 0);
        };
    new PolicyPhase(spec, PolicyOptions.defaults(), recorder, pool, new FallbackCounter())
        .fit(trajectories, locals, network);
    return seen.get(0);
  }

  /** The S-phase: the targets' computation and the network's fit. */
  public PolicyTrainer.Fit fit(
      List<Trajectory> trajectories, List<LocalPolicy> locals, GaussianPolicy network) {
    return policies.fit(trajectories, locals, network);
  }
}
