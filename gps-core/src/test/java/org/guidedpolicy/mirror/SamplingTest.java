package org.guidedpolicy.mirror;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.guidedpolicy.environment.FixedStarts;
import org.guidedpolicy.gps.ModelOptions;
import org.guidedpolicy.initial.InitialController;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.rollout.Recording;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.rollout.TrajectoryFile;
import org.guidedpolicy.training.LeastSquaresTrainer;
import org.guidedpolicy.training.PointMass;
import org.guidedpolicy.training.TrainingResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamplingTest {
  private static final int T = PointMass.T;

  @TempDir private Path folder;

  /** u = -0.5 p - 0.8 v + 0.1 with little noise at every step: a policy can be that, too. */
  private static final InitialController AFFINE =
      (spec, x1) -> {
        double[] K = new double[2 * T];
        double[] k = new double[T];
        double[] C = new double[T];
        for (int t = 0; t < T; t++) {
          K[2 * t] = -0.5;
          K[2 * t + 1] = -0.8;
          k[t] = 0.1;
          C[t] = 1e-4;
        }
        return LinearGaussianController.of(T, 2, 1, K, k, C);
      };

  /** Nothing costs anything, so local policies stay what the network is. */
  private TrainingResult trained(MirrorDescent.Sampling sampling, Path recording) {
    return MirrorDescentGPS.builder(
            () -> new FixedStarts(new PointMass(), 1, 2, 3), (t, horizon, x, u) -> 0)
        .iterations(3)
        .threads(1)
        .samplesPerCondition(4)
        .sampling(sampling)
        .models(
            ModelOptions.defaults()
                .with(
                    o -> {
                      o.linearization = ModelOptions.Linearization.JACOBIAN;
                      o.maxComponents = 3;
                    }))
        .initialController(AFFINE)
        .policy(LeastSquaresTrainer::new)
        .record(recording)
        .build()
        .train();
  }

  private static double[] numbers(TrainingResult result) {
    double[] u = new double[1];
    double[] numbers = new double[3];
    double[][] states = {{0, 0}, {1, 0}, {0, 1}};
    for (int i = 0; i < 3; i++) {
      result.policy().action(states[i], u);
      numbers[i] = u[0];
    }
    return numbers;
  }

  @Test
  void whereTheNetworkIsTheLocalPolicyBothSamplingsGiveTheSame() throws IOException {
    Path on = folder.resolve("on");
    Path off = folder.resolve("off");
    TrainingResult byNetwork = trained(MirrorDescent.Sampling.ON_POLICY, on);
    TrainingResult byLocals = trained(MirrorDescent.Sampling.OFF_POLICY, off);
    assertArrayEquals(numbers(byNetwork), numbers(byLocals), 1e-9);
    assertArrayEquals(new double[] {0.1, -0.4, -0.7}, numbers(byLocals), 1e-9);
    Recording episodesOn = TrajectoryFile.read(on);
    Recording episodesOff = TrajectoryFile.read(off);
    List<Trajectory> first = episodesOn.trajectories();
    List<Trajectory> second = episodesOff.trajectories();
    assertEquals(3 * 12, first.size());
    assertEquals(3 * 12, second.size());
    for (int i = 0; i < first.size(); i++) {
      assertArrayEquals(first.get(i).states(), second.get(i).states(), 1e-9);
      assertArrayEquals(first.get(i).actions(), second.get(i).actions(), 1e-9);
    }
  }

  @Test
  void episodesOfAConditionStartInItAndDifferInTheirNoise() throws IOException {
    Path on = folder.resolve("on");
    trained(MirrorDescent.Sampling.ON_POLICY, on);
    List<Trajectory> all = TrajectoryFile.read(on).trajectories();
    for (int i = 0; i < 12; i++) {
      assertArrayEquals(all.get(i / 4 * 4).state(0), all.get(i).state(0));
      assertTrue(i % 4 == 0 || !Arrays.equals(all.get(i).actions(), all.get(i - 1).actions()));
    }
    assertEquals(3, all.stream().map(trajectory -> trajectory.state(0, 0)).distinct().count());
  }
}
