package org.guidedpolicy.rollout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at some episodes of a batch. Failures are counted in order of the episodes' numbers,
 * and only as far as all lower numbers have ended: what is decided does not depend on the order in
 * which episodes end. One call at a time.
 */
final class BatchAttempt implements EpisodeSink {
  private final int[] todo;
  private final int allowed;
  private final EpisodeObserver observer;
  private final @Nullable Trajectory[] done;
  private final @Nullable EpisodeException[] failed;

  /** So many of the first episodes have ended. */
  private int prefix;

  private final List<EpisodeException> failures = new ArrayList<>();

  /**
   * @param todo numbers of the episodes, ascending
   * @param allowed how many may fail
   */
  BatchAttempt(int[] todo, int allowed, EpisodeObserver observer) {
    this.todo = todo;
    this.allowed = allowed;
    this.observer = observer;
    this.done = new Trajectory[todo.length];
    this.failed = new EpisodeException[todo.length];
  }

  @Override
  public void done(int episode, Trajectory trajectory) {
    done[open(episode)] = trajectory;
    advance();
    observer.finished(episode, trajectory);
  }

  @Override
  public void failed(EpisodeException failure) {
    failed[open(failure.episode())] = failure;
    advance();
  }

  private int open(int episode) {
    int i = Arrays.binarySearch(todo, episode);
    if (i < 0 || done[i] != null || failed[i] != null) {
      throw new IllegalStateException(
          "the runner told of episode "
              + episode
              + (i < 0 ? ", which was not ordered" : " for a second time"));
    }
    return i;
  }

  private void advance() {
    while (prefix < todo.length && (done[prefix] != null || failed[prefix] != null)) {
      Optional.ofNullable(failed[prefix]).ifPresent(failures::add);
      prefix++;
    }
  }

  @Override
  public boolean wantsMore() {
    return failures.size() <= allowed;
  }

  /**
   * The failures, in order of the episodes' numbers.
   *
   * @throws EpisodeException if more attempts failed than may: the first one too many
   * @throws IllegalStateException if the runner left episodes out
   */
  List<EpisodeException> failures() {
    if (!wantsMore()) {
      throw failures.get(allowed);
    }
    if (prefix < todo.length) {
      throw new IllegalStateException(
          "the runner of episodes returned before episode " + todo[prefix] + " had ended");
    }
    return List.copyOf(failures);
  }

  /** Adds the finished episodes at their numbers. */
  void addTo(@Nullable Trajectory[] batch) {
    for (int i = 0; i < todo.length; i++) {
      if (done[i] != null) {
        batch[todo[i]] = done[i];
      }
    }
  }
}
