package org.guidedpolicy.initial;

import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.lqr.LinearGaussianController;

/** Makes the controller of a first episode after its start is seen. Thread-safe. */
@FunctionalInterface
public interface InitialController {
  /**
   * @param spec the environment's
   * @param x1 the first state, dX entries
   */
  LinearGaussianController startingAt(EnvironmentSpec spec, double[] x1);
}
