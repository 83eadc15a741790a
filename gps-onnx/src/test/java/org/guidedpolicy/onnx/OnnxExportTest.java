package org.guidedpolicy.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.guidedpolicy.environment.AngleEncoding;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.policy.Activation;
import org.guidedpolicy.policy.MlpPolicy;
import org.guidedpolicy.policy.Policy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** ONNX Runtime computes from an exported file what the policy computes. */
class OnnxExportTest {
  private static final int EPISODES = 50;
  private static final double TOLERANCE = 1e-6;

  @TempDir Path folder;

  private final SplittableRandom random = new SplittableRandom(7);

  private double[] numbers(int count, double scale) {
    return random.doubles(count, -scale, scale).toArray();
  }

  private MlpPolicy policy(Activation hidden, int... widths) {
    return policy(AngleEncoding.of(widths[0]), hidden, widths);
  }

  private MlpPolicy policy(AngleEncoding inputs, Activation hidden, int... widths) {
    List<MlpPolicy.Layer> layers = new ArrayList<>();
    for (int l = 1; l < widths.length; l++) {
      Activation f = l < widths.length - 1 ? hidden : Activation.IDENTITY;
      layers.add(
          new MlpPolicy.Layer(
              widths[l - 1],
              widths[l],
              f,
              numbers(widths[l - 1] * widths[l], 2),
              numbers(widths[l], 1)));
    }
    int dU = widths[widths.length - 1];
    double[] covariance = new double[dU * dU];
    for (int i = 0; i < dU; i++) {
      covariance[i * dU + i] = 1;
    }
    double[] deviation = random.doubles(widths[0], 1e-3, 2).toArray();
    return MlpPolicy.of(inputs, numbers(widths[0], 100), deviation, layers, covariance);
  }

