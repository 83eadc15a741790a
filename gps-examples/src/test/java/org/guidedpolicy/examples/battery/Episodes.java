package org.guidedpolicy.examples.battery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.guidedpolicy.cost.CostExpansion;
import org.guidedpolicy.cost.HessianForm;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.rollout.Trajectory;

/** Runs episodes without a library's help. */
final class Episodes {
  private Episodes() {}

  /** Chooses an action by what is observed, and by nothing else. */
  @FunctionalInterface
  interface Script {
    double[] action(double[] observation);
  }

  /** Actions one after the other from the environment's mean start. */
  static Trajectory of(Environment environment, double[][] u) {
    return run(environment, new MiddleOfAllDraws(), (t, observation) -> u[t]);
  }

  /** A script from the environment's mean start. */
  static Trajectory of(Environment environment, Script script) {
    return run(environment, new MiddleOfAllDraws(), (t, observation) -> script.action(observation));
  }

  private interface Choice {
    double[] action(int t, double[] observation);
  }

  private static Trajectory run(Environment environment, RandomGenerator random, Choice choice) {
    try {
      return execute(environment, random, choice);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Trajectory execute(Environment environment, RandomGenerator random, Choice choice)
      throws IOException {
    int T = environment.spec().horizon();
    int dX = environment.spec().stateDimension();
    int dU = environment.spec().actionDimension();
    double[] states = new double[(T + 1) * dX];
    double[] actions = new double[T * dU];
    TimeStep now = environment.reset(random);
    System.arraycopy(now.state(), 0, states, 0, dX);
    for (int t = 0; t < T; t++) {
      double[] u = Limits.clip(environment.spec(), choice.action(t, now.observation()));
      System.arraycopy(u, 0, actions, t * dU, dU);
      now = environment.step(u);
      System.arraycopy(now.state(), 0, states, (t + 1) * dX, dX);
    }
    return new Trajectory(T, states, actions, new double[T]);
  }

  /** In how many of the held-out episodes a script succeeds. */
  static long successes(BatteryTask robot, Script script, int episodes) {
    return IntStream.range(0, episodes)
        .filter(i -> robot.success(heldOut(robot, i, (t, o) -> script.action(o))))
        .count();
  }

  /** In how many of the held-out episodes a sequence of actions succeeds. */
  static long successes(BatteryTask robot, double[][] u, int episodes) {
    return IntStream.range(0, episodes)
        .filter(i -> robot.success(heldOut(robot, i, (t, o) -> u[t])))
        .count();
  }

  private static Trajectory heldOut(BatteryTask robot, int i, Choice choice) {
    try (Environment environment = robot.testEnvironments().apply(i)) {
      return run(environment, new MiddleOfAllDraws(), choice);
    }
  }

  /** The cost of an episode. */
  static double cost(BatteryTask robot, Trajectory trajectory) {
    double[] steps = CostExpansion.perStep(trajectory, robot.cost(HessianForm.MAJORIZING));
    return java.util.Arrays.stream(steps).sum();
  }

  /** The actions of an episode, T of them. */
  static double[][] actions(Trajectory trajectory) {
    return IntStream.range(0, trajectory.horizon())
        .mapToObj(trajectory::action)
        .toArray(double[][]::new);
  }
}
