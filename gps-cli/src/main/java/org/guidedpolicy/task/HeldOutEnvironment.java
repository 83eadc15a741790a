package org.guidedpolicy.task;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.ResettableEnvironment;
import org.guidedpolicy.environment.TimeStep;

/**
 * An environment whose every episode is the same test episode: it draws from a fixed seed and not
 * from the generator it is given.
 */
public final class HeldOutEnvironment implements ResettableEnvironment {
  /** Far from any seed that a person types for training. */
  private static final long TEST_SEED = 0x7e57_5eed_0b5e_55edL;

  private final Environment environment;
  private final int episode;

  /**
   * @param environment closed with this
   * @param episode the test episode's number
   */
  public HeldOutEnvironment(Environment environment, int episode) {
    this.environment = environment;
    this.episode = episode;
  }

  @Override
  public EnvironmentSpec spec() {
    return environment.spec();
  }

  @Override
  public int conditions() {
    return ResettableEnvironment.conditionsOf(environment);
  }

  @Override
  public TimeStep reset(RandomGenerator random) throws IOException {
    return environment.reset(fixed());
  }

  @Override
  public TimeStep reset(int condition, RandomGenerator random) throws IOException {
    return ResettableEnvironment.reset(environment, condition, fixed());
  }

  private RandomGenerator fixed() {
    return new SplittableRandom(TEST_SEED + episode);
  }

  @Override
  public TimeStep step(double[] action) throws IOException {
    return environment.step(action);
  }

  @Override
  public void abort() {
    environment.abort();
  }

  @Override
  public void close() {
    environment.close();
  }
}
