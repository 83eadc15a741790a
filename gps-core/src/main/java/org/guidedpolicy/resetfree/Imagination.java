package org.guidedpolicy.resetfree;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.guidedpolicy.dynamics.DynamicsLearner;
import org.guidedpolicy.dynamics.DynamicsOptions;
import org.guidedpolicy.dynamics.ImaginedEpisodes;
import org.guidedpolicy.dynamics.LearnedDynamics;
import org.guidedpolicy.dynamics.ObservationModel;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.fit.DynamicsLinearizer;
import org.guidedpolicy.gps.ImaginationOptions;
import org.guidedpolicy.gps.LocalProblem;
import org.guidedpolicy.gps.Rehearsal;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.lqr.LinearGaussianDynamics;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.rollout.ControllerFactory;
import org.guidedpolicy.rollout.Controllers;
import org.guidedpolicy.rollout.EpisodeException;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.training.Figure;
import org.guidedpolicy.training.Seeds;
import org.guidedpolicy.training.Workshop;

/**
 * The dynamics that are learned from all real episodes so far, and the rehearsals in them. One
 * thread.
 */
final class Imagination {
  /** More entries of an observation than this beyond the state's are a picture. */
  private static final int MOST_LEARNED = 200;

  /** Rehearsals are without noise, so this decides nothing. */
  private static final long NO_NOISE = 0;

  private final ImaginationOptions options;
  private final Workshop shop;
  private DynamicsLearner learner;

  /**
   * What has been learned of the robot.
   *
   * @param dynamics of its state
   * @param sight what the policy observes of a state
   */
  record World(LearnedDynamics dynamics, ObservationModel sight) {}

  Imagination(ImaginationOptions options, Workshop shop) {
    this.options = options;
    this.shop = shop;
    this.learner = new DynamicsLearner(shop.spec(), dynamicsOptions());
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

  /** Whether dynamics are learned at all: if there are to be rounds, and no pictures are seen. */
  boolean isOn() {
    EnvironmentSpec spec = shop.spec();
    return options.imaginedRounds() > 0
        && spec.observationDimension() - spec.stateDimension() <= MOST_LEARNED;
  }

  /**
   * How far the dynamics were from a batch that they had not seen.
   *
   * @param error of one step, as a share of the variance of the state's change
   * @param disagreement of the networks, as the same share
   */
  record Surprise(double error, double disagreement) {
    List<Figure> figures() {
      String group = "error of the learned dynamics";
      return List.of(
          new Figure(
              group,
              "on new episodes",
              error,
              "",
              "Squared error of one step on episodes not learned from yet, as a share of the"
                  + " variance of the state's change: how well the robot is known. 0: perfectly,"
                  + " 1: not at all."),
          new Figure(
              group,
              "disagreement",
              disagreement,
              "",
              "Variance among the networks on the same episodes, as the same share."));
    }
  }

  /** Of a real batch that has not been learned from; empty before the first fit. */
  Optional<Surprise> surprise(List<Trajectory> real) {
    return learner
        .dynamics()
        .map(before -> new Surprise(before.stepError(real).overall(), before.spread(real)));
  }

  /** Whether dynamics that were this far from new episodes are to be imagined in. */
  boolean trusts(Surprise surprise) {
    return surprise.error <= options.trustedError();
  }

  /** Learns from a real batch, and from all before it. */
  World learn(List<Trajectory> real) {
    learner.add(real);
    long seed = Seeds.of(shop.options().seed(), 0, Seeds.Use.IMAGINATION);
    LearnedDynamics dynamics = learner.fit(seed, shop.pool());
    return new World(
        dynamics,
        ObservationModel.of(shop.spec(), learner.episodes(), dynamicsOptions(), seed, shop.pool()));
  }

  /** Episodes that lean on real ones. */
  ImaginedEpisodes episodes(World world, List<Trajectory> anchors) {
    return new ImaginedEpisodes(world.dynamics, world.sight, shop.spec(), anchors);
  }

  /** Real episodes to lean on: the newest batch, then older ones shuffled. */
  List<Trajectory> anchors(long seed) {
    return ImaginedEpisodes.anchors(learner.episodes(), learner.newest(), options.anchors(), seed);
  }

  /**
   * Rehearses the local policies of real episodes.
   *
   * @param network that made them
   */
  Rehearsal ofReal(World world, List<Trajectory> real, GaussianPolicy network) {
    int[] numbers = new int[real.size()];
    Arrays.setAll(numbers, m -> m);
    return of(world, episodes(world, real), real, numbers, network);
  }

  /**
   * Rehearses the local policies of imagined episodes.
   *
   * @param episodes that made them
   * @param trajectories one for each problem
   * @param numbers of the trajectories among the episodes
   * @param network that made them
   */
  Rehearsal of(
      World world,
      ImaginedEpisodes episodes,
      List<Trajectory> trajectories,
      int[] numbers,
      GaussianPolicy network) {
    double[] variances = world.dynamics.stepError(trajectories).meanSquares();
    return new Rehearsal() {
      @Override
      public double networkCost(LocalProblem problem) {
        return cost(problem, Controllers.noiseFree(network));
      }

      @Override
      public double cost(LocalProblem problem, LinearGaussianController controller) {
        return cost(problem, Controllers.meanOf(controller));
      }

      private double cost(LocalProblem problem, ControllerFactory controllers) {
        try {
          Trajectory episode = episodes.run(numbers[problem.number()], controllers, NO_NOISE);
          return shop.executedCosts(List.of(episode)).mean();
        } catch (EpisodeException diverged) {
          return Double.POSITIVE_INFINITY;
        }
      }

      @Override
      public LinearGaussianDynamics derivatives(LocalProblem problem) {
        return DynamicsLinearizer.along(
            world.dynamics, trajectories.get(problem.number()), variances);
      }
    };
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
      learner = DynamicsLearner.read(shop.spec(), dynamicsOptions(), in);
    }
  }
}
