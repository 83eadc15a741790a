package org.guidedpolicy.gym;

import java.util.Objects;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;

/**
 * A {@link GymEnvironment} as an environment to train on. What it observes is taken for the state:
 * it must have what the dynamics depend on, velocities included. An episode that is terminated or
 * truncated ends there; see {@link org.guidedpolicy.cost.CostFunction#afterEnd} for what the steps
 * that are left over cost.
 *
 * <p>The rewards of its steps are not used: training needs derivatives, and so the reward as a
 * function, {@link org.guidedpolicy.cost.CostFunction#reward}. {@link RewardCheck} compares the
 * two. One thread at a time, like every environment.
 */
public final class GymAdapter implements Environment {
  private final GymEnvironment gym;
  private final EnvironmentSpec spec;

  private GymAdapter(GymEnvironment gym, EnvironmentSpec spec) {
    this.gym = gym;
    this.spec = spec;
  }

  /**
   * @param gym closed with the result
   * @param spec dimensions, horizon (its time limit, {@code max_episode_steps}) and action limits
   * @throws IllegalArgumentException if the spec's observation is not its state
   */
  public static GymAdapter of(GymEnvironment gym, EnvironmentSpec spec) {
    if (spec.observationDimension() != spec.stateDimension()) {
      throw new IllegalArgumentException(
          "what a GymEnvironment observes is the state, but the spec has "
              + spec.stateDimension()
              + " state entries and "
              + spec.observationDimension()
              + " observed ones; leave EnvironmentSpec.Builder.observation out, or implement"
              + " Environment, which can report a state that the policy does not see");
    }
    return new GymAdapter(Objects.requireNonNull(gym, "gym"), spec);
  }

  @Override
  public EnvironmentSpec spec() {
    return spec;
  }

  @Override
  public TimeStep reset(RandomGenerator random) {
    return TimeStep.fullyObserved(gym.reset(random.nextLong()));
  }

  @Override
  public TimeStep step(double[] action) {
    GymEnvironment.Step step = gym.step(action);
    TimeStep now = TimeStep.fullyObserved(step.observation());
    return step.terminated() || step.truncated() ? now.ending() : now;
  }

  @Override
  public void close() {
    gym.close();
  }
}
