package org.guidedpolicy.resetfree;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.guidedpolicy.cluster.GivenGroups;
import org.guidedpolicy.dynamics.DynamicsLearner;
import org.guidedpolicy.dynamics.DynamicsOptions;
import org.guidedpolicy.dynamics.ImaginedEpisodes;
import org.guidedpolicy.dynamics.LearnedDynamics;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.gps.Expansion;
import org.guidedpolicy.gps.ImaginationOptions;
import org.guidedpolicy.gps.ImprovementPhases;
import org.guidedpolicy.gps.ModelOptions;
import org.guidedpolicy.gps.ModelPhase;
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
import org.guidedpolicy.training.TrainingException;
import org.guidedpolicy.training.Workshop;

/**
 * What follows a real batch: dynamics are learned from all real episodes so far, and then the
 * network is improved in rounds, each an iteration of the same phases on episodes that the last
 * round's network makes in these dynamics. Each imagined episode is modelled on its own. One
 * thread.
 */
final class ImaginedRounds {
  private final ResetFree algorithm;
  private final ImaginationOptions options;
  private final Workshop shop;
  private final ModelPhase realModels;
  private final ImprovementPhases improvementPhases;
  private DynamicsLearner learner;

  /**
   * @param realModels the phase that models real episodes; those that it remembers serve the
   *     rounds' mixtures too
   * @param improvementPhases those that learn from real episodes
   * @throws TrainingException if there are to be rounds, and the observation is not the state
   */
  ImaginedRounds(
      ResetFree algorithm,
      Workshop shop,
      ModelPhase realModels,
      ImprovementPhases improvementPhases) {
    this.algorithm = algorithm;
    this.options = algorithm.imagination();
    this.shop = shop;
    this.realModels = realModels;
    this.improvementPhases = improvementPhases;
    EnvironmentSpec spec = shop.spec();
    this.learner =
        new DynamicsLearner(spec.stateDimension(), spec.actionDimension(), dynamicsOptions());
    if (isOn() && spec.observationDimension() != spec.stateDimension()) {
      throw new TrainingException(
          "imaginedRounds is "
              + options.imaginedRounds()
              + ", but episodes can be imagined only where the observation is the state: the state"
              + " has "
              + spec.stateDimension()
              + " entries, the observation "
              + spec.observationDimension()
              + "; set imaginedRounds to 0");
    }
  }

  private DynamicsOptions dynamicsOptions() {
    return DynamicsOptions.defaults()
        .with(
            o -> {
              o.members = options.members();
              o.firstSteps = options.firstDynamicsSteps();
              o.laterSteps = options.laterDynamicsSteps();
            });
  }

  private boolean isOn() {
    return options.imaginedRounds() > 0;
  }

  /**
   * What the rounds made.
   *
   * @param policy the last round's; without rounds the one that was given
   */
  record Outcome(GaussianPolicy policy, List<Figure> figures) {}

  /**
   * Learns from a real batch and imagines.
   *
   * @param real the iteration's episodes
   * @param executed their mean cost
   * @param network what the phases have made of them
   */
  Outcome after(
      int iteration,
      List<Trajectory> real,
      double executed,
      GaussianPolicy network,
      PhaseRunner phases) {
    if (!isOn()) {
      return new Outcome(network, List.of());
    }
    List<Figure> figures = new ArrayList<>(errorOnNew(real));
    LearnedDynamics world = phases.run("dynamics", () -> learn(real));
    if (iteration < options.firstImagining()) {
      return new Outcome(network, figures);
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
    }
    figures.addAll(costFigures(executed, costs));
    return new Outcome(current, figures);
  }

  /** How far the dynamics were from a batch that they had not seen. */
  private List<Figure> errorOnNew(List<Trajectory> real) {
    return learner
        .dynamics()
        .map(
            before ->
                List.of(
                    new Figure(
                        "error of the learned dynamics",
                        "on new episodes",
                        before.stepError(real).overall(),
                        "",
                        "Squared error of one step on episodes not learned from yet, as a share"
                            + " of the variance of the state's change: how well the robot is"
                            + " known. 0: perfectly, 1: not at all."),
                    new Figure(
                        "error of the learned dynamics",
                        "disagreement",
                        before.spread(real),
                        "",
                        "Variance among the networks on the same episodes, as the same share.")))
        .orElse(List.of());
  }

