package org.guidedpolicy.training;

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
}
