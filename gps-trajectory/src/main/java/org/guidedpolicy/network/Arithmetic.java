package org.guidedpolicy.network;

import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;

/**
 * The innermost loops in one precision. Stateless.
 *
 * @param <A> a row, float[] or double[]
 */
interface Arithmetic<A> {
  A row(int length);

  A[] rows(int count, int length);

  int length(A row);

  double get(A row, int j);

  void set(A row, int j, double value);

  /** to = from. */
  void copy(A from, A to);

  /** row = 0. */
  void clear(A row);

  /** R_b += sum_i P_b[i] Q_i for all rows i of Q and b = 0 .. n-1. */
  void multiply(A[] P, int n, A[] Q, A[] R);

  /** R_i += sum_(b below n) P_b[i] Q_b for all rows i of R. */
  void multiplyTransposed(A[] P, int n, A[] Q, A[] R);

  /** sum += P_0 + .. + P_(n-1). */
  void sum(A[] P, int n, A sum);

  /** T_j[i] = Q_i[j]. */
  void transpose(A[] Q, A[] T);

  /** out = x s, entry by entry; out may be x. */
  void times(A x, A s, A out);

  /** Replaces z by f(z) and fills slope with f'(z). */
  void apply(Nonlinearity f, A z, A slope);

  /** row += share (other - row). */
  void approach(A row, A other, double share);

  /**
   * m += (1 - decay1) (g - m), v += (1 - decay2) (g^2 - v), w -= rate m / (sqrt(v) + epsilon) with
   * the decays of {@link Adam}.
   */
  void adam(A w, A g, A m, A v, double rate, double epsilon);

  void write(A row, BinaryOutput out);

  A read(String name, int length, BinaryInput in) throws FormatException;
}
