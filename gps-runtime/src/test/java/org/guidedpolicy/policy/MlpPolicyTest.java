package org.guidedpolicy.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.guidedpolicy.environment.AngleEncoding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MlpPolicyTest {
  private static final int[][] SHAPES = {
    {1, 1},
    {3, 2},
    {4, 5, 1},
    {2, 7, 3},
    {6, 4, 4, 6},
    {26, 42, 42, 7},
    {5, 3, 9, 2, 8, 4},
    {9, 1, 9}
  };

  /** The same function from textbook formulas and whole matrices. */
  private static double[] oracle(MlpPolicy policy, double[] observation) {
    int dO = observation.length;
    DMatrixRMaj a = new DMatrixRMaj(1, dO);
    for (int i = 0; i < dO; i++) {
      a.set(0, i, (observation[i] - policy.inputMean()[i]) / policy.inputDeviation()[i]);
    }
    for (MlpPolicy.Layer layer : policy.layers()) {
      DMatrixRMaj W = new DMatrixRMaj(layer.inputs(), layer.outputs(), true, layer.weights());
      DMatrixRMaj z = new DMatrixRMaj(1, layer.outputs());
      CommonOps_DDRM.mult(a, W, z);
      for (int j = 0; j < layer.outputs(); j++) {
        z.set(0, j, textbook(layer.activation(), z.get(0, j) + layer.biases()[j]));
      }
      a = z;
    }
    return a.data;
  }

  private static double textbook(Activation f, double z) {
    double sigmoid = 1 / (1 + StrictMath.exp(-z));
    return switch (f) {
      case IDENTITY -> z;
      case RELU -> Math.max(0, z);
      case LEAKY_RELU -> Math.max(0.01 * z, z);
      case ELU -> z > 0 ? z : StrictMath.exp(z) - 1;
      case TANH -> StrictMath.tanh(z);
      case SIGMOID -> sigmoid;
      case SOFTPLUS -> StrictMath.log(1 + StrictMath.exp(z));
      case SOFTSIGN -> z / (Math.abs(z) + 1);
      case SWISH -> z * sigmoid;
    };
  }

  @ParameterizedTest
  @EnumSource
  void theActionIsTheNetworksForEveryShape(Activation activation) {
    SplittableRandom random = new SplittableRandom(activation.ordinal());
    for (int[] widths : SHAPES) {
      MlpPolicy policy = Samples.policy(random, activation, widths);
      for (int trial = 0; trial < 10; trial++) {
        double[] observation = Samples.normal(random, widths[0]);
        double[] expected = oracle(policy, observation);
        assertArrayEquals(expected, Samples.action(policy, observation), 1e-12);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theJacobianAgreesWithCentralDifferences(Activation activation) {
    SplittableRandom random = new SplittableRandom(100 + activation.ordinal());
    double h = 1e-6;
    for (int[] widths : SHAPES) {
      int dO = widths[0];
      int dU = widths[widths.length - 1];
      MlpPolicy policy = Samples.policy(random, activation, widths);
      double[] observation = Samples.normal(random, dO);
      double[] J = new double[dU * dO];
      policy.jacobian(observation, J);
      for (int i = 0; i < dO; i++) {
        double[] o = observation.clone();
        o[i] = observation[i] + h;
        double[] up = Samples.action(policy, o);
        o[i] = observation[i] - h;
        double[] down = Samples.action(policy, o);
        for (int u = 0; u < dU; u++) {
          double difference = (up[u] - down[u]) / (2 * h);
          assertEquals(difference, J[u * dO + i], 1e-6 * (1 + Math.abs(difference)));
        }
      }
    }
  }

  private static MlpPolicy withAngles(SplittableRandom random) {
    return Samples.policy(AngleEncoding.of(4, 3, 1), random, Activation.TANH, 6, 9, 5, 2);
  }

  /** The same network without encoding, given the sines and cosines. */
  private static MlpPolicy ofEncoded(MlpPolicy policy) {
    return MlpPolicy.of(
        policy.inputMean(), policy.inputDeviation(), policy.layers(), policy.covariance());
  }

  @Test
  void anglesReachTheNetworkAsSinesInTheirPlacesAndCosinesAfterAllEntries() {
    SplittableRandom random = new SplittableRandom(11);
    MlpPolicy policy = withAngles(random);
    assertEquals(4, policy.observationDimension());
    for (int trial = 0; trial < 10; trial++) {
      double[] o = Samples.normal(random, 4);
      double[] encoded = {
        o[0], Math.sin(o[1]), o[2], Math.sin(o[3]), Math.cos(o[1]), Math.cos(o[3])
      };
      assertArrayEquals(
          Samples.action(ofEncoded(policy), encoded), Samples.action(policy, o), 1e-14);
    }
  }

  @Test
  void aFullTurnOfAnAngleChangesNothingAndOfAnotherEntryALot() {
    SplittableRandom random = new SplittableRandom(12);
    MlpPolicy policy = withAngles(random);
    double[] o = Samples.normal(random, 4);
    double[] turned = {o[0], o[1] + 2 * Math.PI, o[2], o[3] - 6 * Math.PI};
    double[] other = {o[0] + 2 * Math.PI, o[1], o[2], o[3]};
    double[] action = Samples.action(policy, o);
    assertArrayEquals(action, Samples.action(policy, turned), 1e-12);
    assertTrue(Math.abs(action[0] - Samples.action(policy, other)[0]) > 1e-3);
  }

  @Test
  void theJacobianByAnglesAgreesWithCentralDifferences() {
    SplittableRandom random = new SplittableRandom(13);
    MlpPolicy policy = withAngles(random);
    double h = 1e-6;
    double[] J = new double[2 * 4];
    for (int trial = 0; trial < 10; trial++) {
      double[] observation = Samples.normal(random, 4);
      policy.jacobian(observation, J);
      for (int i = 0; i < 4; i++) {
        double[] o = observation.clone();
        o[i] = observation[i] + h;
        double[] up = Samples.action(policy, o);
        o[i] = observation[i] - h;
        double[] down = Samples.action(policy, o);
        for (int u = 0; u < 2; u++) {
          assertEquals((up[u] - down[u]) / (2 * h), J[u * 4 + i], 1e-7);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void activationsStayFiniteFarOut(Activation activation) {
    for (double z : new double[] {-1e6, -800, -40, 40, 800, 1e6}) {
      assertEquals(expectedFarOut(activation, z), activation.value(z), 1e-12 * Math.abs(z));
      assertTrue(Double.isFinite(activation.derivative(z)), activation + "'(" + z + ")");
    }
    assertTrue(Double.isNaN(activation.value(Double.NaN)) || activation == Activation.RELU);
  }

  private static double expectedFarOut(Activation f, double z) {
    return switch (f) {
      case IDENTITY -> z;
      case RELU, SOFTPLUS, SWISH -> Math.max(0, z);
      case LEAKY_RELU -> z > 0 ? z : 0.01 * z;
      case ELU -> z > 0 ? z : -1;
      case TANH -> Math.signum(z);
      case SIGMOID -> z > 0 ? 1 : 0;
      case SOFTSIGN -> z / (1 + Math.abs(z));
    };
  }

  @Test
  void actingAndDifferentiatingAllocateNothing() {
    SplittableRandom random = new SplittableRandom(1);
    AngleEncoding inputs = AngleEncoding.of(26, 0, 1, 2);
    MlpPolicy policy = Samples.policy(inputs, random, Activation.TANH, 29, 42, 42, 7);
    double[] observation = Samples.normal(random, 26);
    double[] action = new double[7];
    double[] J = new double[7 * 26];
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < 1000; i++) {
      policy.action(observation, action);
      policy.jacobian(observation, J);
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    long nothing = threads.getCurrentThreadAllocatedBytes() - before;
    before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 1000; i++) {
      policy.action(observation, action);
      policy.jacobian(observation, J);
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before - nothing;
    assertTrue(allocated < 1000, () -> allocated + " bytes in 2000 calls");
  }

  @Test
  void manyThreadsGetTheActionsOfOne() throws Exception {
    SplittableRandom random = new SplittableRandom(2);
    MlpPolicy policy = Samples.policy(random, Activation.RELU, 6, 20, 20, 3);
    List<double[]> observations = new ArrayList<>();
    List<double[]> expected = new ArrayList<>();
    for (int n = 0; n < 200; n++) {
      observations.add(Samples.normal(random, 6));
      expected.add(Samples.action(policy, observations.get(n)));
    }
    Callable<Boolean> check =
        () -> {
          for (int round = 0; round < 50; round++) {
            for (int n = 0; n < 200; n++) {
              assertArrayEquals(expected.get(n), Samples.action(policy, observations.get(n)));
            }
          }
          return true;
        };
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      for (Future<Boolean> done : pool.invokeAll(java.util.Collections.nCopies(8, check))) {
        assertTrue(done.get());
      }
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void observationsThatAreNotNumbersDoNotThrow() {
    MlpPolicy policy = Samples.policy(new SplittableRandom(3), Activation.RELU, 2, 3, 1);
    double[] action = new double[1];
    policy.action(new double[] {Double.NaN, Double.POSITIVE_INFINITY}, action);
    policy.jacobian(new double[] {Double.NaN, 1e308}, new double[2]);
  }

  @Test
  void wrongLengthsAreNamed() {
    MlpPolicy policy = Samples.policy(new SplittableRandom(4), Activation.RELU, 4, 3, 2);
    assertMessage(
        "observation has 3 entries, expected 4", () -> policy.action(new double[3], new double[2]));
    assertMessage(
        "actionOut has 3 entries, expected 2", () -> policy.action(new double[4], new double[3]));
    assertMessage(
        "out has 7 entries, expected 8", () -> policy.jacobian(new double[4], new double[7]));
  }

  @Test
  void whatMakesNoPolicyIsRefused() {
    double[] one = {1};
    MlpPolicy.Layer layer = new MlpPolicy.Layer(1, 1, Activation.RELU, one, one);
    MlpPolicy.Layer wide = new MlpPolicy.Layer(2, 1, Activation.RELU, new double[2], one);
    double[] nan = {Double.NaN};
    assertMessage("at least one layer", () -> MlpPolicy.of(one, one, List.of(), one));
    assertMessage(
        "layer 1 has 2 inputs, expected 1",
        () -> MlpPolicy.of(one, one, List.of(layer, wide), one));
    assertMessage(
        "layer 0 has 2 inputs, expected 1", () -> MlpPolicy.of(one, one, List.of(wide), one));
    assertMessage("inputDeviation[0]", () -> MlpPolicy.of(one, new double[1], List.of(layer), one));
    assertMessage(
        "inputDeviation[0]", () -> MlpPolicy.of(one, new double[] {1e-320}, List.of(layer), one));
    assertMessage(
        "inputMean has 1 entries, expected 2",
        () -> MlpPolicy.of(AngleEncoding.of(1, 0), one, one, List.of(layer), one));
    assertMessage("inputMean[0]", () -> MlpPolicy.of(nan, one, List.of(layer), one));
    assertMessage(
        "covariance must be positive definite",
        () -> MlpPolicy.of(one, one, List.of(layer), new double[1]));
    assertMessage(
        "covariance has 2 entries", () -> MlpPolicy.of(one, one, List.of(layer), new double[2]));
    assertMessage("weights[0]", () -> new MlpPolicy.Layer(1, 1, Activation.RELU, nan, one));
    assertMessage("biases[0]", () -> new MlpPolicy.Layer(1, 1, Activation.RELU, one, nan));
    assertMessage(
        "weights has 1 entries, expected 2",
        () -> new MlpPolicy.Layer(2, 1, Activation.RELU, one, one));
    assertMessage(
        "at least 1 input", () -> new MlpPolicy.Layer(0, 1, Activation.RELU, new double[0], one));
    double[] skew = {1, 0.5, 0.4, 1};
    MlpPolicy.Layer two = new MlpPolicy.Layer(1, 2, Activation.RELU, new double[2], new double[2]);
    assertMessage("covariance must be symmetric", () -> MlpPolicy.of(one, one, List.of(two), skew));
  }

  @Test
  void changesOfTheArraysGivenOrTakenDoNotReachThePolicy() {
    double[] W = {2};
    double[] b = {3};
    double[] mean = {0};
    double[] deviation = {1};
    double[] covariance = {1};
    MlpPolicy policy =
        MlpPolicy.of(
            mean,
            deviation,
            List.of(new MlpPolicy.Layer(1, 1, Activation.IDENTITY, W, b)),
            covariance);
    for (double[] array :
        new double[][] {
          W,
          b,
          mean,
          deviation,
          covariance,
          policy.inputMean(),
          policy.inputDeviation(),
          policy.covariance(),
          policy.layers().get(0).weights(),
          policy.layers().get(0).biases()
        }) {
      array[0] = 7;
    }
    assertArrayEquals(new double[] {13}, Samples.action(policy, new double[] {5}));
    assertArrayEquals(new double[] {1}, policy.covariance());
  }

  @Test
  void covarianceAndNotesCanBeReplacedWithoutChangingTheAction() {
    SplittableRandom random = new SplittableRandom(5);
    MlpPolicy policy = Samples.policy(random, Activation.ELU, 3, 4, 2);
    double[] covariance = Samples.positiveDefinite(random, 2, 0.5);
    MlpPolicy changed =
        policy.withMetadata(Map.of("task", "reacher", "seed", "7")).withCovariance(covariance);
    double[] observation = {0.3, -1, 2};
    assertArrayEquals(Samples.action(policy, observation), Samples.action(changed, observation));
    assertArrayEquals(covariance, changed.covariance());
    assertEquals(List.of("seed", "task"), List.copyOf(changed.metadata().keySet()));
    assertEquals(Map.of(), policy.metadata());
  }

  private static void assertMessage(String part, Runnable action) {
    var e = assertThrows(IllegalArgumentException.class, action::run);
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}
