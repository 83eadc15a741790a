package org.guidedpolicy.gps;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.training.TrainingException;

/**
 * Clips the global policy's targets to the bound of the C-phase where they are learned. The KL
 * bound holds along the path that a local policy is predicted to take, but the network learns at
 * the states that the episode visited. Where the two are far apart, K x + k is many standard
 * deviations away from the policy that the local policy was to stay near, and a few such targets
 * outweigh all others.
 *
 * <p>With d = (K x + k) - (Kp x + kp), a target whose 1/2 d^T Sp^{-1} d exceeds the bound is drawn
 * back towards Kp x + kp until it does not. Its direction stays. One instance for one trajectory,
 * used by one thread.
 */
final class TargetBound {
  private final LinearGaussianController reference;
  private final double bound;
  private final LinearSolverDense<DMatrixRMaj> cholesky;
  private final DMatrixRMaj d;
  private final DMatrixRMaj whitened;

  /**
   * @param local whose mean KL per step is the bound's unit
   * @param steps that the KL is spread over
   * @param factor the bound in this unit, positive
   */
  TargetBound(LocalPolicy local, double steps, double factor) {
    this.reference = local.reference();
    this.bound = factor * local.kl() / steps;
    int dU = reference.actionDimension();
    this.cholesky = LinearSolverFactory_DDRM.chol(dU);
    this.d = new DMatrixRMaj(dU, 1);
    this.whitened = new DMatrixRMaj(dU, 1);
  }

  /**
   * @param trajectory whose states the targets belong to
   * @param means targets of its executed steps from the offset on, changed
   */
  void clip(Trajectory trajectory, double[] means, int offset) {
    int dU = d.numRows;
    double[] x = new double[trajectory.stateDimension()];
    double[] mean = new double[dU];
    for (int t = 0; t < trajectory.steps(); t++) {
      trajectory.copyState(t, x, 0);
      reference.mean(t, x, mean);
      int start = offset + t * dU;
      for (int j = 0; j < dU; j++) {
        d.data[j] = means[start + j] - mean[j];
      }
      double kl = kl(t);
      if (kl > bound) {
        double share = Math.sqrt(bound / kl);
        for (int j = 0; j < dU; j++) {
          means[start + j] = mean[j] + share * d.data[j];
        }
      }
    }
  }

  /** 1/2 d^T Sp^{-1} d. */
  private double kl(int t) {
    if (!cholesky.setA(reference.covariance(t))) {
      throw new TrainingException(
          "S-phase: the covariance of the linearized network is not positive definite at step "
              + t
              + "; raise policy.minStandardDeviation");
    }
    cholesky.solve(d, whitened);
    return 0.5 * CommonOps_DDRM.dot(d, whitened);
  }
}
