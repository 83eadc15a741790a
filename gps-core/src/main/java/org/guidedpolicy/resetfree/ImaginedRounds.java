package org.guidedpolicy.resetfree;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.guidedpolicy.cluster.GivenGroups;
import org.guidedpolicy.dynamics.ImaginedEpisodes;
import org.guidedpolicy.gps.Expansion;
import org.guidedpolicy.gps.ImaginationOptions;
import org.guidedpolicy.gps.ImprovementPhases;
import org.guidedpolicy.gps.ModelPhase;
import org.guidedpolicy.gps.Rehearsal;
import org.guidedpolicy.lqr.QuadraticCost;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.rollout.Behaviour;
import org.guidedpolicy.rollout.ControllerFactory;
import org.guidedpolicy.rollout.Controllers;
import org.guidedpolicy.rollout.EpisodeException;
import org.guidedpolicy.rollout.EpisodeOrder;
import org.guidedpolicy.rollout.RolloutCollector.Rollouts;
import org.guidedpolicy.rollout.Starts;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.training.ExecutedCosts;
import org.guidedpolicy.training.Fallback;
import org.guidedpolicy.training.Figure;
import org.guidedpolicy.training.PhaseRunner;
import org.guidedpolicy.training.Seeds;
import org.guidedpolicy.training.Workshop;

/**
 * What follows a real batch: the network is improved in rounds, each an iteration of the same
 * phases on episodes that the last round's network makes in the learned dynamics. Each imagined
 * episode is modelled on its own, and each local policy is rehearsed. One thread.
 */
final class ImaginedRounds {
  private final ResetFree algorithm;
  private final ImaginationOptions options;
  private final Workshop shop;
  private final Imagination imagination;
  private final ModelPhase realModels;
  private final ImprovementPhases improvementPhases;

  /**
   * @param realModels the phase that models real episodes; those that it remembers serve the
   *     rounds' mixtures too
   * @param improvementPhases those that learn from real episodes
   */
  ImaginedRounds(
      ResetFree algorithm,
      Workshop shop,
      Imagination imagination,
      ModelPhase realModels,
      ImprovementPhases improvementPhases) {
    this.algorithm = algorithm;
    this.options = algorithm.imagination();
    this.shop = shop;
    this.imagination = imagination;
    this.realModels = realModels;
    this.improvementPhases = improvementPhases;
  }

  /**
   * What the rounds made.
   *
   * @param policy the last round's; without rounds the one that was given
   */
  record Outcome(GaussianPolicy policy, List<Figure> figures) {}

  /**
   * Imagines.
   *
   * @param world what has been learned from all real episodes
   * @param executed mean cost of the newest
   * @param network what the phases have made of them
   */
  Outcome in(
      Imagination.World world,
      int iteration,
      double executed,
      GaussianPolicy network,
      PhaseRunner phases) {
    if (iteration < options.firstImagining()) {
      return new Outcome(network, List.of());
    }
    List<Double> costs = new ArrayList<>();
    Iteration of = new Iteration(iteration, world);
    GaussianPolicy current = network;
    for (int round = 1; round <= options.imaginedRounds(); round++) {
      Optional<Round> made = of.round(round, current, phases);
      if (made.isEmpty()) {
        break;
      }
      current = made.get().policy;
      costs.add(made.get().cost);
      if (made.get().isLast) {
        break;
      }
    }
    return new Outcome(current, costFigures(executed, costs));
  }

  private static List<Figure> costFigures(double executed, List<Double> costs) {
    if (costs.isEmpty()) {
      return List.of();
    }
    String group = "imagined cost";
    return List.of(
        new Figure(
            group, "executed", executed, "", "Mean cost of the real episodes before the rounds."),
        new Figure(
            group,
            "first round",
            costs.get(0),
            "",
            "Mean cost of the imagined episodes of the network that learned from these."),
        new Figure(
            group,
            "last round",
            costs.get(costs.size() - 1),
            "",
            "Of the network before the last round. The next real episodes show whether it holds."));
  }

  /**
   * A round's results.
   *
   * @param policy that it made
   * @param cost mean of its episodes
   * @param isLast whether there is nothing to be gained from further ones
   */
  private record Round(GaussianPolicy policy, double cost, boolean isLast) {}

  /** The rounds of one iteration. */
  private final class Iteration {
    private final long seed;
    private final double klPerStep;
    private final Imagination.World world;
    private final ModelPhase modelPhase;

    Iteration(int iteration, Imagination.World world) {
      this.seed = Seeds.of(shop.options().seed(), iteration, Seeds.Use.IMAGINATION);
      this.klPerStep = algorithm.step().warmUp(iteration) * options.imaginedKlPerStep();
      this.world = world;
      this.modelPhase =
          realModels.with(
              algorithm.models().with(o -> o.reusedIterations = 0), seed, world.sight());
    }

    /** Empty if the dynamics diverge in every episode. */
    Optional<Round> round(int round, GaussianPolicy network, PhaseRunner phases) {
      long roundSeed = Seeds.of(seed, round, Seeds.Use.EPISODES);
      var episodes = imagination.episodes(world, imagination.anchors(roundSeed));
      Rollouts rollouts = phases.run("imagination", () -> run(episodes, network, roundSeed));
      List<Trajectory> imagined = rollouts.trajectories();
      if (imagined.isEmpty()) {
        return Optional.empty();
      }
      ExecutedCosts executed = shop.executedCosts(imagined);
      List<QuadraticCost> costs = phases.run("costs", () -> shop.expandedCosts(imagined));
      ModelPhase.Models models =
          phases.run(
              "models",
              () -> modelPhase.fit(round, imagined, network, GivenGroups.each(), imagined.size()));
      var problems =
          new LocalProblems(modelPhase, round, imagined, costs, Expansion.PER_SAMPLE, klPerStep);
      Rehearsal rehearsal = imagination.of(world, episodes, imagined, rollouts.numbers(), network);
      ImprovementPhases.Improvement improvement =
          improvementPhases.run(
              imagined,
              costs.size(),
              executed.spread(),
              problems,
              models,
              Optional.of(rehearsal),
              phases);
      return Optional.of(
          new Round(improvement.fit().policy(), executed.mean(), improvement.isExhausted()));
    }

    private Rollouts run(ImaginedEpisodes episodes, GaussianPolicy network, long roundSeed) {
      Behaviour behaviour = new Behaviour.Exploring(network, algorithm.noise());
      EpisodeOrder order = new EpisodeOrder(new Starts.Anywhere(), behaviour, roundSeed, 0);
      ControllerFactory controllers = Controllers.of(order, shop.spec(), Optional.empty()).apply(0);
      Rollouts rollouts =
          episodes.run(options.imaginedEpisodes(), controllers, order.seed(), shop.pool());
      shop.fallbacks()
          .add(
              Fallback.IMAGINED_EPISODE_DROPPED,
              rollouts.dropped().stream().map(EpisodeException::getMessage).toList());
      return rollouts;
    }
  }
}
