package org.guidedpolicy.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.guidedpolicy.environment.AngleEncoding;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.policy.MlpPolicy;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.supervised.PolicyCovariance;
import org.guidedpolicy.supervised.PolicyTrainer;
import org.guidedpolicy.supervised.PolicyTrainers;
import org.guidedpolicy.supervised.SupervisedTargets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;

class NeuralPolicyTrainerTest {
  private static final double[] COVARIANCE = {1, 0.2, 0.2, 1};

  private static NetworkOptions few() {
    return NetworkOptions.defaults()
        .with(
            o -> {
              o.hidden = List.of(12, 12);
              o.batchSize = 64;
              o.firstFit = new NetworkOptions.Schedule(3, 1e-2, 0);
              o.laterFits = new NetworkOptions.Schedule(3, 1e-2, 0);
            });
  }

  private static NeuralPolicyTrainer trainer(NetworkOptions options, long seed) {
    return new NeuralPolicyTrainer(3, 2, options, seed);
  }

  private static double[] action(Policy policy, double... observation) {
    double[] action = new double[policy.actionDimension()];
    policy.action(observation, action);
    return action;
  }

  private static byte[] bytes(Policy policy, Path folder) throws IOException {
    Path file = folder.resolve("policy");
    policy.save(file);
    return Files.readAllBytes(file);
  }

  @Test
  void aCurvedFunctionIsLearnedAndCarriesOverToNewPoints() {
    SupervisedTargets targets = Problems.curved(2000, 1);
    SupervisedTargets unseen = Problems.curved(500, 2);
    try (PolicyTrainer trainer = PolicyTrainers.find().create(3, 2, 7)) {
      PolicyTrainer.Fit first = trainer.fit(targets, COVARIANCE);
      assertTrue(first.lossBefore() > 1, () -> "before " + first.lossBefore());
      assertTrue(first.lossAfter() < 0.02, () -> "after one fit " + first.lossAfter());
      PolicyTrainer.Fit second = trainer.fit(targets, COVARIANCE);
      assertEquals(first.lossAfter(), second.lossBefore());
      assertTrue(second.lossAfter() < 0.01, () -> "after two fits " + second.lossAfter());
      double loss = unseen.loss(second.policy());
      assertTrue(loss < 0.015, () -> "unseen " + loss);
      assertArrayEquals(COVARIANCE, second.policy().covariance());
    }
  }

  private static final AngleEncoding ANGLES = AngleEncoding.of(3, 1);

  /** Swings up the same way from either side and after any turns. */
  private static SupervisedTargets turning(int N, double turns, long seed) {
    SupervisedTargets t =
        Problems.samples(
            N, 3, 2, o -> new double[] {Math.sin(Math.PI * o[1]) + o[0], Math.cos(o[2])}, seed);
    double[] observations = t.observations().clone();
    for (int n = 0; n < N; n++) {
      observations[3 * n + 1] = Math.PI * (observations[3 * n + 1] + 2 * turns);
    }
    return new SupervisedTargets(3, 2, observations, t.means(), t.precisions());
  }

  @Test
  void whatIsLearnedOfAnAngleHoldsAfterAnyNumberOfTurns() {
    SupervisedTargets unseen = turning(500, 7, 2);
    try (PolicyTrainer trainer = new NeuralPolicyTrainer(ANGLES, 2, NetworkOptions.defaults(), 7)) {
      MlpPolicy policy = (MlpPolicy) trainer.fit(turning(2000, 0, 1), COVARIANCE).policy();
      assertEquals(3, policy.observationDimension());
      assertEquals(4, policy.layers().get(0).inputs());
      double loss = unseen.loss(policy);
      assertTrue(loss < 0.02, () -> "unseen " + loss);
    }
    try (PolicyTrainer raw = trainer(NetworkOptions.defaults(), 7)) {
      Policy policy = raw.fit(turning(2000, 0, 1), COVARIANCE).policy();
      assertTrue(unseen.loss(policy) > 1, () -> "raw " + unseen.loss(policy));
    }
  }

