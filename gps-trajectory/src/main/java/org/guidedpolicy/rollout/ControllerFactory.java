package org.guidedpolicy.rollout;

import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.TimeStep;

/** Makes the controller of an episode after its first state is seen. Thread-safe. */
@FunctionalInterface
public interface ControllerFactory {
  /**
   * @param first what the environment reports before the first action
   * @param random the episode's exploration noise
   */
  Controller controllerFor(TimeStep first, RandomGenerator random);
}
