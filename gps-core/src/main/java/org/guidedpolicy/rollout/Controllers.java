package org.guidedpolicy.rollout;

import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.policy.Policy;

/** Makes controllers of episodes out of policies and linear-Gaussian controllers. */
public final class Controllers {
  private Controllers() {}

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
   * @param least smallest factor, 0 for an episode without noise
   * @param most largest factor
   */
  public static ControllerFactory mixingNoise(
      ControllerFactory controllers, double least, double most) {
    if (!(least >= 0 && least <= most && most < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "factors of the noise must be 0 <= least <= most, are " + least + " and " + most);
    }
    if (least == 1 && most == 1) {
      return controllers;
    }
    return (first, random) -> {
      double factor = least + (most - least) * random.nextDouble();
      return controllers.controllerFor(first, new ScaledNoise(random, factor));
    };
  }

  private static Controller sampling(
      LinearGaussianController controller, TimeStep first, RandomGenerator random) {
    requireLength("state", first.state(), controller.stateDimension(), "controller");
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
