package org.guidedpolicy.environment;

import java.util.List;
import java.util.function.Supplier;
import org.guidedpolicy.parallel.WorkPool;

/**
 * Runs episodes, in parallel on instances of a factory or in turn on one. Episode m draws its start
 * and its exploration noise from generators that depend on the seed and m alone, so the result is
 * the same for any number of threads.
 */
public final class RolloutCollector implements AutoCloseable {

  private RolloutCollector() {}

  /** One environment for each thread, made when first needed and closed with this collector. */
  public static RolloutCollector parallel(Supplier<? extends Environment> factory, WorkPool pool) {
    throw new UnsupportedOperationException();
  }

  /** All episodes in turn on one environment, which the caller closes. */
  public static RolloutCollector inTurn(Environment environment) {
    throw new UnsupportedOperationException();
  }

  public EnvironmentSpec spec() {
    throw new UnsupportedOperationException();
  }

  /**
   * Runs episodes.
   *
   * @param episodes how many
   * @param controllers makes each episode's controller
   * @param seed source of all randomness of these episodes
   * @throws EpisodeException if an episode fails: what, in which episode, at which step
   */
  public List<Trajectory> collect(int episodes, ControllerFactory controllers, long seed) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