  private static double[][] run(Path file, double[][] observations) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(file.toString());
        OnnxTensor input = OnnxTensor.createTensor(environment, observations);
        OrtSession.Result result = session.run(Map.of("observation", input))) {
      return (double[][]) result.get("action").orElseThrow().getValue();
    }
  }

  /** Around the mean, and far from it. */
  private double[][] observations(MlpPolicy policy) {
    double[][] observations = new double[EPISODES][];
    for (int k = 0; k < EPISODES; k++) {
      double[] o = policy.inputMean();
      double[] s = policy.inputDeviation();
      double far = k % 5 == 0 ? 30 : 2;
      for (int i = 0; i < o.length; i++) {
        o[i] += s[i] * random.nextDouble(-far, far);
      }
      observations[k] = o;
    }
    return observations;
  }

  private static double[] action(Policy policy, double[] observation) {
    double[] action = new double[policy.actionDimension()];
    policy.action(observation, action);
    return action;
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void theActionsAreThoseOfThePolicy(Activation hidden) throws Exception {
    MlpPolicy policy = policy(hidden, 11, 42, 17, 3);
    Path file = folder.resolve("policy.onnx");
    OnnxExport.write(policy, Optional.empty(), file);
    double[][] observations = observations(policy);
    double[][] actions = run(file, observations);
    for (int k = 0; k < EPISODES; k++) {
      double[] expected = action(policy, observations[k]);
      double size = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
      assertArrayEquals(expected, actions[k], TOLERANCE * Math.max(1, size));
    }
  }

  @Test
  void theSinesAndCosinesOfAnglesAreInside() throws Exception {
    MlpPolicy policy = policy(AngleEncoding.of(5, 4, 1), Activation.TANH, 7, 12, 2);
    Path file = folder.resolve("policy.onnx");
    OnnxExport.write(policy, Optional.empty(), file);
    double[][] observations = new double[EPISODES][];
    for (int k = 0; k < EPISODES; k++) {
      observations[k] = numbers(5, k % 5 == 0 ? 100 : 4);
      for (int i : new int[] {0, 2, 3}) {
        observations[k][i] += policy.inputMean()[i];
      }
    }
    double[][] actions = run(file, observations);
    double spread = 0;
    for (int k = 0; k < EPISODES; k++) {
      double[] expected = action(policy, observations[k]);
      assertArrayEquals(expected, actions[k], TOLERANCE * Math.max(1, Math.abs(expected[0])));
      spread = Math.max(spread, Math.abs(actions[k][0] - actions[0][0]));
    }
    assertTrue(spread > 0.1, "the test needs actions that differ, spread " + spread);
  }

  @Test
  void theLimitsAreInside() throws Exception {
    MlpPolicy policy = policy(Activation.TANH, 4, 9, 3);
    double[] lower = {-1.5, Double.NEGATIVE_INFINITY, -0.25};
    double[] upper = {0.5, 2, Double.POSITIVE_INFINITY};
    EnvironmentSpec spec =
        EnvironmentSpec.builder(4, 3).horizon(5).timeStep(0.1).actionLimits(lower, upper).build();
    Path file = folder.resolve("policy.onnx");
    OnnxExport.write(policy, Optional.of(spec), file);
    double[][] observations = observations(policy);
    double[][] actions = run(file, observations);
    int clipped = 0;
    for (int k = 0; k < EPISODES; k++) {
      double[] free = action(policy, observations[k]);
      for (int i = 0; i < 3; i++) {
        double expected = Math.min(Math.max(free[i], lower[i]), upper[i]);
        clipped += expected == free[i] ? 0 : 1;
        assertEquals(expected, actions[k][i], TOLERANCE * Math.max(1, Math.abs(expected)));
      }
    }
    assertTrue(clipped > 20 && clipped < 3 * EPISODES - 20, "clipped " + clipped);
  }

  @Test
  void namesTypesAndShapesAreTheDocumentedOnes() throws Exception {
    Path file = folder.resolve("policy.onnx");
    MlpPolicy policy = policy(Activation.RELU, 6, 8, 2).withMetadata(Map.of("task", "cart"));
    OnnxExport.write(policy, Optional.empty(), file);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(file.toString())) {
      TensorInfo input = (TensorInfo) session.getInputInfo().get("observation").getInfo();
      TensorInfo output = (TensorInfo) session.getOutputInfo().get("action").getInfo();
      assertEquals(ai.onnxruntime.OnnxJavaType.DOUBLE, input.type);
      assertEquals(ai.onnxruntime.OnnxJavaType.DOUBLE, output.type);
      assertArrayEquals(new long[] {-1, 6}, input.getShape());
      assertArrayEquals(new long[] {-1, 2}, output.getShape());
      assertEquals("cart", session.getMetadata().getCustomMetadata().get("task"));
      assertEquals(1, session.getNumInputs());
      assertEquals(1, session.getNumOutputs());
    }
  }

  @Test
  void equalPoliciesGiveEqualBytes() {
    MlpPolicy policy = policy(Activation.RELU, 3, 4, 1);
    assertArrayEquals(
        OnnxExport.bytes(policy, Optional.empty()), OnnxExport.bytes(policy, Optional.empty()));
  }

  @Test
  void limitsOfAnotherRobotAreRefused() {
    EnvironmentSpec spec = EnvironmentSpec.builder(3, 2).horizon(5).timeStep(0.1).build();
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> OnnxExport.bytes(policy(Activation.RELU, 3, 4, 1), Optional.of(spec)));
    assertEquals(
        "the action has 1 entries, expected 2 (EnvironmentSpec.actionDimension)", e.getMessage());
  }

  @Test
  void aFileThatCannotBeWrittenIsNamed() {
    Path file = folder.resolve("none").resolve("policy.onnx");
    IOException e =
        assertThrows(
            IOException.class,
            () -> OnnxExport.write(policy(Activation.RELU, 3, 4, 1), Optional.empty(), file));
    assertTrue(e.getMessage().startsWith(file + ": there is no such"), e.getMessage());
  }
}
