package org.guidedpolicy.examples.locomotion;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;

/**
 * An environment whose motors do not do exactly what they are told: white noise is added to every
 * action. It has no limits of the action, which the simulator clips by itself: what is recorded is
 * what was asked for, and that has the density of a policy's or controller's Gaussian. One thread.
 */
final class NoisyMotors implements Environment {
  private final Environment inner;
  private final EnvironmentSpec spec;
  private final double[] deviations;
  private RandomGenerator random = new SplittableRandom(0);

  /**
   * @param inner closed with this
   * @param deviations of the noise, dU entries
   */
  NoisyMotors(Environment inner, double[] deviations) {
    this.inner = inner;
    this.deviations = deviations;
    EnvironmentSpec limited = inner.spec();
    spec =
        EnvironmentSpec.builder(limited.stateDimension(), limited.actionDimension())
            .observation(limited.observationDimension())
            .horizon(limited.horizon())
            .timeStep(limited.timeStep())
            .actuated(limited.actuatedPositions(), limited.actuatedVelocities())
            .build();
  }

  @Override
  public EnvironmentSpec spec() {
    return spec;
  }

  @Override
  public TimeStep reset(RandomGenerator generator) throws IOException {
    TimeStep first = inner.reset(generator);
    random = generator;
    return first;
  }

  @Override
  public TimeStep step(double[] action) throws IOException {
    double[] noisy = action.clone();
    for (int j = 0; j < noisy.length; j++) {
      noisy[j] += deviations[j] * random.nextGaussian();
    }
    return inner.step(noisy);
  }

  @Override
  public void abort() {
    inner.abort();
  }

  @Override
  public void close() {
    inner.close();
  }
}
