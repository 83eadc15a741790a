package org.guidedpolicy.rollout;

import java.util.SplittableRandom;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a controller act for nobody before it moves a robot, so that the first action takes no
 * longer than others: Java compiles meanwhile.
 */
final class Rehearsal {
  private static final Logger log = LoggerFactory.getLogger(LocalEpisodes.class);
  private static final int STEPS = 5_000;
  private static final long NANOSECONDS = 200_000_000;

  private Rehearsal() {}

  /**
   * Ends after some thousand steps, or a fifth of a second; what is thrown does not matter here.
   */
  static void of(EnvironmentSpec spec, ControllerFactory controllers) {
    TimeStep still =
        new TimeStep(new double[spec.stateDimension()], new double[spec.observationDimension()]);
    double[] action = new double[spec.actionDimension()];
    long begin = System.nanoTime();
    try {
      Controller controller = controllers.controllerFor(still, new SplittableRandom(0));
      for (int n = 0; n < STEPS && System.nanoTime() - begin < NANOSECONDS; n++) {
        controller.act(n % spec.horizon(), still, action);
      }
    } catch (RuntimeException e) {
      log.debug("the rehearsal failed", e);
    }
  }
}
