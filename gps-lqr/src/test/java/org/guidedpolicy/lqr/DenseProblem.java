package org.guidedpolicy.lqr;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.simple.SimpleMatrix;

/**
 * The deterministic part of the problem at one eta as a single quadratic program over y = (z_0, ..,
 * z_{T-1}): min 1/2 y^T M y + m^T y subject to the dynamics and a given first state. Slow and
 * independent of the recursions.
 */
final class DenseProblem {
  private final Problem problem;
  private final int T;
  private final int dX;
  private final int dU;
  private final int dZ;
  private final SimpleMatrix M;
  private final SimpleMatrix m;

  DenseProblem(Problem problem, double eta) {
    this.problem = problem;
    T = problem.cost().T;
    dX = problem.cost().dX;
    dU = problem.cost().dU;
    dZ = dX + dU;
    M = new SimpleMatrix(T * dZ, T * dZ);
    m = new SimpleMatrix(T * dZ, 1);
    for (int t = 0; t < T; t++) {
      add(
          t,
          wrap(problem.cost().hessian(t)).divide(eta),
          column(problem.cost().gradient(t)).divide(eta));
      addNegativeLogDensity(t, problem.reference(), 1);
    }
  }

  /** With a second reference, and in the cost's units: c - lambda^T u - nu log p - eta log ref. */
  DenseProblem(Problem problem, SecondReference second, double eta) {
    this(problem, 1);
    for (int t = 0; t < T; t++) {
      addNegativeLogDensity(t, problem.reference(), eta - 1);
      addNegativeLogDensity(t, second.controller(), second.weights()[t]);
      var gradient = new SimpleMatrix(dZ, 1);
      gradient.insertIntoThis(dX, 0, column(second.multipliers(t)).negative());
      add(t, new SimpleMatrix(dZ, dZ), gradient);
    }
  }

  /** Adds weight/2 (u - K x - k)^T S^-1 (u - K x - k). */
  private void addNegativeLogDensity(int t, LinearGaussianController controller, double weight) {
    var W = new SimpleMatrix(dU, dZ);
    W.insertIntoThis(0, 0, wrap(controller.gain(t)).negative());
    W.insertIntoThis(0, dX, SimpleMatrix.identity(dU));
    var WtP = W.transpose().mult(wrap(controller.covariance(t)).invert()).scale(weight);
    add(t, WtP.mult(W), WtP.mult(column(controller.offset(t))).negative());
  }

  private void add(int t, SimpleMatrix hessian, SimpleMatrix gradient) {
    int z = t * dZ;
    M.insertIntoThis(z, z, M.extractMatrix(z, z + dZ, z, z + dZ).plus(hessian));
    m.insertIntoThis(z, 0, m.rows(z, z + dZ).plus(gradient));
  }

  /** The optimal z_0, .., z_{T-1} from x_0, by the KKT system with multipliers. */
  double[] optimum(double[] x0) {
    int n = T * dZ;
    var kkt = new SimpleMatrix(n + T * dX, n + T * dX);
    var right = new SimpleMatrix(n + T * dX, 1);
    kkt.insertIntoThis(0, 0, M);
    right.insertIntoThis(0, 0, m.negative());
    // x_0 = x0; x_{t+1} - fxu z_t = fc
    for (int t = 0; t < T; t++) {
      var row = new SimpleMatrix(dX, n);
      row.insertIntoThis(0, t * dZ, SimpleMatrix.identity(dX));
      if (t > 0) {
        row.insertIntoThis(0, (t - 1) * dZ, wrap(problem.dynamics().jacobian(t - 1)).negative());
      }
      kkt.insertIntoThis(n + t * dX, 0, row);
      kkt.insertIntoThis(0, n + t * dX, row.transpose());
      double[] fc = t == 0 ? x0 : problem.dynamics().offset(t - 1);
      right.insertIntoThis(n + t * dX, 0, column(fc));
    }
    var solver = LinearSolverFactory_DDRM.lu(n + T * dX);
    var y = new DMatrixRMaj(n + T * dX, 1);
    solver.setA(kkt.getDDRM());
    solver.solve(right.getDDRM(), y);
    return CommonOps_DDRM.extract(y, 0, n, 0, 1).data;
  }

  /** Hessian in the actions u_t, .., u_{T-1} when x_t is given. */
  SimpleMatrix reducedHessian(int t) {
    int steps = T - t;
    var y = new SimpleMatrix(steps * dZ, steps * dU);
    var x = new SimpleMatrix(dX, steps * dU);
    for (int s = 0; s < steps; s++) {
      var z = new SimpleMatrix(dZ, steps * dU);
      z.insertIntoThis(0, 0, x);
      z.insertIntoThis(dX, s * dU, SimpleMatrix.identity(dU));
      y.insertIntoThis(s * dZ, 0, z);
      if (t + s < T - 1) {
        x = wrap(problem.dynamics().jacobian(t + s)).mult(z);
      }
    }
    var tail = M.extractMatrix(t * dZ, T * dZ, t * dZ, T * dZ);
    return y.transpose().mult(tail).mult(y);
  }

  private static SimpleMatrix wrap(DMatrixRMaj matrix) {
    return SimpleMatrix.wrap(matrix);
  }

  private static SimpleMatrix column(double[] entries) {
    return new SimpleMatrix(entries.length, 1, true, entries);
  }
}
