package org.guidedpolicy.training;

import java.util.List;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.rollout.EpisodeException;
import org.guidedpolicy.rollout.RolloutCollector;

/** Held-out episodes after every iteration. One thread. */
final class TestPhase {
  private final Workshop shop;
  private final Evaluation evaluation;

  TestPhase(Workshop shop, Evaluation evaluation) {
    this.shop = shop;
    this.evaluation = evaluation;
  }

  /**
   * How a policy does from held-out starts.
   *
   * @param figures of the episodes that are not in the result
   */
  record Tested(Evaluation.Result result, List<Figure> figures) {}

  /** Runs the held-out episodes. */
  Tested test(Policy policy) {
    RolloutCollector.Rollouts tested =
        Evaluation.withCosts(
            evaluation.run(policy, shop.pool(), shop.options().episodes().deadlines()),
            shop.cost());
    shop.fallbacks()
        .add(
            Fallback.TEST_EPISODE_FAILED,
            tested.dropped().stream().map(EpisodeException::getMessage).toList());
    return new Tested(
        evaluation.summarize(tested, shop.cost()),
        EarlyEndFigures.of("test", tested.trajectories()));
  }
}
