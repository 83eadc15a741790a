package org.guidedpolicy.mirror;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.gps.Expansion;
import org.guidedpolicy.gps.LocalPolicy;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.rollout.Behaviour;
import org.guidedpolicy.rollout.ControllerFormat;
import org.guidedpolicy.rollout.Starts;

/**
 * The newest local policy q of each condition, or of each of its episodes. Problems of the C-phase
 * are numbered by condition, or by the episodes that were not left out; {@code episodes} below are
 * those episodes' numbers. One thread.
 */
final class LocalPolicies {
  private final Starts.Conditions starts;
  private final Expansion expansion;

  /** By condition, or by episode; empty before {@link #begin}. */
  private List<LinearGaussianController> newest = List.of();

  LocalPolicies(Starts.Conditions starts, Expansion expansion) {
    this.starts = starts;
    this.expansion = expansion;
  }

  /** The first ones are the controllers that the first episodes followed. */
  void begin(List<LinearGaussianController> followed, int[] episodes) {
    Map<Integer, LinearGaussianController> initial = new HashMap<>();
    for (int i = 0; i < episodes.length; i++) {
      int slot = expansion == Expansion.AVERAGED ? starts.condition(episodes[i]) : episodes[i];
      initial.putIfAbsent(slot, followed.get(i));
    }
    newest = filled(initial);
  }

  /** Those of problems without a solution stay if their condition has no other one. */
  void improve(List<LocalPolicy> solved, int[] episodes) {
    Map<Integer, LinearGaussianController> improved = new HashMap<>();
    solved.forEach(q -> improved.put(slot(q.problem().number(), episodes), q.controller()));
    newest = filled(improved);
  }

  /** Of each problem. */
  List<LinearGaussianController> ofProblems(int[] episodes) {
    int problems = expansion == Expansion.AVERAGED ? starts.conditions() : episodes.length;
    return IntStream.range(0, problems).mapToObj(p -> newest.get(slot(p, episodes))).toList();
  }

  /** The mean over each condition's local policies of the cost that they predict; NaN for none. */
  double[] predictedCosts(List<LocalPolicy> solved, int[] episodes) {
    return IntStream.range(0, starts.conditions())
        .mapToDouble(m -> mean(solved.stream().filter(q -> conditionOf(q, episodes) == m).toList()))
        .toArray();
  }

  private static double mean(List<LocalPolicy> solved) {
    return solved.stream().mapToDouble(LocalPolicy::predictedCost).average().orElse(Double.NaN);
  }

  /** Acts as they do, in the next episodes. */
  Behaviour.Following following() {
    return expansion == Expansion.AVERAGED
        ? Behaviour.Following.conditions(newest)
        : Behaviour.Following.episodes(newest);
  }

  private int slots() {
    return expansion == Expansion.AVERAGED ? starts.conditions() : starts.episodes();
  }

  private int slot(int problem, int[] episodes) {
    return expansion == Expansion.AVERAGED ? problem : episodes[problem];
  }

  private int conditionOf(LocalPolicy q, int[] episodes) {
    return condition(slot(q.problem().number(), episodes));
  }

  private int condition(int slot) {
    return expansion == Expansion.AVERAGED ? slot : starts.condition(slot);
  }

  /** Where there is none: the first of the same condition, else the one so far. */
  private List<LinearGaussianController> filled(Map<Integer, LinearGaussianController> some) {
    int slots = slots();
    return IntStream.range(0, slots)
        .mapToObj(
            slot ->
                IntStream.concat(IntStream.of(slot), IntStream.range(0, slots))
                    .filter(other -> condition(other) == condition(slot))
                    .filter(some::containsKey)
                    .mapToObj(some::get)
                    .findFirst()
                    .orElseGet(() -> newest.get(slot)))
        .toList();
  }

  void write(BinaryOutput out) {
    ControllerFormat.write(out, newest);
  }

  void read(BinaryInput in) throws FormatException {
    newest = ControllerFormat.read(in);
    if (!newest.isEmpty() && newest.size() != slots()) {
      throw new FormatException(
          "has " + newest.size() + " local policies, the training needs " + slots());
    }
  }
}