  @Test
  void sinesAndCosinesAreStandardizedAsOtherEntries() {
    SupervisedTargets targets = turning(400, 0, 1);
    try (PolicyTrainer trainer = new NeuralPolicyTrainer(ANGLES, 2, few(), 7)) {
      MlpPolicy policy = (MlpPolicy) trainer.fit(targets, COVARIANCE).policy();
      double[] cosines = new double[400];
      for (int n = 0; n < 400; n++) {
        cosines[n] = Math.cos(targets.observations()[3 * n + 1]);
      }
      double mean = Arrays.stream(cosines).average().orElseThrow();
      double variance = Arrays.stream(cosines).map(c -> (c - mean) * (c - mean)).sum() / 400;
      assertEquals(mean, policy.inputMean()[3], 1e-12);
      assertEquals(Math.sqrt(variance), policy.inputDeviation()[3], 1e-12);
    }
  }

  @Test
  void aTrainerWithAnglesContinuesFromItsStateAndRefusesThatOfOneWithout() {
    SupervisedTargets targets = turning(300, 0, 1);
    try (NeuralPolicyTrainer uninterrupted = new NeuralPolicyTrainer(ANGLES, 2, few(), 7);
        NeuralPolicyTrainer resumed = new NeuralPolicyTrainer(ANGLES, 2, few(), 8);
        NeuralPolicyTrainer without = trainer(few(), 7)) {
      uninterrupted.fit(targets, COVARIANCE);
      byte[] state = uninterrupted.state();
      resumed.restore(state);
      Policy expected = uninterrupted.fit(targets, COVARIANCE).policy();
      Policy policy = resumed.fit(targets, COVARIANCE).policy();
      assertArrayEquals(action(expected, 1, 2, 3), action(policy, 1, 2, 3));
      var e = assertThrows(IllegalArgumentException.class, () -> without.restore(state));
      assertTrue(e.getMessage().contains("3 with angles [1] [12, 12] 2"), e.getMessage());
    }
  }

  @Test
  void aTrainerForAnEnvironmentEncodesTheAnglesOfItsObservation() {
    EnvironmentSpec spec =
        EnvironmentSpec.builder(5, 2).observation(3).angles(4).observationAngles(1).build();
    try (PolicyTrainer trainer = NeuralPolicies.with(few()).create(spec, 7)) {
      MlpPolicy policy = (MlpPolicy) trainer.fit(turning(300, 0, 1), COVARIANCE).policy();
      assertEquals(ANGLES, policy.inputEncoding());
    }
  }

  @Test
  void aLinearFunctionIsLearnedWithoutHiddenLayers() {
    SupervisedTargets targets =
        Problems.samples(500, 3, 2, o -> new double[] {3 * o[0] - o[1] + 5, o[2] - 2}, 3);
    NetworkOptions options =
        NetworkOptions.defaults()
            .with(
                o -> {
                  o.hidden = List.of();
                  o.firstFit = new NetworkOptions.Schedule(400, 0.05, 0);
                });
    try (NeuralPolicyTrainer trainer = trainer(options, 1)) {
      Policy policy = trainer.fit(targets, COVARIANCE).policy();
      assertArrayEquals(new double[] {7, -1.5}, action(policy, 1, 1, 0.5), 1e-2);
    }
  }

  @Test
  void errorsThatThePrecisionCallsDearAreAvoidedAtTheCostOfCheapOnes() {
    // the same observation with two contradictory actions: +1 and -1 in both entries
    int N = 200;
    double[] observations = new double[3 * N];
    double[] means = new double[2 * N];
    double[] precisions = new double[4 * N];
    for (int n = 0; n < N; n++) {
      boolean plus = n % 2 == 0;
      Arrays.fill(means, 2 * n, 2 * n + 2, plus ? 1 : -1);
      precisions[4 * n] = plus ? 9 : 1;
      precisions[4 * n + 3] = plus ? 1 : 3;
    }
    SupervisedTargets targets = new SupervisedTargets(3, 2, observations, means, precisions);
    NetworkOptions options =
        few()
            .with(
                o -> {
                  o.batchSize = N;
                  o.firstFit = new NetworkOptions.Schedule(300, 3e-2, 0);
                });
    try (NeuralPolicyTrainer trainer = trainer(options, 1)) {
      Policy policy = trainer.fit(targets, COVARIANCE).policy();
      // weighted means: (9 - 1) / 10 and (1 - 3) / 4
      assertArrayEquals(new double[] {0.8, -0.5}, action(policy, 0, 0, 0), 5e-3);
    }
  }

