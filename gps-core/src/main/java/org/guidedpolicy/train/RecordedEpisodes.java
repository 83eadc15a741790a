package org.guidedpolicy.train;

import java.util.List;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.rollout.Trajectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trajectories that the first iterations learn from, shared among these in order. Immutable and
 * thread-safe.
 */
final class RecordedEpisodes {
  private static final Logger LOG = LoggerFactory.getLogger(RecordedEpisodes.class);

  private final List<Trajectory> trajectories;
  private final Identity identity;

  /**
   * @param trajectories all of them; empty for none
   * @param perIteration fewest for an iteration, unless there are fewer at all
   */
  RecordedEpisodes(List<Trajectory> trajectories, int perIteration) {
    this.trajectories = List.copyOf(trajectories);
    int iterations = trajectories.isEmpty() ? 0 : Math.max(1, trajectories.size() / perIteration);
    this.identity = new Identity(iterations, trajectories.size(), this.trajectories.hashCode());
  }

  /**
   * What a checkpoint remembers of them.
   *
   * @param iterations that learn from them
   * @param trajectories how many there are
   * @param hash of their numbers
   */
  record Identity(int iterations, int trajectories, int hash) {}

  Identity identity() {
    return identity;
  }

  /** The share of an iteration, 1 .. {@link Identity#iterations}. */
  List<Trajectory> of(int iteration) {
    long all = trajectories.size();
    int from = (int) (all * (iteration - 1) / identity.iterations);
    int to = (int) (all * iteration / identity.iterations);
    return trajectories.subList(from, to);
  }

  /**
   * @throws TrainingException if they are not of this environment, or too few to be grouped
   */
  void requireFit(EnvironmentSpec spec, TrainingOptions options) {
    for (int m = 0; m < trajectories.size(); m++) {
      Trajectory t = trajectories.get(m);
      if (t.horizon() != spec.horizon()
          || t.stateDimension() != spec.stateDimension()
          || t.actionDimension() != spec.actionDimension()
          || t.observationDimension() != spec.observationDimension()) {
        throw new TrainingException(
            "learnFrom: trajectory " + m + " is " + t + ", which does not fit " + spec);
      }
    }
    if (!trajectories.isEmpty() && of(1).size() < options.clusters()) {
      throw new TrainingException(
          "learnFrom: there are "
              + trajectories.size()
              + " trajectories, fewer than the "
              + options.clusters()
              + " clusters; use fewer clusters");
    }
    if (identity.iterations > options.iterations()) {
      LOG.warn(
          "the recorded trajectories fill {} iterations of at least {}, training has {}; the last"
              + " trajectories are not used",
          identity.iterations,
          options.trajectories(),
          options.iterations());
    }
  }
}
