package org.guidedpolicy.training;

import java.util.List;
import java.util.Optional;
import org.guidedpolicy.cost.CostException;
import org.guidedpolicy.cost.CostExpansion;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.DataScales;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.initial.InitialController;
import org.guidedpolicy.lqr.QuadraticCost;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.supervised.PolicyTrainer;
import org.guidedpolicy.supervised.PolicyTrainerFactory;

/**
 * What a learner works with; it ends with the run.
 *
 * @param spec of the environment
 * @param cost what the robot is to achieve
 * @param initialController controls the first episodes
 * @param recorded trajectories to learn from before episodes are run; empty for none
 * @param options of the run
 * @param episodes runs episodes, records and counts them
 * @param evaluation held-out episodes, which training tests every policy on; empty for none
 * @param diagnose whether iterations execute their parts on their own; needs an evaluation
 * @param trainers makes what fits the policy
 * @param fallbacks counts what did not go as it was meant
 * @param pool shares work over the run's threads
 */
public record Workshop(
    EnvironmentSpec spec,
    CostFunction cost,
    InitialController initialController,
    List<Trajectory> recorded,
    TrainingOptions options,
    TrainingEpisodes episodes,
    Optional<Evaluation> evaluation,
    boolean diagnose,
    PolicyTrainerFactory trainers,
    FallbackCounter fallbacks,
    WorkPool pool) {

  /**
   * Makes the policy's trainer, ready to fit; the learner closes it.
   *
   * @throws IllegalStateException if it cannot fit, for instance without its native library
   */
  public PolicyTrainer trainer() {
    PolicyTrainer trainer = trainers.create(spec, Seeds.of(options.seed(), 0, Seeds.Use.POLICY));
    try {
      trainer.prepare();
    } catch (RuntimeException e) {
      trainer.close();
      throw e;
    }
    return trainer;
  }

  /**
   * What trajectories did cost.
   *
   * @throws CostException if a step's cost is not finite, or the cost fails: in which episode
   */
  public ExecutedCosts executedCosts(List<Trajectory> trajectories) {
    return ExecutedCosts.of(trajectories, cost);
  }

  /**
   * The cost around each trajectory, to second order; finite differences take their steps from how
   * much the trajectories vary.
   *
   * @throws CostException if a derivative is not finite, or the cost fails: in which episode
   */
  public List<QuadraticCost> expandedCosts(List<Trajectory> trajectories) {
    QuadraticCost[] costs = new QuadraticCost[trajectories.size()];
    DataScales scales = DataScales.of(trajectories);
    pool.forEach(
        costs.length,
        m -> {
          try {
            costs[m] = CostExpansion.around(trajectories.get(m), cost, scales);
          } catch (CostException e) {
            throw e.in(ExecutedCosts.inPhase(m));
          }
        });
    return List.of(costs);
  }
}