  @Test
  void correlatedPrecisionsTradeOneActionForAnother() {
    // one observation, P1 strong along (1, 1), P2 strong along (1, -1)
    double[] means = {1, 0, 0, 0};
    double[] P1 = {10.1, 9.9, 9.9, 10.1};
    double[] P2 = {1.01, -0.99, -0.99, 1.01};
    double[] precisions = {P1[0], P1[1], P1[2], P1[3], P2[0], P2[1], P2[2], P2[3]};
    SupervisedTargets targets = new SupervisedTargets(3, 2, new double[6], means, precisions);
    NetworkOptions options =
        few().with(o -> o.firstFit = new NetworkOptions.Schedule(250, 4e-2, 0));
    try (NeuralPolicyTrainer trainer = trainer(options, 2)) {
      double[] mu = action(trainer.fit(targets, COVARIANCE).policy(), 0, 0, 0);
      // (P1 + P2) mu = P1 m1
      double a = P1[0] + P2[0];
      double b = P1[1] + P2[1];
      double det = a * a - b * b;
      double[] expected = {(a * P1[0] - b * P1[2]) / det, (-b * P1[0] + a * P1[2]) / det};
      assertArrayEquals(expected, mu, 5e-3);
    }
  }

  @Test
  void equalSeedsGiveEqualBytesAndOthersDoNot(@TempDir Path folder) throws IOException {
    SupervisedTargets targets = Problems.curved(300, 1);
    byte[] first = fittedTwice(targets, 5, folder);
    assertArrayEquals(first, fittedTwice(targets, 5, folder));
    assertFalse(Arrays.equals(first, fittedTwice(targets, 6, folder)));
    assertArrayEquals(fittedTwice(targets, 0, folder), fittedTwice(targets, 0, folder));
  }

  private static byte[] fittedTwice(SupervisedTargets targets, long seed, Path folder)
      throws IOException {
    try (NeuralPolicyTrainer trainer = trainer(few(), seed)) {
      trainer.fit(targets, COVARIANCE);
      return bytes(trainer.fit(targets, COVARIANCE).policy(), folder);
    }
  }

  /** Trainers that have learned the same and differ in nothing but their seed. */
  @Test
  void theSeedDecidesTheOrderOfTheBatches(@TempDir Path folder) throws IOException {
    SupervisedTargets targets = Problems.curved(300, 1);
    try (NeuralPolicyTrainer first = trainer(few(), 5)) {
      first.fit(targets, COVARIANCE);
      TrainerState learned = TrainerState.of(first.state());
      byte[] expected = bytes(first.fit(targets, COVARIANCE).policy(), folder);
      assertArrayEquals(expected, fitAfter(learned, 5, folder));
      assertFalse(Arrays.equals(expected, fitAfter(learned, 6, folder)));
    }
  }

  private static byte[] fitAfter(TrainerState learned, long seed, Path folder) throws IOException {
    TrainerState state =
        new TrainerState(learned.architecture(), seed, learned.fits(), learned.learned());
    try (NeuralPolicyTrainer trainer = trainer(few(), 0)) {
      trainer.restore(state.toBytes());
      return bytes(trainer.fit(Problems.curved(300, 1), COVARIANCE).policy(), folder);
    }
  }

