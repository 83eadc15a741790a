package org.guidedpolicy.importance;

import java.util.List;
import org.guidedpolicy.importance.NetworkFamily.Member;
import org.guidedpolicy.training.Figure;

/**
 * Whether a new policy is better than the best one before it, by the estimates of both from the
 * same samples, without regularization ([GPS13] Alg. 1 lines 11 to 16). Immutable.
 *
 * @param isBetter whether its estimated return is greater
 * @param figures the estimates
 */
record Comparison(boolean isBetter, List<Figure> figures) {
  /** Methods without estimates take each new policy. */
  static final Comparison NONE = new Comparison(true, List.of());

  static Comparison of(SampledReturn samples, Member newest, Member best) {
    double now = samples.estimate(newest).expectedReturn();
    double before = samples.estimate(best).expectedReturn();
    return new Comparison(
        now > before,
        List.of(
            new Figure(
                "cost",
                "estimated of the new policy",
                -now,
                "",
                "What the samples say that the new policy costs."),
            new Figure(
                "cost",
                "estimated of the best policy",
                -before,
                "",
                "What the samples say that the best policy before it costs.")));
  }
}
