package org.guidedpolicy.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.guidedpolicy.policy.Activation;
import org.guidedpolicy.supervised.SupervisedTargets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.factory.Nd4j;

/** Beside DL4J's own {@code fit}, step by step. */
class TrainingStepTest {
  private static final int[][] SHAPES = {
    {1, 1}, {2, 5, 1}, {26, 42, 42, 7}, {18, 42, 42, 3}, {5, 3, 9, 2, 8, 4}, {60, 128, 64, 20}
  };

  @ParameterizedTest
  @EnumSource
  void weightsAndMomentsAreThoseOfTheNetworksOwnFitToTheLastBit(Activation activation) {
    for (int[] widths : SHAPES) {
      for (int points : new int[] {1, 25, 400}) {
        assertEqualSteps(
            Dl4jNetworkTest.options(activation, widths),
            widths[0],
            widths[widths.length - 1],
            points);
      }
    }
  }

  @Test
  void weightDecayIsTakenFromTheSameWeights() {
    NetworkOptions options =
        NetworkOptions.defaults()
            .with(
                o -> {
                  o.hidden = List.of(9, 5);
                  o.weightDecay = 3;
                });
    assertEqualSteps(options, 4, 2, 30);
    assertTrue(
        norm(options) < 0.9 * norm(NetworkOptions.defaults().with(o -> o.hidden = List.of(9, 5))));
  }

  /** Of the weights after some steps. */
  private static double norm(NetworkOptions options) {
    try (Dl4jNetwork network = network(options, 4, 2);
        TrainingStep step = network.trainingStep(30)) {
      for (long k = 0; k < 20; k++) {
        step.run(inputs(30, 4, k), labels(30, 2, k));
      }
      double sum = 0;
      for (float weight : network.weights()) {
        sum += weight * weight;
      }
      return Math.sqrt(sum);
    }
  }

  private static void assertEqualSteps(NetworkOptions options, int dO, int dU, int points) {
    try (Dl4jNetwork expected = network(options, dO, dU);
        Dl4jNetwork actual = network(options, dO, dU);
        TrainingStep step = actual.trainingStep(points)) {
      for (long k = 0; k < 10; k++) {
        float[] x = inputs(points, dO, k);
        float[] y = labels(points, dU, k);
        expected
            .network()
            .fit(
                Nd4j.create(x, new long[] {points, dO}, 'c'),
                Nd4j.create(y, new long[] {points, PrecisionWeightedLoss.labelWidth(dU)}, 'c'));
        double loss = step.run(x, y);
        String where = options + ", " + points + " points, step " + k;
        if (options.weightDecay() == 0) {
          assertEquals(expected.network().score(), loss, where);
        }
        assertArrayEquals(expected.weights(), actual.weights(), where);
        assertArrayEquals(expected.moments(), actual.moments(), where);
        assertEquals(expected.stepCount(), actual.stepCount());
      }
    }
  }

  private static Dl4jNetwork network(NetworkOptions options, int dO, int dU) {
    Dl4jNetwork network = new Dl4jNetwork(dO, dU, options);
    network.initialize(NetworkOptions.Initialization.HE, new SplittableRandom(3));
    network.begin(new NetworkOptions.Schedule(1, 1e-2, 1e-3), 20);
    return network;
  }

  private static float[] inputs(int points, int dO, long seed) {
    float[] rows = new float[points * dO];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) random.nextGaussian();
    }
    return rows;
  }

  private static float[] labels(int points, int dU, long seed) {
    SupervisedTargets targets = Problems.random(points, 1, dU, seed);
    double[] ones = new double[dU];
    Arrays.fill(ones, 1);
    return PrecisionWeightedLoss.labels(targets, new Standardization(new double[dU], ones));
  }
}
