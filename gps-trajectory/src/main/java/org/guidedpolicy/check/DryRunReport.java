package org.guidedpolicy.check;

import java.util.List;
import java.util.Optional;

/**
 * What a dry run found. Immutable.
 *
 * @param completed whether all was done
 * @param reason why it ended
 * @param noise standard deviation of one reading of each state entry at rest; empty if that was not
 *     reached
 * @param effects of the actions that were moved, in their order
 * @param timing of all steps; empty if there was none
 * @param findings what looks wrong, the worst first
 */
public record DryRunReport(
    boolean completed,
    String reason,
    List<Double> noise,
    List<ActionEffect> effects,
    Optional<Timing> timing,
    List<Finding> findings) {

  public DryRunReport {
    noise = List.copyOf(noise);
    effects = List.copyOf(effects);
    findings = List.copyOf(findings);
  }

  /**
   * How long calls of {@code step} took, in seconds.
   *
   * @param mean of all
   * @param jitter their standard deviation
   * @param worst the longest
   */
  public record Timing(double mean, double jitter, double worst) {}
}
