package org.guidedpolicy.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.guidedpolicy.environment.FixedStarts;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.policy.GaussianPolicy;
import org.junit.jupiter.api.Test;

class BehaviourTest {
  private static final int T = Cart.SPEC.horizon();

  /** Pushes to the left of x_1 + 0.1 v, with variance 0.01. */
  private static final GaussianPolicy PUSH =
      new GaussianPolicy() {
        @Override
        public int observationDimension() {
          return 2;
        }

        @Override
        public int actionDimension() {
          return 1;
        }

        @Override
        public void action(double[] observation, double[] actionOut) {
          actionOut[0] = -0.1 * observation[0] - 0.01 * observation[1];
        }

        @Override
        public double[] covariance() {
          return new double[] {0.01};
        }
      };

  /** Always the same mean action, with variance 1e-4. */
  private static LinearGaussianController pushing(double u) {
    double[] k = IntStream.range(0, T).mapToDouble(t -> u).toArray();
    double[] C = IntStream.range(0, T).mapToDouble(t -> 1e-4).toArray();
    return LinearGaussianController.of(T, 2, 1, new double[2 * T], k, C);
  }

  private static List<Trajectory> collect(Batch batch) {
    return new RolloutCollector(
            LocalEpisodes.inTurn(new FixedStarts(new Cart(), 1, 2, 3))
                .withInitial(spec -> Controllers.following(pushing(0.5))))
        .collect(batch)
        .trajectories();
  }

  private static List<Trajectory> collect(Behaviour behaviour) {
    return collect(Batch.of(6, behaviour, 9));
  }

  private static List<Trajectory> collect(ControllerFactory controllers) {
    return collect(new Behaviour.Local(controllers));
  }

  @Test
  void explorationHasTheNoiseItIsGiven() {
    ControllerFactory white = Controllers.exploring(PUSH);
    assertEquals(collect(white), collect(new Behaviour.Exploring(PUSH, ExplorationNoise.WHITE)));
    assertEquals(
        collect(Controllers.smooth(white, 1, 2)),
        collect(new Behaviour.Exploring(PUSH, ExplorationNoise.smooth(2))));
    assertEquals(
        collect(Controllers.mixingNoise(Controllers.smooth(white, 1, 2), 0.25, 1)),
        collect(new Behaviour.Exploring(PUSH, new ExplorationNoise(2, 0.25))));
    assertEquals(collect(Controllers.noiseFree(PUSH)), collect(new Behaviour.NoiseFree(PUSH)));
  }

  @Test
  void theInitialControllersAreTheRunners() {
    assertEquals(
        collect(Controllers.smooth(Controllers.following(pushing(0.5)), 1, 2)),
        collect(new Behaviour.Initial(ExplorationNoise.smooth(2))));
    RolloutCollector unknowing = new RolloutCollector(LocalEpisodes.inTurn(new Cart()));
    assertEquals(
        "the runner of episodes does not know the initial controllers; give them to it, for"
            + " instance by LocalEpisodes.withInitial",
        assertThrows(
                UnsupportedOperationException.class,
                () ->
                    unknowing.collect(
                        Batch.of(1, new Behaviour.Initial(ExplorationNoise.WHITE), 1)))
            .getMessage());
  }

  private static final List<LinearGaussianController> THREE =
      List.of(pushing(0.1), pushing(0.2), pushing(0.3));

  @Test
  void anEpisodeFollowsItsOwnController() {
    List<Trajectory> all = collect(Batch.of(3, Behaviour.Following.episodes(THREE).noiseFree(), 1));
    for (int m = 0; m < 3; m++) {
      assertEquals(0.1 * (m + 1), all.get(m).action(4, 0), 1e-15);
    }
  }

  @Test
  void aConditionsEpisodesFollowItsController() {
    Behaviour.Following noisy = Behaviour.Following.conditions(THREE);
    for (Behaviour.Following following :
        List.of(noisy, noisy.noiseFree(), noisy.withNoise(ExplorationNoise.smooth(2)))) {
      List<Trajectory> all =
          collect(Batch.of(6, following, 1).withStarts(new Starts.Conditions(3, 2)));
      for (int m = 0; m < 6; m++) {
        assertEquals(0.1 * (m / 2 + 1), all.get(m).action(4, 0), 0.05);
      }
      boolean free = following.noise().equals(Optional.empty());
      assertEquals(free, all.get(0).equals(all.get(1)), "noise");
    }
  }

  @Test
  void whoHasNoControllerIsNamed() {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> collect(Batch.of(4, Behaviour.Following.episodes(THREE), 1)));
    assertEquals(
        "episode 3 is to follow controller 3, there are 3; give one for each episode",
        e.getMessage());
    e =
        assertThrows(
            IllegalArgumentException.class,
            () -> collect(Batch.of(3, Behaviour.Following.conditions(THREE), 1)));
    assertTrue(
        e.getMessage().startsWith("controllers by condition need Starts.Conditions"),
        e.getMessage());
  }

  @Test
  void noiseOutOfRangeIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new ExplorationNoise(-1, 1));
    assertThrows(IllegalArgumentException.class, () -> new ExplorationNoise(0, 1.5));
  }
}
