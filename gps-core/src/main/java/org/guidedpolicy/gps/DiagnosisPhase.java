package org.guidedpolicy.gps;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.rollout.Behaviour;
import org.guidedpolicy.rollout.Controller;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.training.Evaluation;
import org.guidedpolicy.training.Fallback;
import org.guidedpolicy.training.Figure;
import org.guidedpolicy.training.TrainingException;
import org.guidedpolicy.training.Workshop;

/**
 * Executes an iteration's parts on their own, from the starts of its own trajectories. One thread.
 */
public final class DiagnosisPhase {
  /** The group of the parts' shares of episodes that reach the goal. */
  public static final String SUCCESS = "diagnosis, success";

  /** The group of what each part's episodes cost. */
  public static final String COST = "diagnosis, cost";

  private static final String MEANING =
      "From the iteration's own starts, without noise. Where the local policies are good and the"
          + " next network is not, the fit loses what was gained.";

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
   * Executes the network that made the trajectories, its linearizations, the local policies and the
   * next network, each from the starts of the trajectories.
   *
   * @param network that made the trajectories
   * @param next the network after the S-phase
   */
  public List<Figure> diagnose(
      int iteration,
      List<Trajectory> trajectories,
      Policy network,
      List<LocalPolicy> locals,
      Policy next) {
    Map<String, Behaviour> parts = new LinkedHashMap<>();
    parts.put("network", new Behaviour.NoiseFree(network));
    parts.put("linearized", each(trajectories, locals, true));
    parts.put("local", each(trajectories, locals, false));
    parts.put("next network", new Behaviour.NoiseFree(next));
    Map<String, Evaluation.Result> results = new LinkedHashMap<>();
    parts.forEach(
        (name, by) ->
            results.put(
                name,
                evaluation.summarize(
                    shop.episodes().again(iteration, trajectories.size(), by), shop.cost())));
    List<Figure> all = new ArrayList<>();
    add(all, SUCCESS, Figure.SHARE, results, Evaluation.Result::success);
    add(all, "diagnosis, distance", "", results, Evaluation.Result::finalDistance);
    add(all, COST, "", results, Evaluation.Result::meanCost);
    return all;
  }

  private static void add(
      List<Figure> all,
      String group,
      String unit,
      Map<String, Evaluation.Result> results,
      Function<Evaluation.Result, Optional<Double>> value) {
    results.forEach(
        (name, result) ->
            value.apply(result).ifPresent(v -> all.add(new Figure(group, name, v, unit, MEANING))));
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