  @Test
  void randomNumbersDrawnElsewhereChangeNothing(@TempDir Path folder) throws IOException {
    SupervisedTargets targets = Problems.curved(300, 1);
    byte[] quiet = fittedTwice(targets, 5, folder);
    Nd4j.getRandom().setSeed(99);
    Nd4j.rand(10, 10);
    assertArrayEquals(quiet, fittedTwice(targets, 5, folder));
  }

  /** Factors are powers of two, so that even rounding is the same. */
  @Test
  void unitsOfActionsAndObservationsDoNotMatter() {
    SupervisedTargets targets = Problems.curved(300, 1);
    double[] o = targets.observations().clone();
    double[] m = targets.means().clone();
    double[] P = targets.precisions().clone();
    for (int k = 0; k < o.length; k++) {
      o[k] *= 64;
    }
    for (int k = 0; k < m.length; k++) {
      m[k] *= 1024;
    }
    for (int k = 0; k < P.length; k++) {
      P[k] /= 1024 * 1024;
    }
    SupervisedTargets otherUnits = new SupervisedTargets(3, 2, o, m, P);
    try (NeuralPolicyTrainer one = trainer(few(), 3);
        NeuralPolicyTrainer other = trainer(few(), 3)) {
      Policy policy = one.fit(targets, COVARIANCE).policy();
      Policy policyOtherUnits = other.fit(otherUnits, COVARIANCE).policy();
      double[] expected = action(policy, 0.5, -1, 2);
      double[] actual = action(policyOtherUnits, 32, -64, 128);
      assertArrayEquals(new double[] {1024 * expected[0], 1024 * expected[1]}, actual);
    }
  }

  @Test
  void aRestoredTrainerGoesOnBitForBit(@TempDir Path folder) throws IOException {
    SupervisedTargets a = Problems.curved(300, 1);
    SupervisedTargets b = Problems.curved(200, 2);
    try (NeuralPolicyTrainer uninterrupted = trainer(few(), 5);
        NeuralPolicyTrainer resumed = trainer(few(), 77)) {
      uninterrupted.fit(a, COVARIANCE);
      byte[] state = uninterrupted.state();
      resumed.fit(b, COVARIANCE);
      resumed.restore(state);
      assertArrayEquals(state, resumed.state());
      for (SupervisedTargets targets : new SupervisedTargets[] {b, a}) {
        PolicyTrainer.Fit expected = uninterrupted.fit(targets, COVARIANCE);
        PolicyTrainer.Fit actual = resumed.fit(targets, COVARIANCE);
        assertArrayEquals(bytes(expected.policy(), folder), bytes(actual.policy(), folder));
        assertEquals(expected.lossAfter(), actual.lossAfter());
      }
    }
  }

  @Test
  void aTrainerStoredBeforeItsFirstFitBeginsTheSame(@TempDir Path folder) throws IOException {
    SupervisedTargets targets = Problems.curved(100, 1);
    try (NeuralPolicyTrainer fresh = trainer(few(), 5);
        NeuralPolicyTrainer restored = trainer(few(), 6)) {
      restored.restore(fresh.state());
      byte[] expected = bytes(fresh.fit(targets, COVARIANCE).policy(), folder);
      assertArrayEquals(expected, bytes(restored.fit(targets, COVARIANCE).policy(), folder));
    }
  }

  @Test
  void damagedAndForeignStatesAreRefusedAndChangeNothing() {
    SupervisedTargets targets = Problems.curved(100, 1);
    try (NeuralPolicyTrainer trainer = trainer(few().with(o -> o.hidden = List.of(3)), 5);
        NeuralPolicyTrainer other = trainer(few().with(o -> o.hidden = List.of(4)), 5)) {
      trainer.fit(targets, COVARIANCE);
      other.fit(targets, COVARIANCE);
      byte[] state = trainer.state();
      byte[] foreign = other.state();
      var e = assertThrows(IllegalArgumentException.class, () -> trainer.restore(foreign));
      assertTrue(e.getMessage().contains("[4]"), e.getMessage());
      for (int at = 0; at < state.length; at++) {
        byte[] damaged = state.clone();
        damaged[at] ^= 0x10;
        assertThrows(IllegalArgumentException.class, () -> trainer.restore(damaged));
        byte[] truncated = Arrays.copyOf(state, at);
        assertThrows(IllegalArgumentException.class, () -> trainer.restore(truncated));
      }
      assertArrayEquals(state, trainer.state());
    }
  }

