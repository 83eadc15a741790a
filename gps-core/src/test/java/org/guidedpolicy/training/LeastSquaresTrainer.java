package org.guidedpolicy.training;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.guidedpolicy.policy.Activation;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.policy.MlpPolicy;
import org.guidedpolicy.supervised.PolicyTrainer;
import org.guidedpolicy.supervised.SupervisedTargets;

/**
 * Linear policies by least squares, each action entry weighted by its diagonal precision. The loss
 * before the first fit is that of doing nothing.
 */
public class LeastSquaresTrainer implements PolicyTrainer {
  private final int dO;
  private final int dU;
  private GaussianPolicy last;
  boolean closed;

  public LeastSquaresTrainer(int observationDimension, int actionDimension, long seed) {
    this.dO = observationDimension;
    this.dU = actionDimension;
    this.last = linear(new double[dO * dU], new double[dU], identity(dU));
  }

  @Override
  public Fit fit(SupervisedTargets targets, double[] covariance) {
    double[] W = new double[dO * dU];
    double[] b = new double[dU];
    for (int j = 0; j < dU; j++) {
      DMatrixRMaj w = solve(targets, j);
      for (int i = 0; i < dO; i++) {
        W[i * dU + j] = w.get(i);
      }
      b[j] = w.get(dO);
    }
    GaussianPolicy next = linear(W, b, covariance);
    Fit fit = new Fit(next, targets.loss(last), targets.loss(next), 1);
    last = next;
    return fit;
  }

  /** (sum P o o^T + ridge) w = sum P o m, with o extended by a 1. */
  private DMatrixRMaj solve(SupervisedTargets targets, int j) {
    int n = dO + 1;
    DMatrixRMaj A = CommonOps_DDRM.identity(n);
    CommonOps_DDRM.scale(1e-6, A);
    DMatrixRMaj y = new DMatrixRMaj(n, 1);
    double[] o = new double[n];
    o[dO] = 1;
    for (int k = 0; k < targets.size(); k++) {
      System.arraycopy(targets.observations(), k * dO, o, 0, dO);
      double P = targets.precisions()[(k * dU + j) * dU + j];
      for (int r = 0; r < n; r++) {
        y.add(r, 0, P * o[r] * targets.means()[k * dU + j]);
        for (int c = 0; c < n; c++) {
          A.add(r, c, P * o[r] * o[c]);
        }
      }
    }
    DMatrixRMaj w = new DMatrixRMaj(n, 1);
    CommonOps_DDRM.solve(A, y, w);
    return w;
  }

  public static MlpPolicy linear(double[] W, double[] b, double[] covariance) {
    int dU = b.length;
    int dO = W.length / dU;
    double[] ones = new double[dO];
    java.util.Arrays.fill(ones, 1);
    MlpPolicy.Layer layer = new MlpPolicy.Layer(dO, dU, Activation.IDENTITY, W, b);
    return MlpPolicy.of(new double[dO], ones, List.of(layer), covariance);
  }

  private static double[] identity(int n) {
    return CommonOps_DDRM.identity(n).data;
  }

  @Override
  public byte[] state() {
    return policyBytes(last);
  }

  @Override
  public void restore(byte[] state) {
    last = policy(state);
  }

  @Override
  public void close() {
    closed = true;
  }
}
