package org.guidedpolicy.training;

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

  /** How a policy does from held-out starts. */
  Evaluation.Result test(Policy policy) {
    RolloutCollector.Rollouts tested =
        evaluation.run(policy, shop.pool(), shop.options().episodes().deadlines());
    shop.fallbacks()
        .add(
            Fallback.TEST_EPISODE_FAILED,
            tested.dropped().stream().map(EpisodeException::getMessage).toList());
    return evaluation.summarize(tested, shop.cost());
  }
}
