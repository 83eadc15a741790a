package org.guidedpolicy.trajopt;

import org.guidedpolicy.cost.CostDerivatives;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.dynamics.Model;

/**
 * x' = A x + B u with three state entries and one action, cost 1/2 (x^T Q x + R u^2), and its
 * Riccati recursion from the textbook.
 */
final class LinearQuadratic implements Model {
  private static final double[][] A = {{0.95, 0.1, 0}, {-0.2, 0.9, 0.3}, {0.1, 0, 1.05}};
  private static final double[] B = {0.02, 0.3, -0.1};
  private static final double[] Q = {1, 0.5, 2};
  private static final double R = 0.3;

  @Override
  public int stateDimension() {
    return 3;
  }

  @Override
  public int actionDimension() {
    return 1;
  }

  @Override
  public void next(double[] x, double[] u, double[] next) {
    double[] y = new double[3];
    for (int i = 0; i < 3; i++) {
      y[i] = A[i][0] * x[0] + A[i][1] * x[1] + A[i][2] * x[2] + B[i] * u[0];
    }
    System.arraycopy(y, 0, next, 0, 3);
  }

  @Override
  public void linearize(double[] x, double[] u, double[] fx, double[] fu) {
    for (int i = 0; i < 3; i++) {
      System.arraycopy(A[i], 0, fx, 3 * i, 3);
      fu[i] = B[i];
    }
  }

  /** With exact derivatives. */
  static CostFunction cost() {
    return new CostFunction() {
      @Override
      public double value(int t, int horizon, double[] x, double[] u) {
        return 0.5
            * (Q[0] * x[0] * x[0] + Q[1] * x[1] * x[1] + Q[2] * x[2] * x[2] + R * u[0] * u[0]);
      }

      @Override
      public void addDerivatives(int t, int horizon, double[] x, double[] u, CostDerivatives out) {
        out.addValue(value(t, horizon, x, u));
        for (int i = 0; i < 3; i++) {
          out.addGradient(i, Q[i] * x[i]);
          out.addHessian(i, i, Q[i]);
        }
        out.addGradient(3, R * u[0]);
        out.addHessian(3, 3, R);
      }
    };
  }

  /** Gains of each step: P = Q + A^T P (A + B K), K = -(R + B^T P B)^-1 B^T P A, P_T = 0. */
  static double[][] riccati(int T) {
    double[][] gains = new double[T][];
    double[][] P = new double[3][3];
    for (int t = T - 1; t >= 0; t--) {
      double[] PB = new double[3];
      double[] K = new double[3];
      double S = R;
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
          PB[i] += P[i][j] * B[j];
        }
        S += B[i] * PB[i];
      }
      for (int j = 0; j < 3; j++) {
        for (int i = 0; i < 3; i++) {
          K[j] -= PB[i] * A[i][j] / S;
        }
      }
      double[][] next = new double[3][3];
      for (int i = 0; i < 3; i++) {
        next[i][i] = Q[i];
        for (int j = 0; j < 3; j++) {
          for (int k = 0; k < 3; k++) {
            for (int l = 0; l < 3; l++) {
              next[i][j] += A[k][i] * P[k][l] * (A[l][j] + B[l] * K[j]);
            }
          }
        }
      }
      P = next;
      gains[t] = K;
    }
    return gains;
  }
}
