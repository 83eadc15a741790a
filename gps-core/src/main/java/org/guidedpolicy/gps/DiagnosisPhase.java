package org.guidedpolicy.gps;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.rollout.Controller;
import org.guidedpolicy.rollout.ControllerFactory;
import org.guidedpolicy.rollout.Controllers;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.training.Diagnosis;
import org.guidedpolicy.training.Evaluation;
import org.guidedpolicy.training.Fallback;
import org.guidedpolicy.training.TrainingException;
import org.guidedpolicy.training.Workshop;

/**
 * Executes an iteration's parts on their own, from the starts of its own trajectories. One thread.
 */
public final class DiagnosisPhase {
  private final Workshop shop;
  private final Evaluation evaluation;

  private DiagnosisPhase(Workshop shop, Evaluation evaluation) {
    this.shop = shop;
    this.evaluation = evaluation;
  }

  /** Empty unless it is asked for. */
  public static Optional<DiagnosisPhase> of(Workshop shop) {
    return shop.evaluation()
        .filter(evaluation -> shop.diagnose())
        .map(evaluation -> new DiagnosisPhase(shop, evaluation));
  }

  /**
   * Episodes of this iteration that failed do not have the starts that a diagnosis would repeat.
   */
  public boolean isPossible() {
    Map<Fallback, Integer> counts = shop.fallbacks().counts();
    int failed =
        counts.getOrDefault(Fallback.EPISODE_REPEATED, 0)
            + counts.getOrDefault(Fallback.EPISODE_DROPPED, 0);
    shop.fallbacks()
        .add(Fallback.DIAGNOSIS_LEFT_OUT, failed > 0 ? 1 : 0, () -> failed + " episodes failed");
    return failed == 0;
  }

  /**
   * Executes all four from the starts of the trajectories.
   *
   * @param network that made the trajectories
   * @param next the network after the S-phase
   */
  public Diagnosis diagnose(
      int iteration,
      List<Trajectory> trajectories,
      Policy network,
      List<LocalPolicy> locals,
      Policy next) {
    Runner run =
        controllers ->
            evaluation.summarise(
                shop.episodes().again(iteration, trajectories.size(), controllers), shop.cost());
    return new Diagnosis(
        run.with(Controllers.noiseFree(network)),
        run.with(each(trajectories, locals, true)),
        run.with(each(trajectories, locals, false)),
        run.with(Controllers.noiseFree(next)));
  }

  private interface Runner {
    Evaluation.Result with(ControllerFactory controllers);
  }

  /** The mean action of the local policy, or of its reference, that belongs to the start. */
  private static ControllerFactory each(
      List<Trajectory> trajectories, List<LocalPolicy> locals, boolean reference) {
    return (first, random) -> {
      LocalPolicy local = startingAt(first.state(), trajectories, locals);
      LinearGaussianController q = reference ? local.reference() : local.controller();
      Controller mean = (t, now, out) -> q.mean(t, now.state(), out);
      return mean;
    };
  }

  private static LocalPolicy startingAt(
      double[] x1, List<Trajectory> trajectories, List<LocalPolicy> locals) {
    return locals.stream()
        .filter(local -> startsAt(x1, local.problem(), trajectories))
        .findFirst()
        .orElseThrow(
            () ->
                new TrainingException(
                    "diagnosis: no trajectory of this iteration starts at "
                        + Arrays.toString(x1)
                        + "; the environment's start must depend on its generator alone"));
  }

  private static boolean startsAt(
      double[] x1, LocalProblem problem, List<Trajectory> trajectories) {
    return problem.trajectories().stream()
        .anyMatch(m -> Arrays.equals(trajectories.get(m).state(0), x1));
  }
}
