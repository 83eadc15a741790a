package org.guidedpolicy.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.guidedpolicy.policy.Activation;
import org.guidedpolicy.policy.MlpPolicy;
import org.guidedpolicy.supervised.SupervisedTargets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class Dl4jNetworkTest {
  private static final int[][] SHAPES = {
    {1, 1},
    {3, 2},
    {2, 5, 1},
    {4, 7, 3},
    {26, 42, 42, 7},
    {18, 42, 42, 3},
    {5, 3, 9, 2, 8, 4},
    {1, 30, 30, 1},
    {60, 128, 64, 20}
  };

  static NetworkOptions options(Activation activation, int... widths) {
    return NetworkOptions.defaults()
        .with(
            o -> {
              o.hidden = Arrays.stream(widths, 1, widths.length - 1).boxed().toList();
              o.activation = activation;
            });
  }

  private static Dl4jNetwork network(Activation activation, int[] widths, long seed) {
    Dl4jNetwork network =
        new Dl4jNetwork(widths[0], widths[widths.length - 1], options(activation, widths));
    network.initialize(NetworkOptions.Initialization.HE, new SplittableRandom(seed));
    return network;
  }

  /** The network in plain Java, of observations that are standardized already. */
  private static MlpPolicy plain(Dl4jNetwork network, int dO, int dU) {
    double[] ones = new double[dO];
    Arrays.fill(ones, 1);
    return MlpPolicy.of(new double[dO], ones, network.layers(), Problems.identity(dU));
  }

  @ParameterizedTest
  @EnumSource
  void thePlainJavaPolicyEqualsTheNetworkForEveryShape(Activation activation) {
    SplittableRandom random = new SplittableRandom(activation.ordinal());
    for (int[] widths : SHAPES) {
      int dO = widths[0];
      int dU = widths[widths.length - 1];
      try (Dl4jNetwork network = network(activation, widths, random.nextLong())) {
        float[] weights = network.weights();
        for (int i = 0; i < weights.length; i++) {
          weights[i] += 0.1f * (float) random.nextGaussian();
        }
        network.setWeights(weights);
        MlpPolicy policy = plain(network, dO, dU);
        float[] rows = new float[20 * dO];
        for (int i = 0; i < rows.length; i++) {
          rows[i] = (float) random.nextGaussian();
        }
        float[] expected = network.output(rows);
        double[] observation = new double[dO];
        double[] action = new double[dU];
        for (int n = 0; n < 20; n++) {
          for (int i = 0; i < dO; i++) {
            observation[i] = rows[n * dO + i];
          }
          policy.action(observation, action);
          for (int i = 0; i < dU; i++) {
            double scale = Math.max(1, Math.abs(action[i]));
            assertEquals(expected[n * dU + i], action[i], 1e-5 * scale, Arrays.toString(widths));
          }
        }
      }
    }
  }

  /**
   * The whole way from the labels through the loss and the layers back to the weights, against
   * differences of {@link SupervisedTargets#loss} of the plain-Java policy in double precision.
   */
  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"TANH", "SIGMOID", "SOFTPLUS", "SWISH", "IDENTITY"})
  void theWeightsGradientAgreesWithCentralDifferences(Activation activation) {
    int[] widths = {4, 6, 5, 3};
    SupervisedTargets targets = Problems.random(12, 4, 3, 5);
    Standardization unit = new Standardization(new double[3], new double[] {1, 1, 1});
    try (Dl4jNetwork network = network(activation, widths, 8)) {
      float[] inputs = new float[12 * 4];
      for (int i = 0; i < inputs.length; i++) {
        inputs[i] = (float) targets.observations()[i];
      }
      float[] labels = PrecisionWeightedLoss.labels(targets, unit);
      INDArray x = Nd4j.create(inputs, new long[] {12, 4}, 'c');
      INDArray y = Nd4j.create(labels, new long[] {12, PrecisionWeightedLoss.labelWidth(3)}, 'c');
      float[] weights = network.weights();
      assertEquals(targets.loss(plain(network, 4, 3)), network.loss(x, y), 1e-5);
      float[] gradient = network.gradient(x, y);
      for (int k = 0; k < weights.length; k++) {
        float[] changed = weights.clone();
        changed[k] = weights[k] + 1e-2f;
        double up = changed[k];
        network.setWeights(changed);
        double lossUp = targets.loss(plain(network, 4, 3));
        changed[k] = weights[k] - 1e-2f;
        double down = changed[k];
        network.setWeights(changed);
        double lossDown = targets.loss(plain(network, 4, 3));
        double difference = (lossUp - lossDown) / (up - down);
        assertEquals(difference, gradient[k], 2e-3 * (1 + Math.abs(difference)), "weight " + k);
      }
    }
  }

  @Test
  void initialWeightsHaveTheVarianceAskedFor() {
    int[] widths = {200, 100, 3};
    for (NetworkOptions.Initialization kind : NetworkOptions.Initialization.values()) {
      try (Dl4jNetwork network = network(Activation.RELU, widths, 1)) {
        network.initialize(kind, new SplittableRandom(4));
        MlpPolicy.Layer first = network.layers().get(0);
        double variance = Arrays.stream(first.weights()).map(w -> w * w).average().orElseThrow();
        double expected =
            switch (kind) {
              case HE -> 2.0 / 200;
              case XAVIER -> 2.0 / 300;
              case SMALL -> 0.01;
            };
        assertEquals(expected, variance, 0.05 * expected, kind.name());
        assertArrayEquals(new double[100], first.biases());
      }
    }
  }
}
