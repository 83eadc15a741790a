package org.guidedpolicy.train;

import java.util.Arrays;
import java.util.List;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.rollout.Batch;
import org.guidedpolicy.rollout.Behaviour;
import org.guidedpolicy.rollout.Controller;
import org.guidedpolicy.rollout.RolloutCollector;
import org.guidedpolicy.rollout.Trajectory;

/**
 * Where an iteration gained and where it lost: noise-free episodes from the starts of its own
 * trajectories. Only a simulation can do this, because it starts an episode with the same generator
 * at the same state; these episodes are not counted and nothing is learned from them. Immutable and
 * thread-safe.
 *
 * @param network the network that made the trajectories
 * @param linearized its linearisations, each on its own trajectory's start
 * @param local the local policies that the C-phase made
 * @param next the network after the S-phase
 */
public record Diagnosis(
    Evaluation.Result network,
    Evaluation.Result linearized,
    Evaluation.Result local,
    Evaluation.Result next) {

  /** Executes all four from the starts that the seed gives. */
  static Diagnosis of(
      RolloutCollector rollouts,
      long episodeSeed,
      List<Trajectory> trajectories,
      List<LocalPolicy> locals,
      Policy network,
      Policy next,
      Evaluation evaluation,
      CostFunction cost) {
    Runner run =
        behaviour ->
            evaluation.summarise(
                rollouts.collect(Batch.of(trajectories.size(), behaviour, episodeSeed).eachOnce()),
                cost);
    return new Diagnosis(
        run.with(new Behaviour.NoiseFree(network)),
        run.with(each(trajectories, locals, true)),
        run.with(each(trajectories, locals, false)),
        run.with(new Behaviour.NoiseFree(next)));
  }

  private interface Runner {
    Evaluation.Result with(Behaviour behaviour);
  }

  /** The mean action of the local policy, or of its reference, that belongs to the start. */
  private static Behaviour each(
      List<Trajectory> trajectories, List<LocalPolicy> locals, boolean reference) {
    return new Behaviour.Local(
        (first, random) -> {
          LocalPolicy local = startingAt(first.state(), trajectories, locals);
          LinearGaussianController q = reference ? local.reference() : local.controller();
          Controller mean = (t, now, out) -> q.mean(t, now.state(), out);
          return mean;
        });
  }

  private static LocalPolicy startingAt(
      double[] x1, List<Trajectory> trajectories, List<LocalPolicy> locals) {
    return locals.stream()
        .filter(local -> Arrays.equals(trajectories.get(local.trajectory()).state(0), x1))
        .findFirst()
        .orElseThrow(
            () ->
                new TrainingException(
                    "diagnosis: no trajectory of this iteration starts at "
                        + Arrays.toString(x1)
                        + "; the environment's start must depend on its generator alone"));
  }
}
