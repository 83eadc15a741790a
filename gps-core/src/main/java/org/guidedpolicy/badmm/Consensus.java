package org.guidedpolicy.badmm;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.lqr.QuadraticCost;
import org.guidedpolicy.lqr.SecondReference;

/**
 * What draws a condition's local policy q and the network pi together [E2E, Sec. 4.1]: the
 * penalties nu_t on their divergence and the multipliers lambda_t of the constraint that their mean
 * actions agree. One thread.
 */
final class Consensus {
  private static final double MIN_WEIGHT = 1e-6;
  private static final double MAX_WEIGHT = 1e6;

  /** A divergence this many standard deviations above the mean over the steps doubles nu. */
  private static final double ABOVE = 0.5;

  /** And this many below halves it. */
  private static final double BELOW = 1.0;

  /** Divergences that differ by less are all alike. */
  private static final double ALIKE = 1e-12;

  private final int T;
  private final int dU;
  private final double[] nu;
  private final double[] lambda;

  /**
   * @param horizon T
   * @param actionDimension dU
   * @param weight nu of every step to begin with
   */
  Consensus(int horizon, int actionDimension, double weight) {
    this.T = horizon;
    this.dU = actionDimension;
    this.nu = new double[T];
    Arrays.fill(nu, weight);
    this.lambda = new double[T * dU];
  }

  /** A copy of nu, T entries. */
  double[] weights() {
    return nu.clone();
  }

  /** A copy of lambda, T x dU. */
  double[] multipliers() {
    return lambda.clone();
  }

  /** The network's linearization as q's second reference. */
  SecondReference around(LinearGaussianController pibar) {
    return SecondReference.of(pibar, nu, lambda);
  }

  /**
   * A cost and lambda_t^T mu_pi(x_t): what the multipliers' constraint costs at the states that a
   * local policy leads to. {@link #around} has the other half, -lambda_t^T u_t.
   *
   * @param pibar the network's linearization
   */
  QuadraticCost withNetworkTerm(QuadraticCost cost, LinearGaussianController pibar) {
    int dX = pibar.stateDimension();
    int dZ = dX + dU;
    double[] constant = new double[T];
    double[] gradient = new double[T * dZ];
    double[] hessian = new double[T * dZ * dZ];
    for (int t = 0; t < T; t++) {
      constant[t] = cost.constant(t);
      System.arraycopy(cost.gradient(t), 0, gradient, t * dZ, dZ);
      System.arraycopy(cost.hessian(t).data, 0, hessian, t * dZ * dZ, dZ * dZ);
      for (int j = 0; j < dU; j++) {
        double l = lambda[t * dU + j];
        constant[t] += l * pibar.offset(t)[j];
        for (int i = 0; i < dX; i++) {
          gradient[t * dZ + i] += l * pibar.gain(t).get(j, i);
        }
      }
    }
    return QuadraticCost.of(T, dX, dU, constant, gradient, hessian);
  }

  /**
   * What the network is to imitate: q, its mean action moved by -(nu P)^-1 lambda, which minimizes
   * the Lagrangian over the network; as published by -nu P^-1 lambda. P = C^-1.
   */
  LinearGaussianController target(
      LinearGaussianController q, Badmm.MultiplierInTargets multiplier) {
    int dX = q.stateDimension();
    double[] K = new double[T * dU * dX];
    double[] k = new double[T * dU];
    double[] C = new double[T * dU * dU];
    for (int t = 0; t < T; t++) {
      DMatrixRMaj covariance = q.covariance(t);
      DMatrixRMaj shift = new DMatrixRMaj(dU, 1);
      CommonOps_DDRM.mult(covariance, multipliersAt(t), shift); // C lambda = P^-1 lambda
      double scale = multiplier == Badmm.MultiplierInTargets.EXACT ? 1 / nu[t] : nu[t];
      double[] offset = q.offset(t);
      for (int j = 0; j < dU; j++) {
        k[t * dU + j] = offset[j] - scale * shift.data[j];
      }
      System.arraycopy(q.gain(t).data, 0, K, t * dU * dX, dU * dX);
      System.arraycopy(covariance.data, 0, C, t * dU * dU, dU * dU);
    }
    return LinearGaussianController.of(T, dX, dU, K, k, C);
  }

  private DMatrixRMaj multipliersAt(int t) {
    return new DMatrixRMaj(dU, 1, true, Arrays.copyOfRange(lambda, t * dU, (t + 1) * dU));
  }

  /**
   * The dual step: lambda_t -= alpha nu_t P_t (mu_q - mu_pi).
   *
   * @param alpha its rate
   * @param gap mean over the visited states of mu_q - mu_pi, T x dU
   */
  void dualStep(double alpha, LinearGaussianController q, double[] gap) {
    LinearSolverDense<DMatrixRMaj> cholesky = LinearSolverFactory_DDRM.chol(dU);
    DMatrixRMaj pull = new DMatrixRMaj(dU, 1);
    for (int t = 0; t < T; t++) {
      cholesky.setA(q.covariance(t));
      cholesky.solve(
          new DMatrixRMaj(dU, 1, true, Arrays.copyOfRange(gap, t * dU, (t + 1) * dU)), pull);
      for (int j = 0; j < dU; j++) {
        lambda[t * dU + j] -= alpha * nu[t] * pull.data[j];
      }
    }
  }

  /**
   * Halves the penalty of steps whose divergence is well below the mean over the steps, and doubles
   * it well above; nothing changes where all divergences are alike.
   *
   * @param kl KL(q || pi) of each step, T entries
   */
  void adapt(double[] kl) {
    double mean = DoubleStream.of(kl).average().orElseThrow();
    double variance = DoubleStream.of(kl).map(k -> (k - mean) * (k - mean)).average().orElseThrow();
    double deviation = Math.sqrt(variance);
    if (!(deviation >= ALIKE)) {
      return;
    }
    for (int t = 0; t < T; t++) {
      double factor = kl[t] < mean - BELOW * deviation ? 0.5 : 1;
      factor = kl[t] >= mean + ABOVE * deviation ? 2 : factor;
      nu[t] = Math.max(MIN_WEIGHT, Math.min(MAX_WEIGHT, factor * nu[t]));
    }
  }

  void write(BinaryOutput out) {
    out.putDoubles(nu).putDoubles(lambda);
  }

  void read(BinaryInput in) throws FormatException {
    System.arraycopy(in.getDoubles("policy weights", T), 0, nu, 0, T);
    System.arraycopy(in.getDoubles("multipliers", (long) T * dU), 0, lambda, 0, T * dU);
  }
}
