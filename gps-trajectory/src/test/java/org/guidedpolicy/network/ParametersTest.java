package org.guidedpolicy.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.policy.MlpPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParametersTest {
  private final RandomGenerator random = new SplittableRandom(5);

  @Test
  void theVectorHoldsEachLayersWeightsRowByRowAndThenItsBiases() {
    NetworkShape shape = NetworkShape.of(2, new int[] {3}, Nonlinearity.TANH, 1);
    assertEquals(13, shape.parameters());
    double[] values = new double[13];
    for (int k = 0; k < 13; k++) {
      values[k] = k;
    }
    Parameters<float[]> theta = Parameters.singlePrecision(shape);
    theta.set(values);
    assertArrayEquals(new float[] {0, 1, 2}, theta.weights(0)[0]);
    assertArrayEquals(new float[] {3, 4, 5}, theta.weights(0)[1]);
    assertArrayEquals(new float[] {6, 7, 8}, theta.biases(0));
    assertArrayEquals(new float[] {11}, theta.weights(1)[2]);
    assertArrayEquals(new float[] {12}, theta.biases(1));
    assertArrayEquals(values, theta.values());
  }

  @Test
  void initialWeightsHaveTheVarianceOfOneOverTheInputs() {
    NetworkShape shape = NetworkShape.of(40, new int[] {100}, Nonlinearity.TANH, 50);
    Parameters<double[]> theta = Parameters.doublePrecision(shape);
    theta.initialize(random, 0.5);
    assertEquals(1.0 / 40, meanSquare(theta.weights(0)), 0.1 / 40);
    assertEquals(0.25 / 100, meanSquare(theta.weights(1)), 0.1 * 0.25 / 100);
    assertArrayEquals(new double[100], theta.biases(0));
  }

  private static double meanSquare(double[][] rows) {
    double sum = 0;
    for (double[] row : rows) {
      sum += Networks.dot(row, row);
    }
    return sum / (rows.length * rows[0].length);
  }

  @Test
  void bytesRoundTripToTheLastBit() throws FormatException {
    Parameters<float[]> theta = Parameters.singlePrecision(Networks.shape(Nonlinearity.TANH));
    theta.initialize(random, 1);
    BinaryOutput out = new BinaryOutput();
    theta.write(out);
    BinaryInput in = new BinaryInput(ByteBuffer.wrap(out.toByteArray()));
    assertArrayEquals(theta.values(), theta.zeros().read(in).values());
    in.requireEnd();
  }

  @Test
  void damagedBytesAreRefused() {
    Parameters<double[]> theta = Parameters.doublePrecision(Networks.shape(Nonlinearity.TANH));
    theta.biases(1)[2] = Double.NaN;
    BinaryOutput out = new BinaryOutput();
    theta.write(out);
    byte[] bytes = out.toByteArray();
    var e =
        assertThrows(
            FormatException.class, () -> theta.read(new BinaryInput(ByteBuffer.wrap(bytes))));
    assertTrue(e.getMessage().contains("NaN"));
    assertThrows(
        FormatException.class, () -> theta.read(new BinaryInput(ByteBuffer.wrap(bytes, 0, 40))));
  }

  @Test
  void approachMovesAShareOfTheWay() {
    NetworkShape shape = Networks.shape(Nonlinearity.RELU);
    Parameters<double[]> a = Parameters.doublePrecision(shape);
    Parameters<double[]> b = Parameters.doublePrecision(shape);
    a.set(Networks.values(shape, random));
    b.set(Networks.values(shape, random));
    double[] expected = a.values();
    for (int k = 0; k < expected.length; k++) {
      expected[k] = 0.75 * expected[k] + 0.25 * b.values()[k];
    }
    a.approach(b, 0.25);
    assertArrayEquals(expected, a.values(), 1e-15);
  }

  @Test
  void aCopyIsIndependent() {
    Parameters<double[]> a = Parameters.doublePrecision(Networks.shape(Nonlinearity.RELU));
    a.initialize(random, 1);
    double[] before = a.values();
    Parameters<double[]> copy = a.copy();
    copy.clear();
    assertArrayEquals(before, a.values());
    assertArrayEquals(new double[before.length], copy.values());
  }

  @ParameterizedTest
  @EnumSource(
      value = Nonlinearity.class,
      names = {"RATIONAL_TANH"},
      mode = EnumSource.Mode.EXCLUDE)
  void aPolicyOfTheSameLayersActsAlike(Nonlinearity nonlinearity) {
    NetworkShape shape = Networks.bentShape(nonlinearity);
    Parameters<double[]> theta = Parameters.doublePrecision(shape);
    theta.set(Networks.values(shape, random));
    double[] covariance = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    MlpPolicy policy =
        MlpPolicy.of(
            new double[5], new double[] {1, 1, 1, 1, 1}, theta.toPolicyLayers(), covariance);
    double[] x = Networks.normals(5, random);
    double[] action = new double[3];
    policy.action(x, action);
    assertArrayEquals(new Passes<>(theta, 1).forward(new double[][] {x}, 1)[0], action, 1e-12);
  }

  @Test
  void aNonlinearityWithoutAFormInAPolicysFileIsNamed() {
    Parameters<double[]> theta =
        Parameters.doublePrecision(Networks.shape(Nonlinearity.RATIONAL_TANH));
    var e = assertThrows(IllegalArgumentException.class, theta::toPolicyLayers);
    assertTrue(e.getMessage().contains("use TANH"));
  }

  @Test
  void shapesThatCannotBeAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> NetworkShape.of(0, new int[] {3}, Nonlinearity.TANH, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> NetworkShape.of(2, new int[] {0}, Nonlinearity.TANH, 1));
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> NetworkShape.of(1, new int[] {1 << 16, 1 << 16}, Nonlinearity.TANH, 1));
    assertTrue(e.getMessage().contains("too large"));
    Parameters<double[]> theta = Parameters.doublePrecision(Networks.shape(Nonlinearity.TANH));
    assertThrows(IllegalArgumentException.class, () -> theta.set(new double[3]));
  }
}
