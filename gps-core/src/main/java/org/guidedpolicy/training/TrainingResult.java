package org.guidedpolicy.training;

import java.util.List;
import org.guidedpolicy.policy.Policy;

/**
 * What training leaves behind. Immutable and thread-safe.
 *
 * @param policy the policy after the last finished iteration, or the best one, see {@link
 *     TrainingOptions#selectedPolicy}
 * @param policyIteration the iteration that produced it
 * @param history one report for each finished iteration
 * @param options the options it was trained with
 * @param ending why training ended
 */
public record TrainingResult(
    Policy policy,
    int policyIteration,
    List<IterationReport> history,
    TrainingOptions options,
    Ending ending) {

  /** Why training ended. */
  public enum Ending {
    /** All iterations were done. */
    COMPLETED,
    /** The stop predicate was satisfied. */
    STOPPED,
    /** {@link Training#cancel} was called, or the thread was interrupted. */
    CANCELLED,
    /** An iteration failed, see {@link TrainingException#partialResult}. */
    FAILED
  }

  public TrainingResult {
    history = List.copyOf(history);
  }

  /** Source of all randomness of the run. */
  public long seed() {
    return options.seed();
  }
}
