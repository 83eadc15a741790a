package org.guidedpolicy.lqr;

import org.ejml.simple.SimpleMatrix;

/** The joint normal distribution of a whole trajectory (x_0, u_0, x_1, u_1, ..). */
record JointGaussian(SimpleMatrix mean, SimpleMatrix covariance) {

  static JointGaussian of(
      Gaussian initial, LinearGaussianDynamics dynamics, LinearGaussianController controller) {
    int T = controller.T;
    int dX = controller.dX;
    int dU = controller.dU;
    int dZ = dX + dU;
    // tau = constant + M noise, with independent noise of covariance S for every state and action.
    var M = new SimpleMatrix(T * dZ, T * dZ);
    var constant = new SimpleMatrix(T * dZ, 1);
    var S = new SimpleMatrix(T * dZ, T * dZ);
    for (int t = 0; t < T; t++) {
      int x = t * dZ;
      int u = x + dX;
      var meanX = new SimpleMatrix(initial.mean());
      var covarianceX = SimpleMatrix.wrap(initial.covariance());
      var rowsX = new SimpleMatrix(dX, T * dZ);
      if (t > 0) {
        var f = SimpleMatrix.wrap(dynamics.jacobian(t - 1));
        int before = (t - 1) * dZ;
        rowsX = f.mult(M.rows(before, before + dZ));
        meanX =
            f.mult(constant.rows(before, before + dZ))
                .plus(new SimpleMatrix(dynamics.offset(t - 1)));
        covarianceX = SimpleMatrix.wrap(dynamics.covariance(t - 1));
      }
      rowsX.insertIntoThis(0, x, SimpleMatrix.identity(dX));
      var K = SimpleMatrix.wrap(controller.gain(t));
      var rowsU = K.mult(rowsX);
      rowsU.insertIntoThis(0, u, SimpleMatrix.identity(dU));
      M.insertIntoThis(x, 0, rowsX);
      M.insertIntoThis(u, 0, rowsU);
      constant.insertIntoThis(x, 0, meanX);
      constant.insertIntoThis(u, 0, K.mult(meanX).plus(new SimpleMatrix(controller.offset(t))));
      S.insertIntoThis(x, x, covarianceX);
      S.insertIntoThis(u, u, SimpleMatrix.wrap(controller.covariance(t)));
    }
    return new JointGaussian(constant, M.mult(S).mult(M.transpose()));
  }

  double logDensity(SimpleMatrix value) {
    var r = value.minus(mean);
    double square = r.transpose().mult(covariance.invert()).mult(r).get(0);
    double scaled = covariance.scale(2 * Math.PI).determinant();
    return -0.5 * (square + Math.log(scaled));
  }

  /** The marginal of the first n coordinates. */
  JointGaussian head(int n) {
    return new JointGaussian(mean.rows(0, n), covariance.extractMatrix(0, n, 0, n));
  }
}
