package org.guidedpolicy.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.guidedpolicy.policy.Policy;

/**
 * What a training has achieved: its policy, the best one, and a report for each finished iteration.
 * One thread.
 */
public final class TrainingProgress {
  private final TrainingOptions options;
  private Optional<Policy> policy = Optional.empty();
  private Optional<Judged> best = Optional.empty();
  private final List<IterationReport> history = new ArrayList<>();

  TrainingProgress(TrainingOptions options) {
    this.options = options;
  }

  /**
   * A policy and what its own training episodes cost on average.
   *
   * @param iteration the one that produced it
   */
  record Judged(Policy policy, int iteration, double cost) {}

  /** Takes over what an earlier run of the same training achieved. */
  void restore(Policy last, Optional<Judged> bestOne, List<IterationReport> reports) {
    policy = Optional.of(last);
    best = bestOne;
    history.addAll(reports);
  }

  /** The last finished iteration's policy; empty before there is one. */
  public Optional<Policy> policy() {
    return policy;
  }

  /** The policy whose own training episodes cost least; empty before there is one. */
  Optional<Judged> best() {
    return best;
  }

  /** One report for each finished iteration. */
  public List<IterationReport> history() {
    return List.copyOf(history);
  }

  /** Finished iterations. */
  public int iterations() {
    return history.size();
  }

  /** The last finished iteration's report; empty before there is one. */
  public Optional<IterationReport> last() {
    return history.isEmpty() ? Optional.empty() : Optional.of(history.get(history.size() - 1));
  }

  /** Training episodes executed in the finished iterations. */
  public int episodes() {
    return last().map(IterationReport::episodes).orElse(0);
  }

  /** The policy's own episodes have been executed and cost this on average. */
  public void judge(double cost) {
    if (best.isEmpty() || cost < best.get().cost) {
      policy.ifPresent(judged -> best = Optional.of(new Judged(judged, iterations(), cost)));
    }
  }

  /**
   * A policy of the running iteration has acted in it and its episodes cost this on average; called
   * when all the iteration's phases are done.
   */
  public void judge(Policy acted, double cost) {
    if (best.isEmpty() || cost < best.get().cost) {
      best = Optional.of(new Judged(acted, iterations() + 1, cost));
    }
  }

  /** An iteration is done. */
  void add(IterationReport report, Policy next) {
    policy = Optional.of(next);
    history.add(report);
  }

  /** Empty before the first iteration is done. */
  Optional<TrainingResult> result(TrainingResult.Ending ending) {
    Optional<Judged> judged =
        best.filter(
            b -> options.selectedPolicy() == TrainingOptions.SelectedPolicy.BEST_IN_TRAINING);
    int iteration = judged.map(Judged::iteration).orElse(iterations());
    return judged
        .map(Judged::policy)
        .or(() -> policy)
        .map(p -> new TrainingResult(p, iteration, history, options, ending));
  }
}
