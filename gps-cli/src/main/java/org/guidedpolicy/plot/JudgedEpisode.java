package org.guidedpolicy.plot;

import java.util.Locale;
import java.util.Optional;
import org.guidedpolicy.rollout.Trajectory;

/**
 * An episode and how it ended. Immutable.
 *
 * @param trajectory drawn
 * @param cost summed over its steps
 * @param finalDistance from the goal, m; empty if there is none
 * @param success whether it counts as reached; empty if that is not defined
 */
public record JudgedEpisode(
    Trajectory trajectory, double cost, Optional<Double> finalDistance, Optional<Boolean> success) {

  /** Whether nothing says that it failed. */
  public boolean isGood() {
    return success.orElse(true);
  }

  /** How it ended, in words. */
  public String ending() {
    String verdict = verdict().map(v -> v + ", ").orElse("");
    return verdict + figure();
  }

  Optional<String> verdict() {
    return success.map(s -> s ? "reached" : "missed");
  }

  /** Its final distance, or else its cost. */
  String figure() {
    return finalDistance
        .map(d -> String.format(Locale.ROOT, "%.3f m away", d))
        .orElseGet(() -> String.format(Locale.ROOT, "cost %.4g", cost));
  }
}
