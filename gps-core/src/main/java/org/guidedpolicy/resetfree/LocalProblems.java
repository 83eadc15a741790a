package org.guidedpolicy.resetfree;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.guidedpolicy.cluster.ClusterModel;
import org.guidedpolicy.gps.CostAverage;
import org.guidedpolicy.gps.EarlyEnds;
import org.guidedpolicy.gps.Expansion;
import org.guidedpolicy.gps.ImprovementPhases;
import org.guidedpolicy.gps.LocalProblem;
import org.guidedpolicy.gps.ModelPhase;
import org.guidedpolicy.lqr.QuadraticCost;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.rollout.Trajectory;

/**
 * The C-phase's problems of a batch of trajectories, as the rounds of C- and S-phase ask for them:
 * one for each trajectory, with its group's models and its own cost [RF, Sec. IV-B]; or one for
 * each group, with the mean of its trajectories' costs. One thread.
 *
 * @param modelPhase linearizes another network
 * @param number of the batch, 1, 2, ...: decides about the randomness of that
 * @param costs around each trajectory
 * @param klPerStep that all rounds together may use
 */
record LocalProblems(
    ModelPhase modelPhase,
    int number,
    List<Trajectory> trajectories,
    List<QuadraticCost> costs,
    Expansion expansion,
    double klPerStep)
    implements ImprovementPhases.Models<ModelPhase.Models> {

  @Override
  public GaussianPolicy network(ModelPhase.Models models) {
    return models.policy();
  }

  @Override
  public List<LocalProblem> problems(ModelPhase.Models models, int rounds, double[] startEta) {
    boolean each = expansion == Expansion.PER_SAMPLE;
    return IntStream.range(0, each ? costs.size() : models.models().size())
        .mapToObj(
            p -> {
              ClusterModel group = each ? models.of(p) : models.models().get(p);
              List<Integer> own =
                  each ? List.of(p) : IntStream.of(models.clustering().members(p)).boxed().toList();
              return new LocalProblem(
                  p,
                  own,
                  each ? models.starts().get(p) : group.initial(),
                  group.dynamics(),
                  each ? costs.get(p) : CostAverage.of(own.stream().map(costs::get).toList()),
                  group.policy(),
                  klPerStep / rounds * EarlyEnds.meanSteps(trajectories, own),
                  startEta[p],
                  Optional.empty());
            })
        .toList();
  }

  @Override
  public ModelPhase.Models relinearize(
      ModelPhase.Models models, int round, GaussianPolicy network) {
    return modelPhase.relinearize(number, round, models, trajectories, network);
  }
}
