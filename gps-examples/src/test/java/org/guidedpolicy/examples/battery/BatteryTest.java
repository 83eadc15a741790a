package org.guidedpolicy.examples.battery;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import org.guidedpolicy.cost.CostDerivatives;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.HessianForm;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.examples.battery.BatteryTask.Half;
import org.guidedpolicy.resetfree.ResetFree;
import org.guidedpolicy.rollout.RolloutCollector;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.training.TrainingOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every robot of the battery. */
class BatteryTest {

  static List<BatteryTask> robots() {
    return Battery.all();
  }

  @Test
  void thereAreFourteenRobotsTenOfThemInPlainJava() {
    assertEquals(14, Battery.all().stream().map(BatteryTask::name).distinct().count());
    assertEquals(10, Robots.plain().count());
    assertEquals(4, Robots.mujoco().count());
  }

  @Test
  void theHalvesTakeTurns() {
    for (int i = 0; i < 14; i++) {
      assertEquals(i % 2 == 0 ? Half.CHOOSE : Half.CHECK, Battery.all().get(i).half());
    }
    assertEquals(7, Battery.half(Half.CHOOSE).size());
    assertEquals(7, Battery.half(Half.CHECK).size());
  }

  @Test
  void noRobotSetsAnOptionButTheNumberOfEpisodes() {
    for (BatteryTask robot : Battery.all()) {
      TrainingOptions defaults = ResetFree.defaults();
      TrainingOptions options = robot.training(new ResetFree());
      assertEquals(defaults, options.with(o -> o.iterations = defaults.iterations()), robot.name());
      assertTrue(options.iterations() * new ResetFree().trajectories() <= robot.episodes());
    }
  }

  @Test
  void inThreeOfThemThePolicyDoesNotSeeTheState() {
    List<String> hidden =
        Robots.plain()
            .filter(r -> r.spec().observationDimension() < r.spec().stateDimension())
            .map(BatteryTask::name)
            .toList();
    assertEquals(List.of("quadrotor", "boat", "heating"), hidden);
  }

  @ParameterizedTest
  @MethodSource("robots")
  void theSameSeedAndActionsGiveTheSameEpisode(BatteryTask robot) throws IOException {
    Robots.requireUsable(robot);
    try (Environment one = robot.environments().get();
        Environment another = robot.environments().get()) {
      Trajectory first = shaken(one, 3, 1);
      shaken(another, 4, 1);
      assertEquals(first, shaken(another, 3, 1));
      assertNotEquals(first, shaken(one, 4, 1));
    }
  }

  @ParameterizedTest
  @MethodSource("robots")
  void actionsFarBeyondTheLimitsActAsTheLimitsAndEverythingStaysFinite(BatteryTask robot)
      throws IOException {
    Robots.requireUsable(robot);
    try (Environment clipped = robot.environments().get();
        Environment wild = robot.environments().get()) {
      for (int seed = 0; seed < 3; seed++) {
        // the trajectory's constructor refuses what is not finite
        assertArrayEquals(shaken(clipped, seed, 1).states(), shaken(wild, seed, 1e6).states());
      }
    }
  }

  /** An episode of actions at random limits, times a factor. */
  private static Trajectory shaken(Environment environment, int seed, double factor)
      throws IOException {
    EnvironmentSpec spec = environment.spec();
    RandomGenerator random = new SplittableRandom(seed);
    int T = spec.horizon();
    int dX = spec.stateDimension();
    double[] states = new double[(T + 1) * dX];
    double[] observations = new double[T * spec.observationDimension()];
    TimeStep now = environment.reset(random);
    for (int t = 0; t <= T; t++) {
      System.arraycopy(now.state(), 0, states, t * dX, dX);
      if (t < T) {
        int dO = spec.observationDimension();
        System.arraycopy(now.observation(), 0, observations, t * dO, dO);
        double[] u = random.nextInt(2) == 0 ? spec.actionLower() : spec.actionUpper();
        now = environment.step(beyond(spec, u, factor));
      }
    }
    return new Trajectory(T, states, new double[T], observations);
  }

  /** An action moved away from the middle of the limits. */
  private static double[] beyond(EnvironmentSpec spec, double[] u, double factor) {
    double[] moved = new double[u.length];
    for (int i = 0; i < u.length; i++) {
      double middle = (spec.actionLower()[i] + spec.actionUpper()[i]) / 2;
      moved[i] = factor == 1 ? u[i] : middle + factor * (u[i] - middle);
    }
    return moved;
  }

  @ParameterizedTest
  @MethodSource("robots")
  void heldOutStartsDifferAndDoNotDependOnTheGenerator(BatteryTask robot) throws IOException {
    Robots.requireUsable(robot);
    double[][] starts = new double[20][];
    for (int i = 0; i < 20; i++) {
      try (Environment test = robot.testEnvironments().apply(i)) {
        starts[i] = test.reset(new SplittableRandom(1)).state().clone();
        assertArrayEquals(starts[i], test.reset(new SplittableRandom(2)).state());
      }
    }
    assertEquals(20, Arrays.stream(starts).map(Arrays::toString).distinct().count());
  }

  @ParameterizedTest
  @MethodSource("robots")
  void theGradientOfTheCostIsThatOfItsValue(BatteryTask robot) {
    Robots.requireUsable(robot);
    CostFunction cost = robot.cost(HessianForm.EXACT).withPartialDerivatives();
    EnvironmentSpec spec = robot.spec();
    int dX = spec.stateDimension();
    int dU = spec.actionDimension();
    Trajectory episode = first(robot, 1).get(0);
    for (int t = 0; t < spec.horizon(); t += 7) {
      CostDerivatives exact = new CostDerivatives(dX, dU);
      cost.addDerivatives(t, spec.horizon(), episode.state(t), episode.action(t), exact);
      for (int i = 0; i < dX + dU; i++) {
        double slope = slope(cost, t, episode, i);
        assertEquals(slope, exact.gradient(i), 1e-4 * (1 + Math.abs(slope)), "entry " + i);
      }
    }
  }

  private static double slope(CostFunction cost, int t, Trajectory episode, int entry) {
    double[] x = episode.state(t);
    double[] u = episode.action(t);
    double h = 1e-6 * Math.max(1, Math.abs(entry < x.length ? x[entry] : u[entry - x.length]));
    double[] values = new double[2];
    for (int side = 0; side < 2; side++) {
      double[] z = DoubleStream.concat(DoubleStream.of(x), DoubleStream.of(u)).toArray();
      z[entry] += side == 0 ? -h : h;
      values[side] =
          cost.value(
              t,
              episode.horizon(),
              Arrays.copyOf(z, x.length),
              Arrays.copyOfRange(z, x.length, z.length));
    }
    return (values[1] - values[0]) / (2 * h);
  }

  @ParameterizedTest
  @MethodSource("robots")
  void theFirstControllerSucceedsInLessThanOneEpisodeOfTwenty(BatteryTask robot) {
    Robots.requireUsable(robot);
    int episodes = 100;
    long successes = first(robot, episodes).stream().filter(robot::success).count();
    assertTrue(successes < 0.05 * episodes, successes + " of " + episodes);
  }

  private static List<Trajectory> first(BatteryTask robot, int episodes) {
    try (Environment environment = robot.environments().get()) {
      return RolloutCollector.inTurn(
          environment, robot.initialController().controllers(robot.spec()), episodes, 11);
    }
  }
}
