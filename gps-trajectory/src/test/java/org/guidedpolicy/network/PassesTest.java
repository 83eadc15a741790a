package org.guidedpolicy.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PassesTest {
  private static final int N = 11;
  private static final double STEP = 1e-6;

  private final RandomGenerator random = new SplittableRandom(3);

  static Stream<NetworkShape> shapes() {
    return Stream.of(Nonlinearity.values())
        .flatMap(f -> Stream.of(Networks.shape(f), Networks.bentShape(f)));
  }

  /** The definition, unit by unit. */
  private static double[] slowForward(Parameters<double[]> theta, double[] x) {
    double[] a = x;
    for (int l = 0; l < theta.shape().layers().size(); l++) {
      double[] z = theta.biases(l).clone();
      for (int j = 0; j < z.length; j++) {
        for (int i = 0; i < a.length; i++) {
          z[j] += a[i] * theta.weights(l)[i][j];
        }
        z[j] = function(theta.shape().layers().get(l).nonlinearity()).applyAsDouble(z[j]);
      }
      a = z;
    }
    return a;
  }

  private static DoubleUnaryOperator function(Nonlinearity f) {
    return switch (f) {
      case IDENTITY -> z -> z;
      case RELU -> z -> z > 0 ? z : 0;
      case TANH -> StrictMath::tanh;
      case SOFTPLUS -> z -> z > 30 ? z : StrictMath.log(1 + StrictMath.exp(z));
      case RATIONAL_TANH ->
          z -> Math.abs(z) > 3 ? Math.signum(z) : z * (27 + z * z) / (27 + 9 * z * z);
    };
  }

  private Parameters<double[]> drawn(NetworkShape shape) {
    Parameters<double[]> theta = Parameters.doublePrecision(shape);
    theta.set(Networks.values(shape, random));
    return theta;
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void forwardIsTheDefinitionUnitByUnit(NetworkShape shape) {
    Parameters<double[]> theta = drawn(shape);
    double[][] x = Networks.rows(N, shape.inputs(), random);
    double[][] y = new Passes<>(theta, N + 2).forward(x, N);
    for (int b = 0; b < N; b++) {
      assertArrayEquals(slowForward(theta, x[b]), y[b], 1e-13);
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void gradientsAreThoseOfCentralDifferences(NetworkShape shape) {
    Parameters<double[]> theta = drawn(shape);
    double[][] x = Networks.rows(N, shape.inputs(), random);
    double[][] c = Networks.rows(N, shape.outputs(), random);
    Passes<double[]> passes = new Passes<>(theta, N);
    passes.forward(x, N);
    Parameters<double[]> gradient = theta.zeros();
    double[][] dx = passes.backwardToInputs(c, gradient);

    double[] values = theta.values();
    double[] g = gradient.values();
    for (int k = 0; k < values.length; k++) {
      int entry = k;
      double expected = central(h -> lossAt(theta, moved(values, entry, h), x, c));
      assertEquals(expected, g[k], 1e-6 * Math.max(1, Math.abs(expected)), "parameter " + k);
    }
    theta.set(values);
    for (int b = 0; b < N; b++) {
      for (int i = 0; i < shape.inputs(); i++) {
        double[] row = x[b];
        int entry = i;
        double[] weights = c[b];
        double expected =
            central(h -> Networks.dot(slowForward(theta, moved(row, entry, h)), weights));
        assertEquals(expected, dx[b][i], 1e-6 * Math.max(1, Math.abs(expected)));
      }
    }
  }

  private double lossAt(Parameters<double[]> theta, double[] at, double[][] x, double[][] c) {
    theta.set(at);
    double sum = 0;
    for (int b = 0; b < x.length; b++) {
      sum += Networks.dot(slowForward(theta, x[b]), c[b]);
    }
    return sum;
  }

  private static double[] moved(double[] values, int k, double h) {
    double[] moved = values.clone();
    moved[k] += h;
    return moved;
  }

  private static double central(DoubleUnaryOperator f) {
    return (f.applyAsDouble(STEP) - f.applyAsDouble(-STEP)) / (2 * STEP);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void directionalDerivativesAreAdjointToGradients(NetworkShape shape) {
    Parameters<double[]> theta = drawn(shape);
    double[][] x = Networks.rows(N, shape.inputs(), random);
    double[][] c = Networks.rows(N, shape.outputs(), random);
    Passes<double[]> passes = new Passes<>(theta, N);
    passes.forward(x, N);
    Parameters<double[]> gradient = theta.zeros();
    double[][] dx = Networks.copy(passes.backwardToInputs(c, gradient), N);

    double[][] v = Networks.rows(N, shape.inputs(), random);
    double alongInputs = Networks.dot(passes.alongInputs(v), c, N);
    assertEquals(Networks.dot(dx, v, N), alongInputs, 1e-12 * Math.max(1, Math.abs(alongInputs)));

    Parameters<double[]> w = drawn(shape);
    double alongParameters = Networks.dot(passes.alongParameters(w), c, N);
    assertEquals(
        Networks.dot(gradient.values(), w.values()),
        alongParameters,
        1e-12 * Math.max(1, Math.abs(alongParameters)));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void directionalDerivativesAreThoseOfCentralDifferences(NetworkShape shape) {
    Parameters<double[]> theta = drawn(shape);
    Parameters<double[]> w = drawn(shape);
    double[][] x = Networks.rows(N, shape.inputs(), random);
    Passes<double[]> passes = new Passes<>(theta, N);
    passes.forward(x, N);
    double[][] along = Networks.copy(passes.alongParameters(w), N);
    double[] values = theta.values();
    double[] direction = w.values();
    for (int b = 0; b < N; b++) {
      for (int j = 0; j < shape.outputs(); j++) {
        double[] row = x[b];
        int output = j;
        double expected =
            central(
                h -> {
                  double[] at = values.clone();
                  for (int k = 0; k < at.length; k++) {
                    at[k] += h * direction[k];
                  }
                  theta.set(at);
                  return slowForward(theta, row)[output];
                });
        assertEquals(expected, along[b][j], 1e-5 * Math.max(1, Math.abs(expected)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void theJacobianHoldsTheDerivativesAlongEachInput(NetworkShape shape) {
    Parameters<double[]> theta = drawn(shape);
    double[][] x = Networks.rows(N, shape.inputs(), random);
    Passes<double[]> passes = new Passes<>(theta, N);
    passes.forward(x, N);
    for (int b = 0; b < N; b++) {
      double[][] J = Networks.copy(passes.jacobian(b), shape.inputs());
      for (int i = 0; i < shape.inputs(); i++) {
        double[][] unit = new double[N][shape.inputs()];
        unit[b][i] = 1;
        assertArrayEquals(passes.alongInputs(unit)[b], J[i], 1e-12);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Nonlinearity.class)
  void singlePrecisionAgreesWithDouble(Nonlinearity nonlinearity) {
    NetworkShape shape = Networks.shape(nonlinearity);
    Parameters<float[]> single = Parameters.singlePrecision(shape);
    single.initialize(random, 1);
    Parameters<double[]> theta = single.toDoublePrecision();
    float[][] x = Networks.toFloats(Networks.rows(N, shape.inputs(), random));
    float[][] c = Networks.toFloats(Networks.rows(N, shape.outputs(), random));
    Passes<float[]> passes = new Passes<>(single, N);
    Passes<double[]> exact = new Passes<>(theta, N);
    assertClose(exact.forward(toDoubles(x), N), passes.forward(x, N));

    Parameters<float[]> gradient = single.zeros();
    Parameters<double[]> exactGradient = theta.zeros();
    assertClose(
        exact.backwardToInputs(toDoubles(c), exactGradient), passes.backwardToInputs(c, gradient));
    assertArrayEquals(exactGradient.values(), gradient.values(), 1e-4);
    assertClose(exact.alongParameters(theta), passes.alongParameters(single));
    assertClose(exact.jacobian(4), passes.jacobian(4));
  }

  private static double[][] toDoubles(float[][] rows) {
    double[][] doubles = new double[rows.length][];
    for (int b = 0; b < rows.length; b++) {
      doubles[b] = new double[rows[b].length];
      for (int j = 0; j < rows[b].length; j++) {
        doubles[b][j] = rows[b][j];
      }
    }
    return doubles;
  }

  private static void assertClose(double[][] expected, float[][] actual) {
    double[][] doubles = toDoubles(actual);
    for (int b = 0; b < expected.length; b++) {
      assertArrayEquals(expected[b], doubles[b], 2e-5);
    }
  }

  @ParameterizedTest
  @EnumSource(Nonlinearity.class)
  void farFromZeroValuesAndSlopesAreTheirLimits(Nonlinearity nonlinearity) {
    NetworkShape shape = new NetworkShape(1, List.of(new NetworkShape.Layer(1, nonlinearity)));
    Parameters<double[]> theta = Parameters.doublePrecision(shape);
    theta.set(new double[] {1, 0});
    Passes<double[]> passes = new Passes<>(theta, 1);
    for (double z : new double[] {-800, 800}) {
      double y = passes.forward(new double[][] {{z}}, 1)[0][0];
      double slope = passes.jacobian(0)[0][0];
      assertEquals(function(nonlinearity).applyAsDouble(z), y, 1e-13);
      boolean flat =
          nonlinearity == Nonlinearity.TANH
              || nonlinearity == Nonlinearity.RATIONAL_TANH
              || (nonlinearity != Nonlinearity.IDENTITY && z < 0);
      assertEquals(flat ? 0 : 1, slope, 1e-13);
    }
  }

  @Test
  void softplusKeepsItsRelativePrecisionWhereItIsSmall() {
    NetworkShape shape =
        new NetworkShape(1, List.of(new NetworkShape.Layer(1, Nonlinearity.SOFTPLUS)));
    Parameters<double[]> theta = Parameters.doublePrecision(shape);
    theta.set(new double[] {1, 0});
    Passes<double[]> passes = new Passes<>(theta, 1);
    for (double z = -40; z < 40; z += 0.37) {
      double expected = Math.max(z, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(z)));
      assertEquals(expected, passes.forward(new double[][] {{z}}, 1)[0][0], 4e-16 * expected);
    }
  }

  @Test
  void gradientsAddUpOverBatches() {
    NetworkShape shape = Networks.shape(Nonlinearity.TANH);
    Parameters<double[]> theta = drawn(shape);
    double[][] x = Networks.rows(N, shape.inputs(), random);
    double[][] c = Networks.rows(N, shape.outputs(), random);
    Passes<double[]> passes = new Passes<>(theta, N);
    Parameters<double[]> whole = theta.zeros();
    passes.forward(x, N);
    passes.backward(c, whole);
    Parameters<double[]> parts = theta.zeros();
    for (int b = 0; b < N; b++) {
      passes.forward(new double[][] {x[b]}, 1);
      passes.backward(new double[][] {c[b]}, parts);
    }
    assertArrayEquals(whole.values(), parts.values(), 1e-12);
  }

  /** What the 2013 method needs: d/dtheta of sum_b c_b log N(u_b; mu(x_b), diag(s^2)). */
  @Test
  void aWeightedSumOfLogDensitiesHasTheGradientOfCentralDifferences() {
    NetworkShape shape = NetworkShape.of(18, new int[] {50}, Nonlinearity.SOFTPLUS, 6);
    Parameters<double[]> theta = Parameters.doublePrecision(shape);
    theta.initialize(random, 1);
    double[][] x = Networks.rows(N, 18, random);
    double[][] u = Networks.rows(N, 6, random);
    double[] c = Networks.normals(N, random);
    double s = 0.3;
    Passes<double[]> passes = new Passes<>(theta, N);
    double[][] mu = passes.forward(x, N);
    double[][] dmu = new double[N][6];
    for (int b = 0; b < N; b++) {
      for (int j = 0; j < 6; j++) {
        dmu[b][j] = c[b] * (u[b][j] - mu[b][j]) / (s * s);
      }
    }
    Parameters<double[]> gradient = theta.zeros();
    passes.backward(dmu, gradient);

    double[] values = theta.values();
    double[] direction = Networks.normals(values.length, random);
    double expected =
        central(
            h -> {
              double[] at = values.clone();
              for (int k = 0; k < at.length; k++) {
                at[k] += h * direction[k];
              }
              theta.set(at);
              double sum = 0;
              for (int b = 0; b < N; b++) {
                double[] m = slowForward(theta, x[b]);
                for (int j = 0; j < 6; j++) {
                  double e = (u[b][j] - m[j]) / s;
                  sum -= c[b] * 0.5 * e * e;
                }
              }
              return sum;
            });
    assertEquals(expected, Networks.dot(gradient.values(), direction), 1e-5 * Math.abs(expected));
  }

  static Stream<Arguments> wrongUses() {
    Parameters<double[]> theta = Parameters.doublePrecision(Networks.shape(Nonlinearity.TANH));
    Passes<double[]> fresh = new Passes<>(theta, 2);
    Parameters<double[]> other = Parameters.doublePrecision(Networks.shape(Nonlinearity.RELU));
    return Stream.of(
        Arguments.of(IllegalStateException.class, (Runnable) () -> fresh.jacobian(0)),
        Arguments.of(IllegalArgumentException.class, (Runnable) () -> new Passes<>(theta, 0)),
        Arguments.of(
            IllegalArgumentException.class,
            (Runnable) () -> new Passes<>(theta, 2).forward(new double[3][5], 3)),
        Arguments.of(
            IllegalArgumentException.class,
            (Runnable) () -> fresh.backward(new double[2][3], other)));
  }

  @ParameterizedTest
  @MethodSource("wrongUses")
  void wrongUsesAreRefused(Class<? extends Exception> expected, Runnable use) {
    assertThrows(expected, use::run);
  }
}
