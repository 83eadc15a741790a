package org.guidedpolicy.dynamics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.Test;

class LearnedDynamicsTest {
  private final RandomGenerator random = new SplittableRandom(8);

  @Test
  void theMatricesOfALinearSystemAreRecovered() {
    LearnedDynamics world =
        Systems.learned(Systems.episodes(Systems.linear(), 20, 1), DynamicsOptions.defaults());
    double[] fx = new double[9];
    double[] fu = new double[6];
    world.linearize(new double[] {0.2, -0.1, 0.7}, new double[2], fx, fu);
    // The third entry never varied: what it does to the others cannot be known.
    assertArrayEquals(Systems.A, fx, 0.03);
    assertArrayEquals(Systems.B, fu, 0.01);
    assertArrayEquals(new double[] {0, 0, 1}, Arrays.copyOfRange(fx, 6, 9), 1e-300);
    assertArrayEquals(new double[] {0, 0}, Arrays.copyOfRange(fu, 4, 6), 1e-300);
  }

  @Test
  void theErrorOnNewEpisodesOfAPendulumFallsWithData() {
    List<Trajectory> unseen = Systems.episodes(Systems.pendulum(), 20, 99);
    double[] errors =
        IntStream.of(1, 5, 25)
            .mapToDouble(
                n ->
                    Systems.learned(
                            Systems.episodes(Systems.pendulum(), n, 1), DynamicsOptions.defaults())
                        .stepError(unseen)
                        .overall())
            .toArray();
    assertTrue(errors[1] < 0.5 * errors[0], () -> Arrays.toString(errors));
    assertTrue(errors[2] < 0.5 * errors[1], () -> Arrays.toString(errors));
    assertTrue(errors[2] < 5e-3, () -> Arrays.toString(errors));
  }

  @Test
  void derivativesAreThoseOfCentralDifferencesOfTheNextState() {
    for (DynamicsOptions options :
        List.of(quick(), quick().with(o -> o.hidden = List.of(5, 9, 6)))) {
      LearnedDynamics world = Systems.learned(Systems.episodes(Systems.linear(), 3, 1), options);
      Model differenced = FiniteDifferenceModel.of(3, 2, world::next);
      double[] fx = new double[9];
      double[] fu = new double[6];
      double[] expectedFx = new double[9];
      double[] expectedFu = new double[6];
      for (int k = 0; k < 20; k++) {
        double[] x = {random.nextGaussian(), random.nextGaussian(), 0.7};
        double[] u = {random.nextGaussian(), random.nextGaussian()};
        world.linearize(x, u, fx, fu);
        differenced.linearize(x, u, expectedFx, expectedFu);
        assertArrayEquals(expectedFx, fx, 1e-8);
        assertArrayEquals(expectedFu, fu, 1e-8);
      }
    }
  }

  private LearnedDynamics turning(int episodes, DynamicsOptions options) {
    return Systems.learned(
        Systems.turningPendulumSpec(), Systems.episodes(Systems.pendulum(), episodes, 1), options);
  }

  @Test
  void derivativesByAnAngleAreThoseOfCentralDifferences() {
    LearnedDynamics world = turning(3, quick());
    Model differenced = FiniteDifferenceModel.of(2, 1, world::next);
    double[] fx = new double[4];
    double[] fu = new double[2];
    double[] expectedFx = new double[4];
    double[] expectedFu = new double[2];
    for (int k = 0; k < 20; k++) {
      double[] x = {3 * random.nextGaussian(), random.nextGaussian()};
      double[] u = {random.nextGaussian()};
      world.linearize(x, u, fx, fu);
      differenced.linearize(x, u, expectedFx, expectedFu);
      assertArrayEquals(expectedFx, fx, 1e-8);
      assertArrayEquals(expectedFu, fu, 1e-8);
    }
  }

  @Test
  void aFullTurnLaterTheRobotDoesTheSame() {
    LearnedDynamics world = turning(3, quick());
    double[] next = new double[2];
    double[] later = new double[2];
    for (int turns = -3; turns <= 3; turns++) {
      double full = 2 * Math.PI * turns;
      world.next(new double[] {0.4, -1}, new double[] {0.5}, next);
      world.next(new double[] {0.4 + full, -1}, new double[] {0.5}, later);
      assertArrayEquals(new double[] {next[0] + full, next[1]}, later, 1e-12);
    }
  }

  /** Learned around hanging, and known as well three turns on, where a raw angle is far off. */
  @Test
  void whatWasLearnedOfOneTurnHoldsInEveryOther() {
    List<Trajectory> unseen = turned(Systems.episodes(Systems.pendulum(), 10, 99), 6 * Math.PI);
    double error = turning(10, DynamicsOptions.defaults()).stepError(unseen).overall();
    double raw =
        Systems.learned(Systems.episodes(Systems.pendulum(), 10, 1), DynamicsOptions.defaults())
            .stepError(unseen)
            .overall();
    assertTrue(error < 0.02, () -> "error " + error);
    assertTrue(raw > 0.2, () -> "error with the raw angle " + raw);
  }

