package org.guidedpolicy.policy;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;

/** Checks of arrays that come from outside. */
final class Checks {
  private static final double SYMMETRY_TOLERANCE = 1e-9;

  private Checks() {}

  static void requireLength(String name, double[] array, long expected) {
    if (array.length != expected) {
      throw new IllegalArgumentException(
          name + " has " + array.length + " entries, expected " + expected);
    }
  }

  static void requireFinite(String name, double[] array) {
    for (int i = 0; i < array.length; i++) {
      if (!Double.isFinite(array[i])) {
        throw new IllegalArgumentException(name + "[" + i + "] must be finite, is " + array[i]);
      }
    }
  }

  /** Length n x n, finite, symmetric, positive definite. */
  static void requireCovariance(String name, double[] array, int n) {
    requireLength(name, array, (long) n * n);
    requireFinite(name, array);
    double largest = 0;
    for (int i = 0; i < n; i++) {
      largest = Math.max(largest, Math.abs(array[i * n + i]));
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        if (Math.abs(array[i * n + j] - array[j * n + i]) > SYMMETRY_TOLERANCE * largest) {
          throw new IllegalArgumentException(
              name
                  + " must be symmetric, has "
                  + array[i * n + j]
                  + " at ("
                  + i
                  + ", "
                  + j
                  + ") and "
                  + array[j * n + i]
                  + " at ("
                  + j
                  + ", "
                  + i
                  + ")");
        }
      }
    }
    if (!DecompositionFactory_DDRM.chol(n, true)
        .decompose(new DMatrixRMaj(n, n, true, array.clone()))) {
      throw new IllegalArgumentException(
          name + " must be positive definite; add a small multiple of the identity to it");
    }
  }
}
