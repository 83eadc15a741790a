package org.guidedpolicy.environment;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.guidedpolicy.argument.Require;

/**
 * A simulation as an environment of M conditions: condition m is the start that the simulation
 * draws from the m-th of M fixed seeds. For simulations that use their generator for the start
 * alone; one that draws noise from it too has the same noise in every episode of a condition.
 *
 * <p>One instance is used by one thread at a time.
 */
public final class FixedStarts implements ResettableEnvironment {
  private final Environment simulation;
  private final long[] seeds;

  /**
   * @param simulation closed with this
   * @param seeds one for each condition
   * @throws IllegalArgumentException if there is none
   */
  public FixedStarts(Environment simulation, long... seeds) {
    Require.atLeast("number of start seeds", seeds.length, 1);
    this.simulation = simulation;
    this.seeds = seeds.clone();
  }

  @Override
  public EnvironmentSpec spec() {
    return simulation.spec();
  }

  @Override
  public int conditions() {
    return seeds.length;
  }

  /** Starts wherever the simulation starts. */
  @Override
  public TimeStep reset(RandomGenerator random) throws IOException {
    return simulation.reset(random);
  }

  /** The condition's one start; the episode's own generator is not used. */
  @Override
  public TimeStep reset(int condition, RandomGenerator random) throws IOException {
    return simulation.reset(new SplittableRandom(seeds[condition]));
  }

  @Override
  public TimeStep step(double[] action) throws IOException {
    return simulation.step(action);
  }

  @Override
  public void abort() {
    simulation.abort();
  }

  @Override
  public void close() {
    simulation.close();
  }
}
