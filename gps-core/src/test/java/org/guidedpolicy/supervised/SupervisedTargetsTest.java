package org.guidedpolicy.supervised;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.guidedpolicy.policy.Activation;
import org.guidedpolicy.policy.MlpPolicy;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.policy.Samples;
import org.junit.jupiter.api.Test;

class SupervisedTargetsTest {
  private static final int N = 5;
  private static final int DO = 3;
  private static final int DU = 2;

  private final SplittableRandom random = new SplittableRandom(11);
  private final double[] observations = Samples.normal(random, N * DO);
  private final double[] means = Samples.normal(random, N * DU);
  private final double[] precisions = new double[N * DU * DU];

  SupervisedTargetsTest() {
    for (int n = 0; n < N; n++) {
      System.arraycopy(
          Samples.positiveDefinite(random, DU, 0.1), 0, precisions, n * DU * DU, DU * DU);
    }
  }

  private SupervisedTargets targets() {
    return new SupervisedTargets(DO, DU, observations, means, precisions);
  }

  @Test
  void joinedSetsHaveTheLossOfTheirMeanOnOneScale() {
    SupervisedTargets one = targets();
    double[] twice = precisions.clone();
    for (int i = 0; i < twice.length; i++) {
      twice[i] *= 2;
    }
    var other = new SupervisedTargets(DO, DU, Samples.normal(random, N * DO), means.clone(), twice);
    SupervisedTargets both = SupervisedTargets.joined(List.of(one, other));
    assertEquals(2 * N, both.size());
    Policy policy =
        new Policy() {
          @Override
          public int observationDimension() {
            return DO;
          }

          @Override
          public int actionDimension() {
            return DU;
          }

          @Override
          public void action(double[] o, double[] out) {
            out[0] = o[0] - o[2];
            out[1] = 0.3 * o[1];
          }
        };
    double sum =
        one.loss(policy) / one.precisionScale() + other.loss(policy) / other.precisionScale();
    assertEquals(both.precisionScale() * sum / 2, both.loss(policy), 1e-12);
  }

  @Test
  void scaledPrecisionsHaveAnAverageTraceOfTheActionDimension() {
    double scale = targets().precisionScale();
    double trace = 0;
    for (int n = 0; n < N; n++) {
      trace += scale * (precisions[n * 4] + precisions[n * 4 + 3]) / N;
    }
    assertEquals(DU, trace, 1e-12);
  }

  @Test
  void theLossIsTheMeanOfTheWeightedSquares() {
    MlpPolicy policy = Samples.policy(random, Activation.TANH, DO, 4, DU);
    double expected = 0;
    for (int n = 0; n < N; n++) {
      DMatrixRMaj o = new DMatrixRMaj(DO, 1, true, slice(observations, n, DO));
      DMatrixRMaj e = new DMatrixRMaj(DU, 1, true, Samples.action(policy, o.data));
      CommonOps_DDRM.subtractEquals(e, new DMatrixRMaj(DU, 1, true, slice(means, n, DU)));
      DMatrixRMaj Pe = new DMatrixRMaj(DU, 1);
      CommonOps_DDRM.mult(new DMatrixRMaj(DU, DU, true, slice(precisions, n, DU * DU)), e, Pe);
      expected += CommonOps_DDRM.dot(e, Pe) / N;
    }
    expected *= targets().precisionScale();
    assertEquals(expected, targets().loss(policy), 1e-12 * expected);
  }

  @Test
  void theLossDoesNotDependOnThePrecisionsScale() {
    MlpPolicy policy = Samples.policy(random, Activation.TANH, DO, 4, DU);
    double loss = targets().loss(policy);
    for (int k = 0; k < precisions.length; k++) {
      precisions[k] *= 1024;
    }
    assertEquals(loss, targets().loss(policy), 1e-12 * loss);
  }

  @Test
  void wrongLengthsAreNamed() {
    assertMessage("observations has 14 entries, expected 15", new double[14], means, precisions);
    assertMessage("means has 9 entries, expected 8", observations, new double[9], precisions);
    assertMessage("precisions has 0 entries, expected 20", observations, means, new double[0]);
    assertMessage("at least one point", new double[0], new double[0], new double[0]);
  }

  @Test
  void valuesThatAreNotFiniteAreNamedWithTheirPoint() {
    assertRefused("observation of point 2", () -> observations[7] = Double.NaN);
    observations[7] = 0;
    assertRefused("mean of point 1", () -> means[3] = Double.POSITIVE_INFINITY);
    means[3] = 0;
    assertRefused("precision of point 4", () -> precisions[19] = Double.NaN);
  }

  @Test
  void precisionsThatCannotBePositiveDefiniteAreNamed() {
    double old = precisions[5];
    assertRefused("precision of point 1 must be symmetric", () -> precisions[5] += 1);
    precisions[5] = old;
    double diagonal = precisions[8];
    assertRefused("diagonal entry 0", () -> precisions[8] = 0);
    precisions[8] = diagonal;
    assertRefused(
        "precision of point 3",
        () -> {
          precisions[13] = 100;
          precisions[14] = 100;
        });
  }

  private void assertRefused(String message, Runnable damage) {
    damage.run();
    assertMessage(message, observations, means, precisions);
  }

  private static void assertMessage(String part, double[] o, double[] m, double[] P) {
    var e =
        assertThrows(IllegalArgumentException.class, () -> new SupervisedTargets(DO, DU, o, m, P));
    Consumer<String> check = text -> assertTrue(text.contains(part), text);
    check.accept(e.getMessage());
  }

  private static double[] slice(double[] rows, int n, int width) {
    return java.util.Arrays.copyOfRange(rows, n * width, (n + 1) * width);
  }
}
