package org.guidedpolicy.train;

import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.Controller;
import org.guidedpolicy.environment.ControllerFactory;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.policy.Policy;

/** Policies and local controllers as controllers of episodes. */
final class Rollouts {
  private Rollouts() {}

  /** The policy's mean action. */
  static ControllerFactory noiseFree(Policy policy) {
    return (first, random) -> (t, now, out) -> policy.action(now.observation(), out);
  }

  /** The policy's mean action with noise of its covariance. */
  static ControllerFactory exploring(GaussianPolicy policy) {
    int dU = policy.actionDimension();
    double[] factor = Cholesky.lower(policy.covariance(), dU);
    return (first, random) ->
        (t, now, out) -> {
          policy.action(now.observation(), out);
          addNoise(factor, dU, random, out);
        };
  }

  /** A local controller chosen by the first state, with noise of its covariances. */
  static ControllerFactory following(Function<double[], LinearGaussianController> controllers) {
    return (first, random) -> {
      LinearGaussianController q = controllers.apply(first.state());
      return (t, now, out) -> {
        q.mean(t, now.state(), out);
        addNoise(q.covarianceCholesky(t), out.length, random, out);
      };
    };
  }

  /** u = mean + L w, w ~ N(0, I). */
  private static void addNoise(double[] L, int dU, RandomGenerator random, double[] out) {
    double[] w = new double[dU];
    for (int i = 0; i < dU; i++) {
      w[i] = random.nextGaussian();
      for (int j = 0; j <= i; j++) {
        out[i] += L[i * dU + j] * w[j];
      }
    }
  }
}
