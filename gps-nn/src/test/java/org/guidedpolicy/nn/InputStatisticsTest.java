package org.guidedpolicy.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.guidedpolicy.policy.MlpPolicy;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.supervised.PolicyTrainer;
import org.guidedpolicy.supervised.SupervisedTargets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inputs that are standardized anew in every fit. */
class InputStatisticsTest {
  private static final double[] COVARIANCE = {1, 0.2, 0.2, 1};

  private static NetworkOptions few() {
    return NetworkOptions.defaults()
        .with(
            o -> {
              o.hidden = List.of(12, 12);
              o.batchSize = 64;
              o.firstFit = new NetworkOptions.Schedule(12, 1e-2, 0);
              o.laterFits = new NetworkOptions.Schedule(6, 1e-2, 0);
            });
  }

  /** A curved function's points, their observations scaled and then shifted. */
  private static SupervisedTargets moved(double scale, double shift) {
    SupervisedTargets targets = Problems.curved(300, 1);
    double[] o = targets.observations().clone();
    for (int k = 0; k < o.length; k++) {
      o[k] = scale * o[k] + shift;
    }
    return new SupervisedTargets(3, 2, o, targets.means(), targets.precisions());
  }

  private static double[] action(Policy policy, double... observation) {
    double[] action = new double[policy.actionDimension()];
    policy.action(observation, action);
    return action;
  }

  @Test
  void standardizedAnewTheNetworkIsTheSameFunction() {
    SplittableRandom random = new SplittableRandom(3);
    try (Dl4jNetwork network = new Dl4jNetwork(3, 2, few())) {
      network.initialize(NetworkOptions.Initialization.HE, random);
      Standardization from =
          new Standardization(new double[] {1, -2, 30}, new double[] {0.5, 2, 7});
      Standardization to = new Standardization(new double[] {3, 0, -20}, new double[] {4, 2, 50});
      Policy before = MlpPolicy.of(from.mean(), from.deviation(), network.layers(), COVARIANCE);
      network.changeInputs(from, to);
      Policy after = MlpPolicy.of(to.mean(), to.deviation(), network.layers(), COVARIANCE);
      double largest = 0;
      for (int n = 0; n < 200; n++) {
        double[] o = Problems.normal(random, 3);
        o[2] *= 30;
        double[] expected = action(before, o);
        assertArrayEquals(expected, action(after, o), 1e-5);
        largest = Math.max(largest, Math.abs(expected[0]));
      }
      assertTrue(largest > 0.01, "the network must not be trivial: " + largest);
    }
  }

  @Test
  void aFitThatBarelyLearnsBarelyChangesThePolicyWhereverItsInputsAre() {
    NetworkOptions options = few().with(o -> o.laterFits = new NetworkOptions.Schedule(1, 1e-9, 0));
    try (NeuralPolicyTrainer trainer = new NeuralPolicyTrainer(3, 2, options, 5)) {
      MlpPolicy first = (MlpPolicy) trainer.fit(moved(1, 0), COVARIANCE).policy();
      PolicyTrainer.Fit fit = trainer.fit(moved(3, 4), COVARIANCE);
      MlpPolicy second = (MlpPolicy) fit.policy();
      assertNotEquals(first.inputMean()[0], second.inputMean()[0], 1);
      for (double o = -2; o < 10; o += 0.25) {
        assertArrayEquals(action(first, o, -o, 1), action(second, o, -o, 1), 1e-4);
      }
      assertEquals(fit.lossBefore(), fit.lossAfter(), 1e-4 * fit.lossBefore());
    }
  }

  @Test
  void meansFollowAndDeviationsNeverFall() {
    double deviation = 2 / Math.sqrt(3);
    try (NeuralPolicyTrainer trainer = new NeuralPolicyTrainer(3, 2, few(), 5)) {
      MlpPolicy wide = (MlpPolicy) trainer.fit(moved(2, 1), COVARIANCE).policy();
      MlpPolicy narrow = (MlpPolicy) trainer.fit(moved(0.5, 6), COVARIANCE).policy();
      MlpPolicy wider = (MlpPolicy) trainer.fit(moved(5, -3), COVARIANCE).policy();
      MlpPolicy again = (MlpPolicy) trainer.fit(moved(0.1, 0), COVARIANCE).policy();
      for (int i = 0; i < 3; i++) {
        assertEquals(1, wide.inputMean()[i], 0.4);
        assertEquals(6, narrow.inputMean()[i], 0.1);
        assertEquals(-3, wider.inputMean()[i], 1);
        assertEquals(2 * deviation, wide.inputDeviation()[i], 0.2);
        assertEquals(5 * deviation, wider.inputDeviation()[i], 0.5);
      }
      assertArrayEquals(wide.inputDeviation(), narrow.inputDeviation());
      assertArrayEquals(wider.inputDeviation(), again.inputDeviation());
    }
  }

  @Test
  void aRestoredTrainerFollowsItsInputsBitForBit(@TempDir Path folder) throws IOException {
    try (NeuralPolicyTrainer uninterrupted = new NeuralPolicyTrainer(3, 2, few(), 5);
        NeuralPolicyTrainer resumed = new NeuralPolicyTrainer(3, 2, few(), 77)) {
      uninterrupted.fit(moved(1, 0), COVARIANCE);
      uninterrupted.fit(moved(2, 3), COVARIANCE);
      resumed.restore(uninterrupted.state());
      for (SupervisedTargets targets :
          new SupervisedTargets[] {moved(0.5, 6), moved(9, 1), moved(1, 0)}) {
        PolicyTrainer.Fit expected = uninterrupted.fit(targets, COVARIANCE);
        PolicyTrainer.Fit actual = resumed.fit(targets, COVARIANCE);
        assertArrayEquals(bytes(expected.policy(), folder), bytes(actual.policy(), folder));
        assertEquals(expected.lossAfter(), actual.lossAfter());
      }
      assertArrayEquals(uninterrupted.state(), resumed.state());
    }
  }

  private static byte[] bytes(Policy policy, Path folder) throws IOException {
    Path file = folder.resolve("policy");
    policy.save(file);
    return Files.readAllBytes(file);
  }

  /** First episodes hold their place: an input that was constant comes alive later. */
  @Test
  void anInputThatWasConstantAtFirstIsLearnedLater() {
    SupervisedTargets still = moved(1, 0);
    for (int n = 0; n < 300; n++) {
      still.observations()[3 * n] = 7;
    }
    NetworkOptions options =
        few().with(o -> o.laterFits = new NetworkOptions.Schedule(80, 1e-2, 0));
    try (NeuralPolicyTrainer trainer = new NeuralPolicyTrainer(3, 2, options, 5)) {
      trainer.fit(still, COVARIANCE);
      PolicyTrainer.Fit fit = trainer.fit(moved(1, 0), COVARIANCE);
      assertTrue(fit.lossAfter() < 0.5, () -> "loss " + fit.lossAfter());
    }
  }
}
