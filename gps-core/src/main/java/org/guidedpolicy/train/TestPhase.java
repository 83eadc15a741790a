package org.guidedpolicy.train;

import java.util.List;
import java.util.Map;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.rollout.EpisodeException;
import org.guidedpolicy.rollout.RolloutCollector;
import org.guidedpolicy.rollout.Trajectory;

/** Episodes that are looked at, and not learned from. One thread. */
final class TestPhase {
  private final TrainingOptions options;
  private final RolloutCollector rollouts;
  private final CostFunction cost;
  private final Evaluation evaluation;
  private final WorkPool pool;
  private final FallbackCounter fallbacks;

  TestPhase(
      TrainingOptions options,
      RolloutCollector rollouts,
      CostFunction cost,
      Evaluation evaluation,
      WorkPool pool,
      FallbackCounter fallbacks) {
    this.options = options;
    this.rollouts = rollouts;
    this.cost = cost;
    this.evaluation = evaluation;
    this.pool = pool;
    this.fallbacks = fallbacks;
  }

  /** How a policy does from held-out starts. */
  Evaluation.Result test(GaussianPolicy policy) {
    RolloutCollector.Rollouts tested = evaluation.run(policy, pool, options.episodes().deadlines());
    fallbacks.add(
        Fallback.TEST_EPISODE_FAILED,
        tested.dropped().stream().map(EpisodeException::getMessage).toList());
    return evaluation.summarise(tested, cost);
  }

  /**
   * Episodes of this iteration that failed do not have the starts that a diagnosis would repeat.
   */
  boolean canDiagnose() {
    Map<Fallback, Integer> counts = fallbacks.counts();
    int failed =
        counts.getOrDefault(Fallback.EPISODE_REPEATED, 0)
            + counts.getOrDefault(Fallback.EPISODE_DROPPED, 0);
    fallbacks.add(
        Fallback.DIAGNOSIS_LEFT_OUT, failed > 0 ? 1 : 0, () -> failed + " episodes failed");
    return failed == 0;
  }

  /** How an iteration's policies do from the starts of its own trajectories. */
  Diagnosis diagnose(
      int iteration,
      List<Trajectory> trajectories,
      GaussianPolicy network,
      List<LocalPolicy> locals,
      GaussianPolicy next) {
    return Diagnosis.of(
        rollouts,
        Seeds.of(options.seed(), iteration, Seeds.Use.EPISODES),
        trajectories,
        locals,
        network,
        next,
        evaluation,
        cost);
  }
}
