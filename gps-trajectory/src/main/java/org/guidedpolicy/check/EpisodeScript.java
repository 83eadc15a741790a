package org.guidedpolicy.check;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.rollout.ControllerFactory;
import org.guidedpolicy.rollout.Episode;
import org.guidedpolicy.rollout.EpisodeException;
import org.guidedpolicy.rollout.Starts;
import org.guidedpolicy.rollout.Trajectory;

/** Random episodes that can be played again, on this or that instance. */
final class EpisodeScript {
  private final EnvironmentSpec spec;
  private final long seed;
  private final Supplier<? extends Environment> recorders;
  private final Optional<ControllerFactory> controllers;
  private final Map<Integer, double[][]> recorded = new HashMap<>();

  /**
   * @param recorders on a new instance of which the controllers, if there are any, choose the
   *     actions of an episode once
   */
  EpisodeScript(
      EnvironmentSpec spec,
      long seed,
      Supplier<? extends Environment> recorders,
      Optional<ControllerFactory> controllers) {
    this.spec = spec;
    this.seed = seed;
    this.recorders = recorders;
    this.controllers = controllers;
  }

  Trajectory play(Environment environment, int episode) {
    return play(environment, episode, actions(episode));
  }

  /** Another sequence for one entry of the action. */
  Trajectory playChanged(Environment environment, int episode, int entry) {
    double[][] actions = actions(episode);
    double[][] others = actions(episode + 1000);
    for (int t = 0; t < actions.length; t++) {
      actions[t][entry] = others[t][entry];
    }
    return play(environment, episode, actions);
  }

  void playHalf(Environment environment, int episode) {
    try {
      play(new AliasingProbe.BreaksOff(environment, spec.horizon() / 2), episode);
    } catch (EpisodeException e) {
      if (!(e.getCause() instanceof AliasingProbe.BrokenOff)) {
        throw e;
      }
    }
  }

  /** Where an episode on this environment differs from the reference; a failure counts. */
  String difference(Trajectory reference, Environment environment) {
    try {
      return EpisodeComparison.firstDifference(reference, play(environment, 0));
    } catch (EpisodeException e) {
      return "it fails: " + e.getMessage();
    }
  }

  private Trajectory play(Environment environment, int episode, double[][] actions) {
    return play(
        environment,
        episode,
        (first, random) -> (t, now, out) -> System.arraycopy(actions[t], 0, out, 0, out.length));
  }

  private Trajectory play(Environment environment, int episode, ControllerFactory by) {
    return new Episode(
            episode,
            spec,
            environment,
            new Starts.Anywhere(),
            by,
            new SplittableRandom(seed + 31L * episode))
        .run();
  }

  /** A copy of the episode's actions. */
  double[][] actions(int episode) {
    if (controllers.isEmpty()) {
      return drawn(episode);
    }
    if (!recorded.containsKey(episode)) {
      try (Environment recorder = recorders.get()) {
        Trajectory controlled = play(recorder, episode, controllers.get());
        double[][] actions = new double[spec.horizon()][];
        Arrays.setAll(actions, controlled::action);
        recorded.put(episode, actions);
      }
    }
    return Arrays.stream(recorded.get(episode)).map(double[]::clone).toArray(double[][]::new);
  }

  /** Uniform between the limits; standard normal where there are none. */
  private double[][] drawn(int episode) {
    RandomGenerator random = new SplittableRandom(~seed + 31L * episode);
    double[] lower = spec.actionLower();
    double[] upper = spec.actionUpper();
    double[][] actions = new double[spec.horizon()][lower.length];
    for (double[] action : actions) {
      for (int i = 0; i < action.length; i++) {
        double u = random.nextGaussian();
        boolean limited = Double.isFinite(lower[i]) && Double.isFinite(upper[i]);
        action[i] =
            limited
                ? lower[i] + random.nextDouble() * (upper[i] - lower[i])
                : Math.max(lower[i], Math.min(upper[i], u));
      }
    }
    return actions;
  }
}
