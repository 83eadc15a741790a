package org.guidedpolicy.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.policy.MlpPolicy;
import org.guidedpolicy.policy.PolicyCovariance;
import org.guidedpolicy.policy.PolicyTrainer;
import org.guidedpolicy.policy.PolicyTrainers;
import org.guidedpolicy.policy.SupervisedTargets;
import org.junit.jupiter.api.Test;

class NeuralPolicyTrainerTest {

  /** Points of a function of 3 observations with 2 actions, all errors of equal weight. */
  private static SupervisedTargets samples(int N, UnaryOperator<double[]> function, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] observations = random.doubles(3L * N, -2, 2).toArray();
    double[] means = new double[2 * N];
    double[] precisions = new double[4 * N];
    for (int n = 0; n < N; n++) {
      double[] o = {observations[3 * n], observations[3 * n + 1], observations[3 * n + 2]};
      System.arraycopy(function.apply(o), 0, means, 2 * n, 2);
      precisions[4 * n] = 1;
      precisions[4 * n + 3] = 1;
    }
    return new SupervisedTargets(3, 2, observations, means, precisions);
  }

  private static double[] curved(double[] o) {
    return new double[] {Math.sin(2 * o[0]) + 0.5 * o[1] * o[2], Math.abs(o[0]) - Math.cos(o[1])};
  }

  @Test
  void aCurvedFunctionIsLearned() {
    SupervisedTargets targets = samples(2000, NeuralPolicyTrainerTest::curved, 1);
    SupervisedTargets unseen = samples(500, NeuralPolicyTrainerTest::curved, 2);
    try (PolicyTrainer trainer = PolicyTrainers.find().create(3, 2, 7)) {
      PolicyTrainer.Fit fit = trainer.fit(targets, PolicyCovariance.of(targets, false, 0));
      assertTrue(fit.lossBefore() > 1, () -> "loss before " + fit.lossBefore());
      assertTrue(fit.lossAfter() < 0.08, () -> "loss after " + fit.lossAfter());
      assertTrue(unseen.loss(fit.policy()) < 0.1, () -> "unseen " + unseen.loss(fit.policy()));
    }
  }

  @Test
  void equalSeedsGiveEqualPolicies() {
    SupervisedTargets targets = samples(300, NeuralPolicyTrainerTest::curved, 1);
    double[] first = fittedTwice(targets);
    assertArrayEquals(first, fittedTwice(targets));
  }

  private static double[] fittedTwice(SupervisedTargets targets) {
    NetworkOptions options =
        NetworkOptions.builder().firstFit(20, 1e-2, 0).laterFits(20, 1e-2, 0).batchSize(64).build();
    try (PolicyTrainer trainer = new NeuralPolicyTrainer(3, 2, options, 5)) {
      double[] covariance = PolicyCovariance.of(targets, false, 0);
      trainer.fit(targets, covariance);
      GaussianPolicy policy = trainer.fit(targets, covariance).policy();
      return ((MlpPolicy) policy).layers().get(1).weights();
    }
  }
}
