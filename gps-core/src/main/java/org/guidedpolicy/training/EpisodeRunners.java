package org.guidedpolicy.training;

import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.LocalEpisodes;
import org.guidedpolicy.safety.Deadlines;

/** Makes what runs a training's episodes, when the training begins. */
@FunctionalInterface
public interface EpisodeRunners {
  /**
   * @param pool the run's threads
   * @param deadlines how long the environment's calls may take
   */
  LocalEpisodes runner(WorkPool pool, Deadlines deadlines);

  /** Whether all episodes run in turn on the one robot there is. */
  default boolean isOneRobot() {
    return false;
  }

  /** Episodes in turn on the one robot there is, which the caller closes. */
  static EpisodeRunners one(Environment environment) {
    return new EpisodeRunners() {
      @Override
      public LocalEpisodes runner(WorkPool pool, Deadlines deadlines) {
        return LocalEpisodes.inTurn(environment, deadlines);
      }

      @Override
      public boolean isOneRobot() {
        return true;
      }
    };
  }
}
