package org.guidedpolicy.examples.start;

import java.util.List;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.stat.regression.OLSMultipleLinearRegression;
import org.guidedpolicy.policy.Activation;
import org.guidedpolicy.policy.MlpPolicy;
import org.guidedpolicy.resetfree.ResetFreeGPS;
import org.guidedpolicy.supervised.PolicyTrainer;
import org.guidedpolicy.supervised.SupervisedTargets;

/** A kind of policy of one's own: linear, fitted by weighted least squares instead of a network. */
public record OwnPolicyTrainer(int dO, int dU) implements PolicyTrainer {
  @Override
  public Fit fit(SupervisedTargets targets, double[] covariance) {
    double[] W = new double[dO * dU];
    double[] b = new double[dU];
    for (int j = 0; j < dU; j++) {
      double[] solution = solve(targets, j);
      b[j] = solution[dO];
      for (int i = 0; i < dO; i++) {
        W[i * dU + j] = solution[i];
      }
    }
    double[] ones = DoubleStream.generate(() -> 1).limit(dO).toArray();
    MlpPolicy.Layer linear = new MlpPolicy.Layer(dO, dU, Activation.IDENTITY, W, b);
    MlpPolicy policy = MlpPolicy.of(new double[dO], ones, List.of(linear), covariance);
    double loss = targets.loss(policy);
    return new Fit(policy, loss, loss, 1); // the least loss there is: nothing goes before
  }

  /** min over w of sum_n P_jj (w . (o_n, 1) - mean_nj)^2. */
  private double[] solve(SupervisedTargets targets, int j) {
    double[][] X = new double[targets.size()][dO + 1];
    double[] y = new double[targets.size()];
    for (int n = 0; n < y.length; n++) {
      double root = Math.sqrt(targets.precisions()[(n * dU + j) * dU + j]);
      for (int i = 0; i < dO; i++) {
        X[n][i] = root * targets.observations()[n * dO + i];
      }
      X[n][dO] = root;
      y[n] = root * targets.means()[n * dU + j];
    }
    var regression = new OLSMultipleLinearRegression();
    regression.setNoIntercept(true); // it is the last column
    regression.newSampleData(y, X);
    return regression.estimateRegressionParameters();
  }

  public static void main(String[] arguments) {
    ResetFreeGPS.Builder training = ResetFreeGPS.builder(Cart::new, Cart.COST).iterations(4);
    training
        .trajectoriesPerIteration(10)
        .clusters(2)
        .policy((dO, dU, seed) -> new OwnPolicyTrainer(dO, dU));
    training.evaluation(Cart.TEST).listener(Cart::print).build().train();
  }
}