  @Test
  void inputStandardizationStaysThatOfTheFirstFitIfAsked() {
    SupervisedTargets first = Problems.curved(300, 1);
    SupervisedTargets second = Problems.samples(300, 3, 2, o -> new double[] {o[0], o[1] + 100}, 4);
    NetworkOptions options =
        few().with(o -> o.inputStatistics = NetworkOptions.InputStatistics.FIRST_FIT);
    try (NeuralPolicyTrainer trainer = trainer(options, 5)) {
      MlpPolicy one = (MlpPolicy) trainer.fit(first, COVARIANCE).policy();
      MlpPolicy two = (MlpPolicy) trainer.fit(second, COVARIANCE).policy();
      assertArrayEquals(one.inputMean(), two.inputMean());
      assertArrayEquals(one.inputDeviation(), two.inputDeviation());
      assertEquals(2 / Math.sqrt(3), one.inputDeviation()[0], 0.1);
    }
  }

  @Test
  void constantObservationsAndActionsAreNoProblem() {
    SupervisedTargets targets = Problems.samples(300, 3, 2, o -> new double[] {4, o[0]}, 5);
    for (int n = 0; n < 300; n++) {
      targets.observations()[3 * n + 1] = 7;
    }
    NetworkOptions options = few().with(o -> o.firstFit = new NetworkOptions.Schedule(80, 2e-2, 0));
    try (NeuralPolicyTrainer trainer = trainer(options, 5)) {
      MlpPolicy policy = (MlpPolicy) trainer.fit(targets, COVARIANCE).policy();
      assertEquals(1e-3, policy.inputDeviation()[1]);
      assertArrayEquals(new double[] {4, 0.5}, action(policy, 0.5, 7, 0), 0.05);
    }
  }

  @Test
  void aSinglePointIsFitted() {
    SupervisedTargets targets =
        new SupervisedTargets(3, 2, new double[3], new double[] {5, -3}, Problems.identity(2));
    NetworkOptions options =
        few().with(o -> o.firstFit = new NetworkOptions.Schedule(300, 2e-2, 0));
    try (NeuralPolicyTrainer trainer = trainer(options, 5)) {
      Policy policy = trainer.fit(targets, COVARIANCE).policy();
      assertArrayEquals(new double[] {5, -3}, action(policy, 0, 0, 0), 1e-2);
    }
  }

  @Test
  void aFitEndsOnceTheLossIsSmallEnough() {
    SupervisedTargets targets = Problems.curved(640, 1);
    NetworkOptions patient =
        few()
            .with(
                o -> {
                  o.firstFit = new NetworkOptions.Schedule(100, 1e-2, 0);
                  o.lossTolerance = 0.5;
                });
    try (NeuralPolicyTrainer trainer = trainer(patient, 5)) {
      PolicyTrainer.Fit fit = trainer.fit(targets, COVARIANCE);
      assertTrue(fit.steps() < 500, () -> "steps " + fit.steps());
      assertEquals(0, fit.steps() % 10, "whole passes");
      assertTrue(fit.lossAfter() < 0.6, () -> "loss " + fit.lossAfter());
    }
  }

  @Test
  void weightDecayKeepsWeightsSmall() {
    SupervisedTargets targets = Problems.curved(300, 1);
    double free =
        sumOfSquares(
            few().with(o -> o.firstFit = new NetworkOptions.Schedule(10, 1e-2, 1e-2)), targets);
    double held =
        sumOfSquares(
            few()
                .with(
                    o -> {
                      o.firstFit = new NetworkOptions.Schedule(10, 1e-2, 1e-2);
                      o.weightDecay = 2;
                    }),
            targets);
    assertTrue(held < 0.5 * free, free + " without, " + held + " with");
  }

