package org.guidedpolicy.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.junit.jupiter.api.Test;

class AdamTest {
  private final RandomGenerator random = new SplittableRandom(9);

  /** Linear regression: the minimum is known in closed form. */
  @Test
  void aConvexProblemIsSolvedToItsClosedForm() {
    int N = 64;
    NetworkShape shape = NetworkShape.of(4, new int[0], Nonlinearity.IDENTITY, 2);
    double[][] x = Networks.rows(N, 4, random);
    double[][] y = Networks.rows(N, 2, random);
    Parameters<float[]> theta = Parameters.singlePrecision(shape);
    minimize(theta, Networks.toFloats(x), y);
    assertArrayEquals(leastSquares(x, y), theta.values(), 2e-5);
  }

  private static void minimize(Parameters<float[]> theta, float[][] x, double[][] y) {
    int N = x.length;
    Passes<float[]> passes = new Passes<>(theta, N);
    Parameters<float[]> gradient = theta.zeros();
    Adam<float[]> adam = new Adam<>(theta);
    float[][] dy = new float[N][2];
    int steps = 1500;
    for (int k = 0; k < steps; k++) {
      float[][] p = passes.forward(x, N);
      for (int b = 0; b < N; b++) {
        for (int j = 0; j < 2; j++) {
          dy[b][j] = (float) ((p[b][j] - y[b][j]) / N);
        }
      }
      gradient.clear();
      passes.backward(dy, gradient);
      adam.step(theta, gradient, 0.02 * 0.5 * (1 + Math.cos(Math.PI * k / steps)));
    }
  }

  /** (X^T X)^-1 X^T y with a column of ones, row-major as the parameters. */
  private static double[] leastSquares(double[][] x, double[][] y) {
    DMatrixRMaj X = new DMatrixRMaj(x.length, 5);
    for (int b = 0; b < x.length; b++) {
      for (int i = 0; i < 5; i++) {
        X.set(b, i, i < 4 ? x[b][i] : 1);
      }
    }
    DMatrixRMaj solution = new DMatrixRMaj(5, 2);
    CommonOps_DDRM.solve(X, new DMatrixRMaj(y), solution);
    return solution.data;
  }

  @Test
  void stepsAreThoseOfTheAlgorithmAsPublished() {
    NetworkShape shape = NetworkShape.of(1, new int[0], Nonlinearity.IDENTITY, 1);
    Parameters<double[]> theta = Parameters.doublePrecision(shape);
    theta.set(new double[] {0.3, -0.2});
    Parameters<double[]> gradient = theta.zeros();
    Adam<double[]> adam = new Adam<>(theta);
    double[] expected = theta.values();
    double[] m = new double[2];
    double[] v = new double[2];
    for (int k = 1; k <= 20; k++) {
      double[] g = {Math.sin(k), 1e-7 * Math.cos(3 * k)};
      gradient.set(g);
      adam.step(theta, gradient, 0.01);
      for (int j = 0; j < 2; j++) {
        m[j] = 0.9 * m[j] + 0.1 * g[j];
        v[j] = 0.999 * v[j] + 0.001 * g[j] * g[j];
        double mHat = m[j] / (1 - Math.pow(0.9, k));
        double vHat = v[j] / (1 - Math.pow(0.999, k));
        expected[j] -= 0.01 * mHat / (Math.sqrt(vHat) + 1e-8);
      }
      assertArrayEquals(expected, theta.values(), 1e-14);
    }
  }

  @Test
  void aStateReadFromBytesContinuesAsTheOriginal() throws FormatException {
    NetworkShape shape = Networks.shape(Nonlinearity.TANH);
    Parameters<float[]> theta = Parameters.singlePrecision(shape);
    theta.initialize(random, 1);
    Parameters<float[]> gradient = theta.zeros();
    gradient.set(Networks.values(shape, random));
    Adam<float[]> adam = new Adam<>(theta);
    adam.step(theta, gradient, 0.01);
    adam.step(theta, gradient, 0.02);
    BinaryOutput out = new BinaryOutput();
    adam.write(out);
    BinaryInput in = new BinaryInput(ByteBuffer.wrap(out.toByteArray()));
    Adam<float[]> resumed = new Adam<>(theta).read(in);
    in.requireEnd();
    Parameters<float[]> copy = theta.copy();
    adam.step(theta, gradient, 0.03);
    resumed.step(copy, gradient, 0.03);
    assertArrayEquals(theta.values(), copy.values());
  }

  @Test
  void aNumberOfStepsBelowZeroIsDamage() {
    Adam<float[]> adam = new Adam<>(Parameters.singlePrecision(Networks.shape(Nonlinearity.TANH)));
    byte[] bytes = new BinaryOutput().putLong(-1).toByteArray();
    var e =
        assertThrows(
            FormatException.class, () -> adam.read(new BinaryInput(ByteBuffer.wrap(bytes))));
    assertEquals("is damaged: the steps of Adam are -1", e.getMessage());
  }
}
