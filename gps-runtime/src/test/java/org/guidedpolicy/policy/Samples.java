package org.guidedpolicy.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.guidedpolicy.environment.AngleEncoding;

/** Random policies and matrices for tests. */
public final class Samples {
  private Samples() {}

  public static double[] normal(SplittableRandom random, int n) {
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = random.nextGaussian();
    }
    return values;
  }

  /** A A^T + floor I, row-major. */
  public static double[] positiveDefinite(SplittableRandom random, int n, double floor) {
    DMatrixRMaj A = new DMatrixRMaj(n, n, true, normal(random, n * n));
    DMatrixRMaj product = new DMatrixRMaj(n, n);
    CommonOps_DDRM.multTransB(A, A, product);
    for (int i = 0; i < n; i++) {
      product.add(i, i, floor);
    }
    return product.data;
  }

  /** A policy of these widths, from the observation to the action; the last layer is linear. */
  public static MlpPolicy policy(SplittableRandom random, Activation activation, int... widths) {
    return policy(AngleEncoding.of(widths[0]), random, activation, widths);
  }

  /** A policy of these widths, the first of which is that of the encoded observation. */
  public static MlpPolicy policy(
      AngleEncoding inputs, SplittableRandom random, Activation activation, int... widths) {
    List<MlpPolicy.Layer> layers = new ArrayList<>();
    for (int l = 0; l + 1 < widths.length; l++) {
      double[] W = normal(random, widths[l] * widths[l + 1]);
      for (int k = 0; k < W.length; k++) {
        W[k] /= Math.sqrt(widths[l]);
      }
      double[] b = normal(random, widths[l + 1]);
      Activation f = l + 2 < widths.length ? activation : Activation.IDENTITY;
      layers.add(new MlpPolicy.Layer(widths[l], widths[l + 1], f, W, b));
    }
    double[] mean = normal(random, widths[0]);
    double[] deviation = random.doubles(widths[0], 0.1, 3).toArray();
    int dU = widths[widths.length - 1];
    return MlpPolicy.of(inputs, mean, deviation, layers, positiveDefinite(random, dU, 0.1));
  }

  public static double[] action(Policy policy, double[] observation) {
    double[] action = new double[policy.actionDimension()];
    policy.action(observation, action);
    return action;
  }
}
