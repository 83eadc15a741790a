package org.guidedpolicy.badmm;

import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.rollout.Trajectory;

/**
 * How far a condition's local policy and the network are apart at the states that were visited. At
 * a step that no trajectory executed the gap is 0, and the divergence the mean of the other steps',
 * so that nothing follows from it.
 *
 * @param gap mean over trajectories of mu_q(x_t) - mu_pi(o_t), T x dU
 * @param kl mean over trajectories of KL(q(u|x_t) || pi(u|o_t)), T entries, in nats
 */
record Disagreement(double[] gap, double[] kl) {

  static Disagreement of(
      LinearGaussianController q, GaussianPolicy network, List<Trajectory> trajectories) {
    int T = q.horizon();
    int dU = q.actionDimension();
    DMatrixRMaj S = new DMatrixRMaj(dU, dU, true, network.covariance());
    DMatrixRMaj P = new DMatrixRMaj(dU, dU);
    CommonOps_DDRM.invert(S, P);
    double logDetS = Math.log(CommonOps_DDRM.det(S));
    double[] gap = new double[T * dU];
    double[] kl = new double[T];
    double[] x = new double[q.stateDimension()];
    double[] mu = new double[dU];
    double[] action = new double[dU];
    for (int t = 0; t < T; t++) {
      DMatrixRMaj C = q.covariance(t);
      DMatrixRMaj PC = new DMatrixRMaj(dU, dU);
      CommonOps_DDRM.mult(P, C, PC);
      // KL of two Gaussians with these covariances and equal means
      double spread =
          0.5 * (CommonOps_DDRM.trace(PC) - dU + logDetS - Math.log(CommonOps_DDRM.det(C)));
      List<Trajectory> present = present(trajectories, t);
      for (Trajectory trajectory : present) {
        trajectory.copyState(t, x, 0);
        q.mean(t, x, mu);
        network.action(trajectory.observation(t), action);
        double squares = 0;
        for (int i = 0; i < dU; i++) {
          gap[t * dU + i] += (mu[i] - action[i]) / present.size();
          for (int j = 0; j < dU; j++) {
            squares += (mu[i] - action[i]) * P.get(i, j) * (mu[j] - action[j]);
          }
        }
        kl[t] += (spread + 0.5 * squares) / present.size();
      }
    }
    int executed = trajectories.stream().mapToInt(Trajectory::steps).max().orElseThrow();
    if (executed < T) {
      double mean = Arrays.stream(kl, 0, executed).average().orElseThrow();
      Arrays.fill(kl, executed, T, mean);
    }
    return new Disagreement(gap, kl);
  }

  private static List<Trajectory> present(List<Trajectory> trajectories, int t) {
    return trajectories.stream().filter(trajectory -> t < trajectory.steps()).toList();
  }

  /** Mean over the steps of KL(q || pi). */
  double meanKl() {
    return Arrays.stream(kl).average().orElseThrow();
  }
}
