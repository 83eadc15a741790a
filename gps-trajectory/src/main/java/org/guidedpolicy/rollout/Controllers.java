package org.guidedpolicy.rollout;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.policy.Policy;

/** Makes controllers of episodes out of policies and linear-Gaussian controllers. */
public final class Controllers {
  private Controllers() {}

  /**
   * The controllers that an order asks for.
   *
   * @param spec the environment's
   * @param initial makes those of {@link Behaviour.Initial}
   * @return to an episode's number what makes its controller; thread-safe
   * @throws UnsupportedOperationException if the initial controllers are asked for and unknown
   */
  public static IntFunction<ControllerFactory> of(
      EpisodeOrder order,
      EnvironmentSpec spec,
      Optional<Function<EnvironmentSpec, ControllerFactory>> initial) {
    Behaviour behaviour = order.behaviour();
    int dU = spec.actionDimension();
    if (behaviour instanceof Behaviour.Following following) {
      return m -> following(following, following.controller(order.starts(), m), dU);
    }
    ControllerFactory all = alike(behaviour, spec, initial);
    return m -> all;
  }

  /** Those of a behaviour that does not ask for an episode's number. */
  private static ControllerFactory alike(
      Behaviour behaviour,
      EnvironmentSpec spec,
      Optional<Function<EnvironmentSpec, ControllerFactory>> initial) {
    int dU = spec.actionDimension();
    if (behaviour instanceof Behaviour.Exploring by) {
      return noisy(exploring(by.policy()), dU, by.noise());
    }
    if (behaviour instanceof Behaviour.NoiseFree by) {
      return noiseFree(by.policy());
    }
    if (behaviour instanceof Behaviour.Initial by) {
      return noisy(initial.orElseThrow(Controllers::noInitial).apply(spec), dU, by.noise());
    }
    return ((Behaviour.Local) behaviour).controllers();
  }

  private static UnsupportedOperationException noInitial() {
    return new UnsupportedOperationException(
        "the runner of episodes does not know the initial controllers; give them to it, for"
            + " instance by LocalEpisodes.withInitial");
  }

  private static ControllerFactory following(
      Behaviour.Following following, LinearGaussianController controller, int actionDimension) {
    return following
        .noise()
        .map(noise -> noisy(following(controller), actionDimension, noise))
        .orElseGet(() -> meanOf(controller));
  }

  private static ControllerFactory noisy(
      ControllerFactory controllers, int actionDimension, ExplorationNoise noise) {
    return mixingNoise(smooth(controllers, actionDimension, noise.width()), noise.minScale(), 1);
  }

  /**
   * Follows a linear-Gaussian controller made for each episode from its first state: u = K x + k +
   * L eps with L L^T = C.
   *
   * @param byFirstState x_1, dX entries, to the episode's controller; called by several threads
   */
  public static ControllerFactory following(
      Function<double[], LinearGaussianController> byFirstState) {
    return (first, random) -> sampling(byFirstState.apply(first.state().clone()), first, random);
  }

  /** Follows one linear-Gaussian controller in every episode, with its noise. */
  public static ControllerFactory following(LinearGaussianController controller) {
    return (first, random) -> sampling(controller, first, random);
  }

  /** The mean actions of one linear-Gaussian controller in every episode. */
  public static ControllerFactory meanOf(LinearGaussianController controller) {
    return (first, random) -> {
      requireState(controller, first);
      return (t, now, out) -> controller.mean(t, now.state(), out);
    };
  }

  /** Explores with a policy: u = action(o) + L eps with L L^T = covariance. */
  public static ControllerFactory exploring(GaussianPolicy policy) {
    NoiseFactor noise = NoiseFactor.of(policy.covariance(), policy.actionDimension());
    return (first, random) -> {
      requireObservation(policy, first);
      return (t, now, out) -> {
        policy.action(now.observation(), out);
        noise.addSample(random, out);
      };
    };
  }

  /** Acts as a policy does without noise, for tests and for use. */
  public static ControllerFactory noiseFree(Policy policy) {
    return (first, random) -> {
      requireObservation(policy, first);
      return (t, now, out) -> policy.action(now.observation(), out);
    };
  }

  /**
   * The same controllers with noise that is correlated over time: white noise through a Gaussian
   * window, its variance kept.
   *
   * @param actionDimension dU
   * @param width standard deviation of the window in steps; 0 for white noise
   */
  public static ControllerFactory smooth(
      ControllerFactory controllers, int actionDimension, double width) {
    if (!(width >= 0) || Double.isInfinite(width)) {
      throw new IllegalArgumentException("width must be finite and not negative, is " + width);
    }
    if (width == 0) {
      return controllers;
    }
    return (first, random) ->
        controllers.controllerFor(first, new SmoothNoise(random, actionDimension, width));
  }

  /**
   * The same controllers, each episode's noise times a number of its own, drawn evenly between two
   * bounds.
   *
   * @param min smallest factor, 0 for an episode without noise
   * @param max largest factor
   */
  public static ControllerFactory mixingNoise(
      ControllerFactory controllers, double min, double max) {
    if (!(min >= 0 && min <= max && max < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "factors of the noise must be 0 <= min <= max, are " + min + " and " + max);
    }
    if (min == 1 && max == 1) {
      return controllers;
    }
    return (first, random) -> {
      double factor = min + (max - min) * random.nextDouble();
      return controllers.controllerFor(first, new ScaledNoise(random, factor));
    };
  }

  private static Controller sampling(
      LinearGaussianController controller, TimeStep first, RandomGenerator random) {
    requireState(controller, first);
    int T = controller.horizon();
    int dU = controller.actionDimension();
    NoiseFactor[] noise = new NoiseFactor[T];
    for (int t = 0; t < T; t++) {
      noise[t] = NoiseFactor.of(controller.covariance(t).data, dU);
    }
    return (t, now, out) -> {
      controller.mean(t, now.state(), out);
      noise[t].addSample(random, out);
    };
  }

  private static void requireState(LinearGaussianController controller, TimeStep first) {
    requireLength("state", first.state(), controller.stateDimension(), "controller");
  }

  private static void requireObservation(Policy policy, TimeStep first) {
    requireLength("observation", first.observation(), policy.observationDimension(), "policy");
  }

  private static void requireLength(String name, double[] values, int expected, String by) {
    if (values.length != expected) {
      throw new IllegalArgumentException(
          "the environment's "
              + name
              + " has "
              + values.length
              + " entries, the "
              + by
              + " was made for "
              + expected);
    }
  }
}
