package org.guidedpolicy.rollout;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * What a {@link TrajectoryFile} held. Immutable and thread-safe.
 *
 * @param episodes those that are whole, in the order of the file
 * @param problems a sentence for each record that is truncated or damaged, and was left out; empty
 *     if the file is sound
 */
public record Recording(List<RecordedEpisode> episodes, List<String> problems) {
  public Recording {
    episodes = List.copyOf(episodes);
    problems = List.copyOf(problems);
  }

  /**
   * One episode.
   *
   * @param iteration of the training that ran it, from 1
   * @param episode its number in the iteration, from 0
   * @param time when it was finished, to the millisecond
   * @param trajectory what happened
   */
  public record RecordedEpisode(int iteration, int episode, Instant time, Trajectory trajectory) {}

  /**
   * The trajectories ordered by iteration and episode, whatever order they were finished in. Where
   * an interrupted iteration was run again and gave the very same episode, as a simulation does, it
   * is there once.
   */
  public List<Trajectory> trajectories() {
    record Place(int iteration, int episode, Trajectory trajectory) {}
    List<Place> places = new ArrayList<>();
    episodes.forEach(e -> places.add(new Place(e.iteration, e.episode, e.trajectory)));
    places.sort(Comparator.comparingInt(Place::iteration).thenComparingInt(Place::episode));
    return new LinkedHashSet<>(places).stream().map(Place::trajectory).toList();
  }
}
