package org.guidedpolicy.rollout;

import java.io.IOException;
import java.util.random.RandomGenerator;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.ResettableEnvironment;
import org.guidedpolicy.environment.TimeStep;

/** Where episodes start: the only way to ask an environment for a start. Immutable. */
public sealed interface Starts {

  /**
   * The environment at the start of an episode.
   *
   * @throws IOException what the environment throws
   */
  TimeStep reset(Environment environment, int episode, RandomGenerator random) throws IOException;

  /** Wherever the environment starts. */
  record Anywhere() implements Starts {
    @Override
    public TimeStep reset(Environment environment, int episode, RandomGenerator random)
        throws IOException {
      return environment.reset(random);
    }
  }

  /** Where no episode of a training starts: episode i is the i-th test episode. */
  record HeldOut() implements Starts {
    @Override
    public TimeStep reset(Environment environment, int episode, RandomGenerator random)
        throws IOException {
      return environment.reset(random);
    }
  }

  /**
   * As many episodes in each of M conditions of a {@link ResettableEnvironment}, ordered by
   * condition.
   *
   * @param conditions M
   * @param each episodes in each condition, N
   */
  record Conditions(int conditions, int each) implements Starts {
    public Conditions {
      Require.atLeast("conditions", conditions, 1);
      Require.atLeast("episodes of each condition", each, 1);
    }

    /** M N. */
    public int episodes() {
      return Math.multiplyExact(conditions, each);
    }

    /** The condition of an episode, however often it is repeated: episode / N. */
    public int condition(int episode) {
      return episode / each;
    }

    @Override
    public TimeStep reset(Environment environment, int episode, RandomGenerator random)
        throws IOException {
      return ResettableEnvironment.reset(environment, condition(episode), random);
    }
  }
}
