package org.guidedpolicy.argument;

import java.util.Locale;

/**
 * Checks of arguments and options: each throws an {@link IllegalArgumentException} that names what
 * is wrong, its value and what is allowed, and returns the value otherwise.
 */
public final class Require {
  private static final double SYMMETRY_TOLERANCE = 1e-9;

  private Require() {}

  public static int atLeast(String name, int value, int min) {
    if (value < min) {
      throw new IllegalArgumentException(name + " must be at least " + min + ", is " + value);
    }
    return value;
  }

  public static double finite(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(name + " must be finite, is " + value);
    }
    return value;
  }

  public static double positive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " must be finite and positive, is " + value);
    }
    return value;
  }

  public static double notNegative(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " must be finite and not negative, is " + value);
    }
    return value;
  }

  /** From 0 to 1. */
  public static double share(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " must be between 0 and 1, is " + value);
    }
    return value;
  }

  public static void length(String name, double[] array, long expected) {
    if (array.length != expected) {
      throw new IllegalArgumentException(
          name + " has " + array.length + " entries, expected " + expected);
    }
  }

  /**
   * @param of what decides the number of entries, for the message
   */
  public static void length(String name, int length, int expected, String of) {
    if (length != expected) {
      throw new IllegalArgumentException(
          name + " has " + length + " entries, expected " + expected + " (" + of + ")");
    }
  }

  /** Every entry. */
  public static void finite(String name, double[] array) {
    for (int i = 0; i < array.length; i++) {
      if (!Double.isFinite(array[i])) {
        throw new IllegalArgumentException(name + "[" + i + "] must be finite, is " + array[i]);
      }
    }
  }

  /** An n x n matrix in row-major order: finite, symmetric, positive definite. */
  public static void covariance(String name, double[] array, int n) {
    length(name, array, (long) n * n);
    finite(name, array);
    double largest = 0;
    for (int i = 0; i < n; i++) {
      largest = Math.max(largest, Math.abs(array[i * n + i]));
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        double lower = array[i * n + j];
        double upper = array[j * n + i];
        if (Math.abs(lower - upper) > SYMMETRY_TOLERANCE * largest) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "%s must be symmetric, has %s at (%d, %d) and %s at (%d, %d)",
                  name,
                  lower,
                  i,
                  j,
                  upper,
                  j,
                  i));
        }
      }
    }
    if (!hasCholeskyFactor(array, n)) {
      throw new IllegalArgumentException(
          name + " must be positive definite; add a small multiple of the identity to it");
    }
  }

  private static boolean hasCholeskyFactor(double[] matrix, int n) {
    double[] L = matrix.clone();
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = L[i * n + j];
        for (int k = 0; k < j; k++) {
          sum -= L[i * n + k] * L[j * n + k];
        }
        if (i == j && !(sum > 0)) {
          return false;
        }
        L[i * n + j] = i == j ? Math.sqrt(sum) : sum / L[j * n + j];
      }
    }
    return true;
  }
}
