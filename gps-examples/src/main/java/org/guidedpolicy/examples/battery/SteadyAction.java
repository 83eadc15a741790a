package org.guidedpolicy.examples.battery;

import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.initial.InitialController;
import org.guidedpolicy.lqr.LinearGaussianController;

/**
 * A constant action with white noise, for a robot that has no joints to hold: 0 where the limits
 * lie around it, else the middle of the limits; the noise's standard deviation is a third of the
 * way from there to a limit. Needs finite limits. Immutable and thread-safe.
 */
record SteadyAction() implements InitialController {

  @Override
  public LinearGaussianController startingAt(EnvironmentSpec spec, double[] x1) {
    int T = spec.horizon();
    int dX = spec.stateDimension();
    int dU = spec.actionDimension();
    double[] lower = spec.actionLower();
    double[] upper = spec.actionUpper();
    double[] k = new double[T * dU];
    double[] C = new double[T * dU * dU];
    for (int i = 0; i < dU; i++) {
      boolean around = lower[i] < 0 && upper[i] > 0;
      double mean = around ? 0 : (lower[i] + upper[i]) / 2;
      double deviation = (upper[i] - lower[i]) / 6;
      for (int t = 0; t < T; t++) {
        k[t * dU + i] = mean;
        C[(t * dU + i) * dU + i] = deviation * deviation;
      }
    }
    return LinearGaussianController.of(T, dX, dU, new double[T * dU * dX], k, C);
  }
}
