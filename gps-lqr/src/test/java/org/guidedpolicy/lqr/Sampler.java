package org.guidedpolicy.lqr;

import java.util.random.RandomGenerator;
import org.ejml.simple.SimpleMatrix;

/** Draws trajectories of a controller and evaluates other controllers and costs on them. */
final class Sampler {
  private final int T;
  private final SimpleMatrix[] stateNoise;
  private final SimpleMatrix[] actionNoise;
  private final Gaussian initial;
  private final LinearGaussianDynamics dynamics;
  private final LinearGaussianController controller;
  private final SimpleMatrix[] x;
  private final SimpleMatrix[] u;

  Sampler(Gaussian initial, LinearGaussianDynamics dynamics, LinearGaussianController controller) {
    this.initial = initial;
    this.dynamics = dynamics;
    this.controller = controller;
    T = controller.T;
    x = new SimpleMatrix[T];
    u = new SimpleMatrix[T];
    stateNoise = new SimpleMatrix[T];
    actionNoise = new SimpleMatrix[T];
    for (int t = 0; t < T; t++) {
      var F = t == 0 ? initial.covariance() : dynamics.covariance(t - 1);
      stateNoise[t] = root(SimpleMatrix.wrap(F));
      int dU = controller.dU;
      actionNoise[t] = new SimpleMatrix(dU, dU, true, controller.covarianceCholesky(t));
    }
  }

  /** U S^1/2 for S = U S U^T: a square root that is no Cholesky factor. */
  private static SimpleMatrix root(SimpleMatrix covariance) {
    var svd = covariance.svd();
    var scale = svd.getW().copy();
    for (int i = 0; i < scale.getNumRows(); i++) {
      scale.set(i, i, Math.sqrt(scale.get(i, i)));
    }
    return svd.getU().mult(scale);
  }

  void draw(RandomGenerator random) {
    for (int t = 0; t < T; t++) {
      var mean = new SimpleMatrix(initial.mean());
      if (t > 0) {
        var z = x[t - 1].combine(SimpleMatrix.END, 0, u[t - 1]);
        mean =
            SimpleMatrix.wrap(dynamics.jacobian(t - 1))
                .mult(z)
                .plus(new SimpleMatrix(dynamics.offset(t - 1)));
      }
      x[t] = mean.plus(stateNoise[t].mult(normal(random, mean.getNumElements())));
      u[t] = mean(controller, t).plus(actionNoise[t].mult(normal(random, controller.dU)));
    }
  }

  private static SimpleMatrix normal(RandomGenerator random, int n) {
    return new SimpleMatrix(RandomProblems.normals(random, n, 1));
  }

  private SimpleMatrix mean(LinearGaussianController policy, int t) {
    double[] out = new double[policy.dU];
    policy.mean(t, x[t].getDDRM().data, out);
    return new SimpleMatrix(out);
  }

  /** The sum of log policy(u_t | x_t) over all steps, up to the constant of 2 pi. */
  double logPolicy(LinearGaussianController policy) {
    double sum = 0;
    for (int t = 0; t < T; t++) {
      var C = SimpleMatrix.wrap(policy.covariance(t));
      var r = u[t].minus(mean(policy, t));
      sum -= 0.5 * (r.dot(C.solve(r)) + Math.log(C.determinant()));
    }
    return sum;
  }

  double cost(QuadraticCost cost) {
    double sum = 0;
    for (int t = 0; t < T; t++) {
      var z = x[t].combine(SimpleMatrix.END, 0, u[t]);
      var g = new SimpleMatrix(cost.gradient(t));
      sum += cost.constant(t) + g.dot(z) + 0.5 * z.dot(SimpleMatrix.wrap(cost.hessian(t)).mult(z));
    }
    return sum;
  }
}
