package org.guidedpolicy.training;

import java.util.Arrays;
import java.util.List;

/**
 * The next thing to try: what the figures of a training show, and what helped where they were like
 * this. The table of rules is {@link AdviceRule}. Immutable and thread-safe.
 *
 * @param rule that speaks
 * @param observation what the figures show, with the numbers
 * @param remedy what to try
 */
public record Advice(AdviceRule rule, String observation, String remedy) {

  /**
   * What to try, the first thing first; empty if there is nothing to say, as after a training that
   * succeeds, or too early.
   *
   * @param history of a training, oldest first
   */
  public static List<Advice> on(List<IterationReport> history) {
    AdviceFacts facts = new AdviceFacts(history);
    return Arrays.stream(AdviceRule.values()).flatMap(rule -> rule.advice(facts).stream()).toList();
  }

  /** As one sentence. */
  @Override
  public String toString() {
    return observation + ": " + remedy;
  }
}
