package org.guidedpolicy.training;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one iteration did, for listeners, files and plots. Immutable and thread-safe.
 *
 * @param iteration 1, 2, ...
 * @param episodes training episodes executed so far
 * @param meanCost mean over this iteration's trajectories of the executed cost, summed over steps
 * @param test results on held-out initial states of the policy that this iteration produced; empty
 *     without an {@link Evaluation}
 * @param diagnosis where the iteration gained and lost; empty unless asked for
 * @param step what the step-size rule decided
 * @param kl mean over the last round's local policies of KL(new || linearised policy) per step, to
 *     be held against that round's share of {@link Step#klPerStep}
 * @param eta median dual variable of these local policies
 * @param clusterSizes trajectories in each cluster
 * @param fit the S-phase: loss on its targets before and after, optimiser steps
 * @param policyStandardDeviation of each action entry after the S-phase, dU entries
 * @param fallbacks how often what happened that was not meant to, in the order of {@link Fallback};
 *     what did not happen is not in it
 * @param warnings what went wrong and how it was answered, in sentences; empty if nothing did
 * @param seconds wall-clock seconds of each phase, in order of execution
 */
public record IterationReport(
    int iteration,
    int episodes,
    double meanCost,
    Optional<Evaluation.Result> test,
    Optional<Diagnosis> diagnosis,
    Step step,
    double kl,
    double eta,
    List<Integer> clusterSizes,
    Fit fit,
    List<Double> policyStandardDeviation,
    Map<Fallback, Integer> fallbacks,
    List<String> warnings,
    Map<String, Double> seconds) {

  public IterationReport {
    clusterSizes = List.copyOf(clusterSizes);
    policyStandardDeviation = List.copyOf(policyStandardDeviation);
    warnings = List.copyOf(warnings);
    Map<Fallback, Integer> counts = new EnumMap<>(Fallback.class);
    counts.putAll(fallbacks);
    fallbacks = Collections.unmodifiableMap(counts);
    seconds = Collections.unmodifiableMap(new LinkedHashMap<>(seconds));
  }

  /**
   * The step-size decision.
   *
   * @param multiplier running multiplier of the KL bound
   * @param klPerStep the bound used, per time step
   * @param predictedImprovement cost decrease that the last iteration's models promised; empty in
   *     the first iteration
   * @param actualImprovement cost decrease that happened; empty in the first iteration
   */
  public record Step(
      double multiplier,
      double klPerStep,
      Optional<Double> predictedImprovement,
      Optional<Double> actualImprovement) {}

  /** The S-phase: loss on its targets before and after, optimiser steps. */
  public record Fit(double lossBefore, double lossAfter, int steps) {}

  IterationReport completed(
      Optional<Evaluation.Result> heldOut,
      Map<Fallback, Integer> counts,
      List<String> sentences,
      Map<String, Double> phases) {
    return new IterationReport(
        iteration,
        episodes,
        meanCost,
        heldOut,
        diagnosis,
        step,
        kl,
        eta,
        clusterSizes,
        fit,
        policyStandardDeviation,
        counts,
        sentences,
        phases);
  }

  /** The sum of {@link #seconds}. */
  public double totalSeconds() {
    return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
