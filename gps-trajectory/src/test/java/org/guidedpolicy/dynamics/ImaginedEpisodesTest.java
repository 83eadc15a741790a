package org.guidedpolicy.dynamics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.ControllerFactory;
import org.guidedpolicy.rollout.EpisodeException;
import org.guidedpolicy.rollout.RolloutCollector.Rollouts;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImaginedEpisodesTest {
  private static final int T = Systems.T;

  private final EnvironmentSpec spec = Systems.pendulumSpec();
  private final List<Trajectory> real = Systems.episodes(Systems.pendulum(), 3, 1);

  /** Dynamics that have learned next to nothing. */
  private final LearnedDynamics poor = learned(3);

  private LearnedDynamics learned(int steps) {
    return Systems.learned(real, DynamicsOptions.defaults().with(o -> o.firstSteps = steps));
  }

  private static ControllerFactory replay(Trajectory episode) {
    return (first, random) ->
        (t, now, out) -> System.arraycopy(episode.action(t), 0, out, 0, out.length);
  }

  @Test
  void theRealActionsGiveTheRealEpisodeHoweverPoorTheDynamics() {
    ImaginedEpisodes imagined = new ImaginedEpisodes(poor, spec, real);
    for (int m = 0; m < 6; m++) {
      Trajectory anchor = real.get(m % 3);
      Trajectory episode = imagined.run(m, replay(anchor), 5);
      assertArrayEquals(anchor.states(), episode.states(), 1e-10);
      assertArrayEquals(anchor.actions(), episode.actions());
      assertArrayEquals(anchor.observations(), episode.observations(), 1e-10);
    }
  }

  /** Step by step from the definition. */
  @Test
  void residualsFadeWithTheDistanceFromTheAnchor() {
    Trajectory anchor = real.get(1);
    ControllerFactory other = (first, random) -> (t, now, out) -> out[0] = Math.sin(0.3 * t);
    Trajectory episode = new ImaginedEpisodes(poor, spec, real).run(1, other, 5);
    double[] a = new double[2];
    double[] b = new double[2];
    double weights = 0;
    for (int t = 0; t < T; t++) {
      poor.next(anchor.state(t), anchor.action(t), a);
      poor.next(episode.state(t), episode.action(t), b);
      double square = 0;
      for (int i = 0; i < 2; i++) {
        square += Math.pow((episode.state(t, i) - anchor.state(t, i)) / deviation(i), 2);
      }
      double w = Math.exp(-square / (2 * 2 * 0.09));
      weights += w;
      for (int i = 0; i < 2; i++) {
        assertEquals(b[i] + w * (anchor.state(t + 1, i) - a[i]), episode.state(t + 1, i), 1e-12);
      }
    }
    assertTrue(weights > 1.5 && weights < T - 1, "the test needs weights between 0 and 1");
  }

  /** Compared with chords, which do not know of turns. */
  @Test
  void aDistanceBetweenAnglesIsTheNearerWayAround() {
    LearnedDynamics world =
        Systems.learned(
            Systems.turningPendulumSpec(),
            real,
            DynamicsOptions.defaults().with(o -> o.firstSteps = 3));
    double angle = deviation(e -> t -> Math.sin(e.state(t, 0)));
    angle = Math.hypot(angle, deviation(e -> t -> Math.cos(e.state(t, 0))));
    assertEquals(angle, world.stateDeviation(0), 1e-12);
    assertEquals(deviation(1), world.stateDeviation(1), 1e-12);
    for (double x : new double[] {-20, -3, 0, 0.5, 3, 9, 40}) {
      for (double y : new double[] {-7, -0.2, 0, 2, 11}) {
        double difference = world.stateDifference(0, x, y);
        assertEquals(chord(x - y), chord(difference), 1e-12);
        assertEquals(Math.sin(x - y), Math.sin(difference), 1e-12);
        assertTrue(Math.abs(difference) <= Math.PI, () -> x + " - " + y + " = " + difference);
        assertEquals(x - y, world.stateDifference(1, x, y));
      }
    }
  }

  private static double chord(double angle) {
    return 2 * Math.abs(Math.sin(angle / 2));
  }

  @Test
  void residualsFadeWithTheDistanceOfTheAngles() {
    LearnedDynamics world =
        Systems.learned(
            Systems.turningPendulumSpec(),
            real,
            DynamicsOptions.defaults().with(o -> o.firstSteps = 3));
    Trajectory anchor = real.get(1);
    ControllerFactory other = (first, random) -> (t, now, out) -> out[0] = Math.sin(0.3 * t);
    Trajectory episode =
        new ImaginedEpisodes(world, Systems.turningPendulumSpec(), real).run(1, other, 5);
    double[] a = new double[2];
    double[] b = new double[2];
    for (int t = 0; t < T; t++) {
      world.next(anchor.state(t), anchor.action(t), a);
      world.next(episode.state(t), episode.action(t), b);
      double square = 0;
      for (int i = 0; i < 2; i++) {
        double d = world.stateDifference(i, episode.state(t, i), anchor.state(t, i));
        square += Math.pow(d / world.stateDeviation(i), 2);
      }
      double w = Math.exp(-square / (2 * 2 * 0.09));
      for (int i = 0; i < 2; i++) {
        assertEquals(b[i] + w * (anchor.state(t + 1, i) - a[i]), episode.state(t + 1, i), 1e-12);
      }
    }
  }

  private double deviation(int i) {
    return deviation(e -> t -> e.state(t, i));
  }

  private double deviation(Function<Trajectory, IntToDoubleFunction> entry) {
    double[] values =
        real.stream()
            .flatMapToDouble(e -> IntStream.range(0, T).mapToDouble(entry.apply(e)))
            .toArray();
    double mean =
        IntStream.range(0, values.length).mapToDouble(k -> values[k]).sum() / values.length;
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return Math.sqrt(sum / values.length);
  }

  @Test
  void withoutFadingResidualsAreAddedWhole() {
    Trajectory anchor = real.get(0);
    ControllerFactory other = (first, random) -> (t, now, out) -> out[0] = 1;
    Trajectory episode =
        new ImaginedEpisodes(poor, spec, real).withFade(Double.POSITIVE_INFINITY).run(0, other, 5);
    double[] a = new double[2];
    double[] b = new double[2];
    poor.next(anchor.state(T - 1), anchor.action(T - 1), a);
    poor.next(episode.state(T - 1), episode.action(T - 1), b);
    assertEquals(b[0] + anchor.state(T, 0) - a[0], episode.state(T, 0), 1e-12);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5})
  void episodesDependOnSeedAndNumberAlone(int threads) {
    ImaginedEpisodes imagined = new ImaginedEpisodes(poor, spec, real);
    Rollouts inTurn = run(imagined, 1, 5);
    assertEquals(inTurn, run(imagined, threads, 5));
    assertNotEquals(inTurn, run(imagined, 1, 6));
    assertEquals(inTurn.trajectories().get(4), imagined.run(4, Systems.noise(), 5));
    assertEquals(7, new HashSet<>(inTurn.trajectories()).size());
  }

  private static Rollouts run(ImaginedEpisodes imagined, int threads, long seed) {
    try (WorkPool pool = WorkPool.of(threads)) {
      return imagined.run(7, Systems.noise(), seed, pool);
    }
  }

  @Test
  void actionsKeepToTheLimits() {
    ControllerFactory strong = (first, random) -> (t, now, out) -> out[0] = 9;
    Trajectory episode = new ImaginedEpisodes(poor, spec, real).run(0, strong, 5);
    for (int t = 0; t < T; t++) {
      assertEquals(2, episode.action(t, 0));
    }
  }

  @Test
  void goodDynamicsImagineWhatTheRobotWouldDo() {
    List<Trajectory> many = Systems.episodes(Systems.pendulum(), 20, 1);
    LearnedDynamics world = Systems.learned(many, DynamicsOptions.defaults());
    ControllerFactory brake =
        (first, random) -> (t, now, out) -> out[0] = -0.8 * now.state()[1] + 0.3;
    Trajectory imagined = new ImaginedEpisodes(world, spec, many).run(2, brake, 5);
    double[] x = imagined.state(0);
    double[] next = new double[2];
    for (int t = 0; t < T; t++) {
      double u = Math.max(-2, Math.min(2, -0.8 * x[1] + 0.3));
      Systems.pendulum(x, new double[] {u}, next);
      x = next.clone();
    }
    assertArrayEquals(x, imagined.state(T), 0.05);
  }

  @Test
  void episodesThatDivergeAreLeftOutAndSaySo() {
    List<Trajectory> pushed = IntStream.range(0, 3).mapToObj(m -> pushed(m)).toList();
    LearnedDynamics world = Systems.learned(pushed, DynamicsOptions.defaults());
    EnvironmentSpec free = EnvironmentSpec.builder(1, 1).horizon(T).build();
    ImaginedEpisodes imagined = new ImaginedEpisodes(world, free, pushed);
    ControllerFactory wild = (first, random) -> (t, now, out) -> out[0] = 3;
    var e = assertThrows(EpisodeException.class, () -> imagined.run(4, wild, 5));
    assertEquals(4, e.episode());
    assertTrue(e.getMessage().contains("diverged"), e.getMessage());
    try (WorkPool pool = WorkPool.of(2)) {
      Rollouts rollouts = imagined.run(2, wild, 5, pool);
      assertEquals(0, rollouts.trajectories().size());
      assertEquals(2, rollouts.dropped().size());
      assertEquals(1, rollouts.dropped().get(1).episode());
    }
  }

  /** x' = x + 5e4 u. */
  private static Trajectory pushed(int m) {
    double[] states = new double[T + 1];
    double[] actions = new double[T];
    for (int t = 0; t < T; t++) {
      actions[t] = 3 * Math.cos(t * (m + 1));
      states[t + 1] = states[t] + 5e4 * actions[t];
    }
    return new Trajectory(T, states, actions, Arrays.copyOf(states, T));
  }

  @Test
  void failuresOfTheControllerAreTold() {
    ControllerFactory broken =
        (first, random) ->
            (t, now, out) -> {
              throw new IllegalStateException("no action at " + t);
            };
    var e =
        assertThrows(
            EpisodeException.class, () -> new ImaginedEpisodes(poor, spec, real).run(2, broken, 5));
    assertTrue(e.getMessage().contains("no action at 0"), e.getMessage());
    assertTrue(e.getMessage().contains("episode 2, step 0"), e.getMessage());
  }

  @Test
  void theNewestBatchServesFirstAndOlderEpisodesAreShuffled() {
    List<Trajectory> all = Systems.episodes(Systems.pendulum(), 50, 3);
    List<Trajectory> anchors = ImaginedEpisodes.anchors(all, 5, 40, 1);
    assertEquals(all.subList(45, 50), anchors.subList(0, 5));
    assertEquals(40, anchors.size());
    assertEquals(new HashSet<>(all.subList(10, 50)), new HashSet<>(anchors));
    assertNotEquals(all.subList(10, 45), anchors.subList(5, 40));
    assertEquals(anchors, ImaginedEpisodes.anchors(all, 5, 40, 1));
    assertNotEquals(anchors, ImaginedEpisodes.anchors(all, 5, 40, 2));
    assertEquals(all.subList(0, 3), ImaginedEpisodes.anchors(all.subList(0, 5), 5, 3, 1));
    assertEquals(5, ImaginedEpisodes.anchors(all.subList(0, 5), 2, 40, 1).size());
  }

  @Test
  void observationsThatAreMoreThanTheStateNeedAModel() {
    Trajectory seen = real.get(0);
    double[] noisy = seen.observations();
    noisy[3] += 0.1;
    Trajectory partly = new Trajectory(T, seen.states(), seen.actions(), noisy);
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new ImaginedEpisodes(poor, spec, List.of(seen, partly)));
    assertTrue(e.getMessage().contains("give an ObservationModel"), e.getMessage());
  }

  @Test
  void anchorsOfAnotherShapeAreRefused() {
    EnvironmentSpec longer = EnvironmentSpec.builder(2, 1).horizon(T + 1).build();
    assertThrows(IllegalArgumentException.class, () -> new ImaginedEpisodes(poor, longer, real));
    assertThrows(IllegalArgumentException.class, () -> new ImaginedEpisodes(poor, spec, List.of()));
    assertThrows(
        IllegalArgumentException.class, () -> new ImaginedEpisodes(poor, spec, real).withFade(0));
  }
}