  private LearnedDynamics learn(List<Trajectory> real) {
    learner.add(real);
    return learner.fit(Seeds.of(shop.options().seed(), 0, Seeds.Use.IMAGINATION), shop.pool());
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
   */
  private record Round(GaussianPolicy policy, double cost) {}

  /** The rounds of one iteration. */
  private final class Iteration {
    private final long seed;
    private final double klPerStep;
    private final LearnedDynamics world;
    private final ImaginedEpisodes episodes;
    private final double[] variances;
    private final ModelPhase modelPhase;

    Iteration(int iteration, LearnedDynamics world) {
      this.seed = Seeds.of(shop.options().seed(), iteration, Seeds.Use.IMAGINATION);
      this.klPerStep = algorithm.step().warmUp(iteration) * options.imaginedKlPerStep();
      this.world = world;
      List<Trajectory> anchors =
          ImaginedEpisodes.anchors(learner.episodes(), learner.newest(), options.anchors(), seed);
      this.episodes = new ImaginedEpisodes(world, shop.spec(), anchors);
      this.variances = world.stepError(anchors).meanSquares();
      this.modelPhase = realModels.with(roundModels(), seed);
    }

    private ModelOptions roundModels() {
      return algorithm
          .models()
          .with(
              o -> {
                o.linearization = ModelOptions.Linearization.JACOBIAN;
                o.reusedIterations = 0;
              });
    }

    /** Empty if the dynamics diverge in every episode. */
    Optional<Round> round(int round, GaussianPolicy network, PhaseRunner phases) {
      List<Trajectory> imagined = phases.run("imagination", () -> imagined(round, network));
      if (imagined.isEmpty()) {
        return Optional.empty();
      }
      ExecutedCosts executed = shop.executedCosts(imagined);
      List<QuadraticCost> costs = phases.run("costs", () -> shop.expandedCosts(imagined));
      ModelPhase.Models models = phases.run("models", () -> modelled(round, imagined, network));
      var problems =
          new LocalProblems(modelPhase, round, imagined, costs, Expansion.PER_SAMPLE, klPerStep);
      GaussianPolicy next =
          improvementPhases
              .run(imagined, costs.size(), executed.spread(), problems, models, phases)
              .fit()
              .policy();
      return Optional.of(new Round(next, executed.mean()));
    }

    private List<Trajectory> imagined(int round, GaussianPolicy network) {
      Behaviour behaviour = new Behaviour.Exploring(network, algorithm.noise());
      EpisodeOrder order =
          new EpisodeOrder(
              new Starts.Anywhere(), behaviour, Seeds.of(seed, round, Seeds.Use.EPISODES), 0);
      ControllerFactory controllers = Controllers.of(order, shop.spec(), Optional.empty()).apply(0);
      Rollouts rollouts =
          episodes.run(options.imaginedEpisodes(), controllers, order.seed(), shop.pool());
      shop.fallbacks()
          .add(
              Fallback.IMAGINED_EPISODE_DROPPED,
              rollouts.dropped().stream().map(EpisodeException::getMessage).toList());
      return rollouts.trajectories();
    }

    private ModelPhase.Models modelled(
        int round, List<Trajectory> imagined, GaussianPolicy network) {
      return options.takesDerivatives(round)
          ? modelPhase.along(imagined, network, world, variances)
          : modelPhase.fit(round, imagined, network, GivenGroups.each(), imagined.size());
    }
  }

  /** Writes what the next iterations depend on: the dynamics and all real episodes. */
  void write(BinaryOutput out) {
    if (isOn()) {
      learner.write(out);
    }
  }

  /** Takes over what {@link #write} wrote. */
  void read(BinaryInput in) throws FormatException {
    if (isOn()) {
      EnvironmentSpec spec = shop.spec();
      learner =
          DynamicsLearner.read(
              spec.stateDimension(), spec.actionDimension(), dynamicsOptions(), in);
    }
  }
}