  private static List<Trajectory> turned(List<Trajectory> episodes, double angle) {
    return episodes.stream()
        .map(
            episode -> {
              double[] states = episode.states();
              for (int k = 0; k < states.length; k += 2) {
                states[k] += angle;
              }
              return new Trajectory(
                  episode.horizon(),
                  states,
                  episode.actions(),
                  Arrays.copyOf(states, 2 * episode.horizon()));
            })
        .toList();
  }

  private static DynamicsOptions quick() {
    return DynamicsOptions.defaults().with(o -> o.firstSteps = 100);
  }

  @Test
  void theEnsembleIsTheMeanOfItsMembers() {
    LearnedDynamics world =
        Systems.learned(Systems.episodes(Systems.linear(), 3, 1), quick().with(o -> o.members = 3));
    double[] x = {0.4, -0.3, 0.7};
    double[] u = {1, 2};
    double[] mean = new double[3];
    double[] meanFx = new double[9];
    double[] one = new double[3];
    double[] fx = new double[9];
    for (int e = 0; e < world.members(); e++) {
      world.member(e).next(x, u, one);
      world.member(e).linearize(x, u, fx, new double[6]);
      for (int i = 0; i < 3; i++) {
        mean[i] += one[i] / 3;
      }
      for (int i = 0; i < 9; i++) {
        meanFx[i] += fx[i] / 3;
      }
    }
    world.next(x, u, one);
    world.linearize(x, u, fx, new double[6]);
    assertArrayEquals(mean, one, 1e-14);
    assertArrayEquals(meanFx, fx, 1e-14);
  }

  @Test
  void theStepErrorIsAShareOfTheChangesVariance() {
    List<Trajectory> episodes = Systems.episodes(Systems.linear(), 4, 1);
    LearnedDynamics world = Systems.learned(episodes, quick());
    StepError error = world.stepError(episodes);
    double[] squares = new double[3];
    double[] sum = new double[3];
    double[] sumOfSquares = new double[3];
    double[] next = new double[3];
    int N = 4 * Systems.T;
    for (Trajectory episode : episodes) {
      for (int t = 0; t < Systems.T; t++) {
        world.next(episode.state(t), episode.action(t), next);
        for (int i = 0; i < 3; i++) {
          squares[i] += Math.pow(next[i] - episode.state(t + 1, i), 2) / N;
          double change = episode.state(t + 1, i) - episode.state(t, i);
          sum[i] += change / N;
          sumOfSquares[i] += change * change / N;
        }
      }
    }
    assertArrayEquals(squares, error.meanSquares(), 1e-12);
    double overall = 0;
    for (int i = 0; i < 2; i++) {
      double share = squares[i] / (sumOfSquares[i] - sum[i] * sum[i]);
      assertEquals(share, error.shares()[i], 1e-9);
      overall += share / 2;
    }
    assertEquals(0, error.shares()[2]);
    assertEquals(overall, error.overall(), 1e-9);
  }

  @Test
  void membersDisagreeWhereNothingWasLearned() {
    List<Trajectory> episodes = Systems.episodes(Systems.pendulum(), 5, 1);
    LearnedDynamics world = Systems.learned(episodes, DynamicsOptions.defaults());
    double[] far = new double[(Systems.T + 1) * 2];
    Arrays.fill(far, 30);
    List<Trajectory> elsewhere =
        List.of(
            new Trajectory(
                Systems.T, far, new double[Systems.T], Arrays.copyOf(far, Systems.T * 2)));
    assertTrue(world.spread(elsewhere) > 100 * world.spread(episodes));
    assertEquals(0, world.member(1).spread(elsewhere));
  }

  @Test
  void severalThreadsMayAskAtOnce() {
    LearnedDynamics world = Systems.learned(Systems.episodes(Systems.pendulum(), 3, 1), quick());
    double[][] results = new double[2000][2];
    try (WorkPool pool = WorkPool.of(4)) {
      pool.forEach(
          results.length,
          k -> world.next(new double[] {0.001 * k, 1}, new double[] {1}, results[k]));
    }
    double[] next = new double[2];
    for (int k = 0; k < results.length; k++) {
      world.next(new double[] {0.001 * k, 1}, new double[] {1}, next);
      assertArrayEquals(next, results[k]);
    }
  }

  @Test
  void theNextStateMayReplaceTheState() {
    LearnedDynamics world = Systems.learned(Systems.episodes(Systems.pendulum(), 3, 1), quick());
    double[] x = {0.3, 0.2};
    double[] expected = new double[2];
    world.next(x, new double[] {1}, expected);
    world.next(x, new double[] {1}, x);
    assertArrayEquals(expected, x);
  }

  @Test
  void episodesOfAnotherRobotAreRefused() {
    LearnedDynamics world = Systems.learned(Systems.episodes(Systems.pendulum(), 3, 1), quick());
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> world.stepError(Systems.episodes(Systems.linear(), 1, 1)));
    assertTrue(e.getMessage().startsWith("the dynamics have dX=2 and dU=1"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> world.stepError(List.of()));
  }
}
