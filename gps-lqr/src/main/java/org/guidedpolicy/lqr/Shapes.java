package org.guidedpolicy.lqr;

import java.util.Arrays;
import java.util.Objects;
import org.ejml.data.DMatrixRMaj;

/** Checks of lengths and contents of flat arrays. */
final class Shapes {
  private Shapes() {}

  static void requireLength(String name, double[] array, int expected) {
    if (array.length != expected) {
      throw new IllegalArgumentException(
          name + " has " + array.length + " entries, expected " + expected);
    }
  }

  static int requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, is " + value);
    }
    return value;
  }

  static void requireEqual(String name, int value, String other, int expected) {
    if (value != expected) {
      throw new IllegalArgumentException(
          name + " is " + value + ", expected " + expected + " as in " + other);
    }
  }

  static void requireSameShape(
      String name, LinearGaussianDynamics value, String other, LinearGaussianController expected) {
    requireEqual(name + ".horizon", value.T, other, expected.T);
    requireEqual(name + ".stateDimension", value.dX, other, expected.dX);
    requireEqual(name + ".actionDimension", value.dU, other, expected.dU);
  }

  static void requireSameShape(
      String name,
      LinearGaussianController value,
      String other,
      LinearGaussianController expected) {
    requireEqual(name + ".horizon", value.T, other, expected.T);
    requireEqual(name + ".stateDimension", value.dX, other, expected.dX);
    requireEqual(name + ".actionDimension", value.dU, other, expected.dU);
  }

  /**
   * @param perStep entries of one step
   * @throws LqrException naming the quantity, the step and the value, if an entry is not finite
   */
  static void requireFinite(String whose, String what, double[] array, int perStep) {
    if (!isFinite(array)) {
      throw notFinite(whose + " " + what, array, perStep);
    }
  }

  static boolean isFinite(double[] array) {
    // 0 x is 0 for finite x and NaN otherwise; four sums run side by side.
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < array.length; i += 4) {
      s0 += 0 * array[i];
      s1 += 0 * array[i + 1];
      s2 += 0 * array[i + 2];
      s3 += 0 * array[i + 3];
    }
    for (; i < array.length; i++) {
      s0 += 0 * array[i];
    }
    return s0 + s1 + s2 + s3 == 0;
  }

  private static LqrException notFinite(String name, double[] array, int perStep) {
    int i = 0;
    while (Double.isFinite(array[i])) {
      i++;
    }
    return new LqrException(
        name
            + (perStep == array.length ? "" : " at step " + i / perStep)
            + " has the entry "
            + array[i]
            + " (index "
            + i % perStep
            + " of "
            + perStep
            + "); every entry must be finite");
  }

  /** Replaces each n x n block by its symmetric part. */
  static double[] symmetrize(double[] blocks, int n) {
    for (int start = 0; start < blocks.length; start += n * n) {
      for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
          int ij = start + i * n + j;
          int ji = start + j * n + i;
          if (blocks[ij] != blocks[ji]) {
            double average = 0.5 * blocks[ij] + 0.5 * blocks[ji];
            blocks[ij] = average;
            blocks[ji] = average;
          }
        }
      }
    }
    return blocks;
  }

  /** A copy of the rows x columns block of step t. */
  static DMatrixRMaj block(double[] all, int t, int rows, int columns) {
    int size = rows * columns;
    Objects.checkIndex(t, all.length / size);
    return new DMatrixRMaj(rows, columns, true, Arrays.copyOfRange(all, t * size, (t + 1) * size));
  }
}
