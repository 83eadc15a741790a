package org.guidedpolicy.training;

import java.util.List;
import java.util.Optional;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.rollout.EpisodeException;
import org.guidedpolicy.rollout.LocalEpisodes;
import org.guidedpolicy.rollout.RolloutCollector;

/** Held-out episodes after iterations. One thread. */
final class TestPhase implements AutoCloseable {
  private final Workshop shop;
  private final Evaluation evaluation;

  /** On a robot that training does not run on; empty before its first test. */
  private Optional<LocalEpisodes> otherRobot = Optional.empty();

  TestPhase(Workshop shop, Evaluation evaluation) {
    this.shop = shop;
    this.evaluation = evaluation;
  }

  /** Whether there are tests after this iteration. */
  boolean isDue(int iteration) {
    return evaluation.isDue(iteration, shop.options().iterations());
  }

  /**
   * How a policy does from held-out starts.
   *
   * @param figures of the episodes that are not in the result
   */
  record Tested(Evaluation.Result result, List<Figure> figures) {}

  /** Runs the held-out episodes. */
  Tested test(Policy policy) {
    RolloutCollector.Rollouts tested = Evaluation.withCosts(episodes(policy), shop.cost());
    shop.fallbacks()
        .add(
            Fallback.TEST_EPISODE_FAILED,
            tested.dropped().stream().map(EpisodeException::getMessage).toList());
    return new Tested(
        evaluation.summarize(tested, shop.cost()),
        EarlyEndFigures.of("test", tested.trajectories()));
  }

  private RolloutCollector.Rollouts episodes(Policy policy) {
    TrainingEpisodes training = shop.episodes();
    if (evaluation.robot().filter(training::uses).isPresent()) {
      return training.test(evaluation, policy);
    }
    if (evaluation.robot().isPresent()) {
      otherRobot = otherRobot.or(() -> Optional.of(runner()));
      return evaluation.run(policy, otherRobot.get());
    }
    try (LocalEpisodes runner = runner()) {
      return evaluation.run(policy, runner);
    }
  }

  private LocalEpisodes runner() {
    TrainingEpisodes training = shop.episodes();
    return evaluation
        .runner(shop.pool(), shop.options().episodes().deadlines(), training::uses)
        .withStop(training.stopSignal());
  }

  @Override
  public void close() {
    otherRobot.ifPresent(LocalEpisodes::close);
  }
}
