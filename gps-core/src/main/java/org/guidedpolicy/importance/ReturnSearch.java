package org.guidedpolicy.importance;

import java.util.List;
import org.guidedpolicy.importance.ImportanceSampling.Bound;
import org.guidedpolicy.importance.NetworkFamily.Member;
import org.guidedpolicy.importance.SampledReturn.Estimate;
import org.guidedpolicy.training.Figure;

/**
 * Searches for the policy of the greatest regularized return ([GPS13] Alg. 1 line 5): once from
 * theta*, once from the policy under which the best sample is most probable. Stateless; one thread.
 */
final class ReturnSearch {
  private static final int MEMORY = 20;

  /** Of L-BFGS towards the best sample, for each 40 of the search. */
  private static final double IMITATION_SHARE = 1.5;

  private final ImportanceSampling options;

  ReturnSearch(ImportanceSampling options) {
    this.options = options;
  }

  /** w_r, and how many effective samples there must be. */
  private double weight(SearchState state) {
    return options.bound() == Bound.REGULARIZATION ? state.regularization() : 0;
  }

  private double minEffectiveSamples() {
    return options.bound() == Bound.EFFECTIVE_SAMPLES ? options.minEffectiveSamples() : 0;
  }

  /**
   * The policy of the greater Phi.
   *
   * @param active S_k
   */
  Proposal propose(SearchState state, ActiveSet active, Imitation imitation) {
    double wr = weight(state);
    Member best = state.theta();
    SampledReturn phi = active.sampledReturn();
    Member a = search(phi, best, best, wr);
    int iterations = (int) (IMITATION_SHARE * options.searchIterations());
    Member imitated =
        imitation.fitMean(List.of(state.family().rows(active.best())), best, iterations);
    Member b = search(phi, imitated, best, wr);
    Estimate atA = phi.estimate(a);
    Estimate atB = phi.estimate(b);
    boolean fromBest = atA.phi(wr) >= atB.phi(wr);
    Estimate chosen = fromBest ? atA : atB;
    return new Proposal(
        fromBest ? a : b,
        List.of(
            new Figure(
                "objective",
                "from the best policy",
                atA.phi(wr),
                "",
                "The regularized return that the search from the best policy so far found."),
            new Figure(
                "objective",
                "from the best sample",
                atB.phi(wr),
                "",
                "The regularized return that the search from an imitation of the best sample found."),
            new Figure(
                "samples",
                "effective",
                chosen.effectiveSamples(),
                "",
                "Of how many samples the new policy's estimate is made; the fewer, the worse.")));
  }

  /** Where the bound forbids the start, the other policy. */
  private Member search(SampledReturn phi, Member start, Member otherwise, double wr) {
    double min = minEffectiveSamples();
    if (min > 0 && phi.estimate(start).effectiveSamples() < min) {
      return otherwise;
    }
    int iterations = options.searchIterations();
    Lbfgs lbfgs = new Lbfgs(MEMORY, iterations, 2 * iterations, 0);
    return start.at(lbfgs.minimize(phi.negative(start, wr, min), start.theta()).x());
  }
}
