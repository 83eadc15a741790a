package org.guidedpolicy.training;

import java.util.List;
import org.guidedpolicy.policy.Policy;

/**
 * Told of a training's start, of every finished iteration, and of its end, on the training thread.
 * What a listener throws ends the training and is thrown as it is. A listener that is given to
 * several trainings is told of one after the other, or of several at once if these run at once.
 */
@FunctionalInterface
public interface TrainingListener {
  /**
   * Training begins.
   *
   * @param options all options of the run
   * @param history iterations done before, oldest first, if an interrupted run is resumed; empty
   *     for a new one
   */
  default void onStart(TrainingOptions options, List<IterationReport> history) {}

  /**
   * An iteration's training episodes, just before {@link #onIteration} of the same iteration; not
   * called where it learned from recorded ones.
   *
   * @param episodes what was run, and what it did cost
   */
  default void onEpisodes(IterationEpisodes episodes) {}

  /**
   * An episode waits for the robot's operator. May be called by a thread that runs episodes.
   *
   * @param question what the operator has to confirm
   */
  default void onWaiting(String question) {}

  /**
   * An iteration is done.
   *
   * @param report what the iteration did
   * @param policy the policy it produced
   */
  void onIteration(IterationReport report, Policy policy);

  /**
   * Training has ended and returns this: it is complete, or was stopped or cancelled.
   *
   * @param result also has why it ended
   */
  default void onEnd(TrainingResult result) {}

  /**
   * Training cannot continue and throws this.
   *
   * @param failure where and why; {@link TrainingException#partialResult} has what was achieved
   */
  default void onFailure(TrainingException failure) {}
}
