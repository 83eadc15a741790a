package org.guidedpolicy.network;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Small networks with all numbers drawn, for tests. */
final class Networks {
  private Networks() {}

  /** Two hidden layers of one nonlinearity, sizes that are no multiples of four. */
  static NetworkShape shape(Nonlinearity nonlinearity) {
    return NetworkShape.of(5, new int[] {7, 6}, nonlinearity, 3);
  }

  /** The same with a last layer that bends as well. */
  static NetworkShape bentShape(Nonlinearity nonlinearity) {
    return new NetworkShape(
        5,
        List.of(
            new NetworkShape.Layer(9, nonlinearity),
            new NetworkShape.Layer(2, Nonlinearity.IDENTITY),
            new NetworkShape.Layer(3, nonlinearity)));
  }

  static double[] values(NetworkShape shape, RandomGenerator random) {
    return normals(shape.parameters(), random);
  }

  static double[] normals(int count, RandomGenerator random) {
    double[] values = new double[count];
    Arrays.setAll(values, k -> random.nextGaussian());
    return values;
  }

  static double[][] rows(int n, int length, RandomGenerator random) {
    double[][] rows = new double[n][];
    Arrays.setAll(rows, b -> normals(length, random));
    return rows;
  }

  static float[][] toFloats(double[][] rows) {
    float[][] floats = new float[rows.length][];
    for (int b = 0; b < rows.length; b++) {
      floats[b] = new float[rows[b].length];
      for (int j = 0; j < rows[b].length; j++) {
        floats[b][j] = (float) rows[b][j];
      }
    }
    return floats;
  }

  static double[][] copy(double[][] rows, int n) {
    double[][] copy = new double[n][];
    Arrays.setAll(copy, b -> rows[b].clone());
    return copy;
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  static double dot(double[][] a, double[][] b, int n) {
    double sum = 0;
    for (int k = 0; k < n; k++) {
      sum += dot(a[k], b[k]);
    }
    return sum;
  }
}