  private static double sumOfSquares(NetworkOptions options, SupervisedTargets targets) {
    try (NeuralPolicyTrainer trainer = trainer(options, 5)) {
      MlpPolicy policy = (MlpPolicy) trainer.fit(targets, COVARIANCE).policy();
      return Arrays.stream(policy.layers().get(1).weights()).map(w -> w * w).sum();
    }
  }

  @Test
  void aFitThatDivergesIsRefusedAndUndone(@TempDir Path folder) throws IOException {
    SupervisedTargets targets = Problems.curved(300, 1);
    double[] extreme = targets.observations().clone();
    extreme[0] = 1e300;
    SupervisedTargets broken =
        new SupervisedTargets(3, 2, extreme, targets.means(), targets.precisions());
    try (NeuralPolicyTrainer trainer = trainer(few(), 5)) {
      trainer.fit(targets, COVARIANCE);
      byte[] before = trainer.state();
      var e = assertThrows(IllegalStateException.class, () -> trainer.fit(broken, COVARIANCE));
      assertTrue(e.getMessage().contains("no longer finite"), e.getMessage());
      assertArrayEquals(before, trainer.state());
      trainer.fit(targets, COVARIANCE);
    }
  }

  @Test
  void wrongArgumentsAreNamed() {
    SupervisedTargets targets = Problems.curved(10, 1);
    try (NeuralPolicyTrainer trainer = new NeuralPolicyTrainer(4, 2, few(), 1)) {
      var e = assertThrows(IllegalArgumentException.class, () -> trainer.fit(targets, COVARIANCE));
      assertTrue(e.getMessage().contains("3 observation and 2 action"), e.getMessage());
    }
    try (NeuralPolicyTrainer trainer = trainer(few(), 1)) {
      assertThrows(IllegalArgumentException.class, () -> trainer.fit(targets, new double[4]));
      assertThrows(IllegalArgumentException.class, () -> trainer.fit(targets, new double[1]));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> new NeuralPolicyTrainer(0, 1, NetworkOptions.defaults(), 1).close());
  }

  @Test
  void aClosedTrainerSaysSoAndClosesTwice() {
    NeuralPolicyTrainer trainer = trainer(few(), 1);
    trainer.close();
    trainer.close();
    assertThrows(
        IllegalStateException.class, () -> trainer.fit(Problems.curved(10, 1), COVARIANCE));
  }

  @Test
  void theBackendRunsOnOneThreadUnlessToldOtherwise() {
    try (NeuralPolicyTrainer trainer = trainer(few(), 1)) {
      trainer.fit(Problems.curved(10, 1), COVARIANCE);
      assertEquals(1, Nd4j.getEnvironment().maxMasterThreads());
      assertEquals(1, Nd4j.factory().blas().getMaxThreads());
    }
  }

  @Test
  void trainersOnSeveralThreadsDoNotDisturbEachOther(@TempDir Path folder) throws Exception {
    SupervisedTargets targets = Problems.curved(300, 1);
    byte[] alone = fittedTwice(targets, 5, folder);
    byte[][] beside = new byte[3][];
    Thread[] threads = new Thread[3];
    for (int i = 0; i < 3; i++) {
      int index = i;
      Path own = Files.createDirectory(folder.resolve("" + i));
      threads[i] =
          new Thread(
              () -> {
                try {
                  beside[index] = fittedTwice(targets, 5, own);
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    for (byte[] each : beside) {
      assertArrayEquals(alone, each);
    }
  }

  @Test
  void theCovarianceOfTheTargetsCanBeGiven() {
    SupervisedTargets targets = Problems.random(50, 3, 2, 9);
    double[] covariance = PolicyCovariance.of(targets, false, 0);
    try (NeuralPolicyTrainer trainer = trainer(few(), 1)) {
      assertArrayEquals(covariance, trainer.fit(targets, covariance).policy().covariance());
    }
  }
}
