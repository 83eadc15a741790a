package org.guidedpolicy.cost;

import java.util.Arrays;
import java.util.Optional;

/**
 * The rotation vector that leads from a target to an orientation, d = log(conj(target) q), in the
 * target's frame, three rows. The target is fixed, or four more state entries. Where a quaternion
 * is too short to be an orientation every row counts as pi, with derivatives 0. Immutable and
 * thread-safe.
 */
final class OrientationResidual implements Residual {
  /** conj(t) q: entry k is the sum over a of SIGN[k][a] t_a q_(k xor a). */
  private static final double[][] SIGN = {
    {1, 1, 1, 1}, {1, -1, -1, 1}, {1, 1, -1, -1}, {1, -1, 1, -1}
  };

  private final int[] entries;

  /** Of length 1; empty if the target is in the state. */
  private final Optional<double[]> fixed;

  private final SparsePattern pattern;

  /**
   * @param entries of q, followed by those of the target if it is in the state
   * @param fixed the target otherwise
   */
  OrientationResidual(int[] entries, Optional<double[]> fixed) {
    this.entries = entries;
    this.fixed = fixed;
    this.pattern = new SparsePattern(new int[][] {entries, entries, entries});
  }

  @Override
  public SparsePattern pattern() {
    return pattern;
  }

  @Override
  public double value(int i, double[] x) {
    RotationVector d = new RotationVector(relative(x));
    return d.isDefined() ? d.value(i) : Math.PI;
  }

  @Override
  public double[] gradient(int i, double[] x) {
    RotationVector d = new RotationVector(relative(x));
    double[] result = new double[entries.length];
    if (d.isDefined()) {
      double[] byR = d.gradient(i);
      double[][] J = jacobian(x);
      for (int k = 0; k < 4; k++) {
        for (int p = 0; p < result.length; p++) {
          result[p] += byR[k] * J[k][p];
        }
      }
    }
    return result;
  }

  /** J^T H J + the curvature of r, which is bilinear in q and the target. */
  @Override
  public void addCurvature(int i, double factor, double[] x, CostDerivatives out) {
    RotationVector d = new RotationVector(relative(x));
    if (!d.isDefined()) {
      return;
    }
    double[][] H = d.hessian(i);
    double[][] J = jacobian(x);
    for (int p = 0; p < entries.length; p++) {
      for (int q = 0; q < entries.length; q++) {
        double sum = 0;
        for (int k = 0; k < 4; k++) {
          for (int l = 0; l < 4; l++) {
            sum += J[k][p] * H[k][l] * J[l][q];
          }
        }
        out.addHessian(entries[p], entries[q], factor * sum);
      }
    }
    if (fixed.isEmpty()) {
      addBilinear(d.gradient(i), factor, out);
    }
  }

  private void addBilinear(double[] byR, double factor, CostDerivatives out) {
    for (int k = 0; k < 4; k++) {
      for (int a = 0; a < 4; a++) {
        double second = factor * byR[k] * SIGN[k][a];
        out.addHessian(entries[4 + a], entries[k ^ a], second);
        out.addHessian(entries[k ^ a], entries[4 + a], second);
      }
    }
  }

  /** r = conj(target) q. */
  private double[] relative(double[] x) {
    double[] r = new double[4];
    for (int k = 0; k < 4; k++) {
      for (int a = 0; a < 4; a++) {
        r[k] += SIGN[k][a] * target(a, x) * x[entries[k ^ a]];
      }
    }
    return r;
  }

  /** dr by the entries, 4 rows. */
  private double[][] jacobian(double[] x) {
    double[][] J = new double[4][entries.length];
    for (int k = 0; k < 4; k++) {
      for (int a = 0; a < 4; a++) {
        J[k][k ^ a] = SIGN[k][a] * target(a, x);
        if (fixed.isEmpty()) {
          J[k][4 + a] = SIGN[k][a] * x[entries[k ^ a]];
        }
      }
    }
    return J;
  }

  private double target(int a, double[] x) {
    return fixed.isPresent() ? fixed.get()[a] : x[entries[4 + a]];
  }

  @Override
  public String toString() {
    return "rotation from "
        + fixed.map(Arrays::toString).orElseGet(() -> names(4))
        + " to "
        + names(0);
  }

  private String names(int first) {
    StringBuilder all = new StringBuilder();
    for (int k = first; k < first + 4; k++) {
      all.append(k == first ? "(x" : ", x").append(entries[k]);
    }
    return all + ")";
  }
}
