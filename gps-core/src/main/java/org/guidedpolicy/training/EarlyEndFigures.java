package org.guidedpolicy.training;

import java.util.List;
import org.guidedpolicy.rollout.Trajectory;

/** How many episodes ended early, and how long all were. */
final class EarlyEndFigures {
  private EarlyEndFigures() {}

  /**
   * @param of which episodes, in words: "training"
   * @return none if no episode ended early
   */
  static List<Figure> of(String of, List<Trajectory> episodes) {
    if (episodes.stream().noneMatch(Trajectory::endedEarly)) {
      return List.of();
    }
    double ended = episodes.stream().filter(Trajectory::endedEarly).count();
    double steps = episodes.stream().mapToInt(Trajectory::steps).average().orElseThrow();
    return List.of(
        new Figure(
            "episodes that ended early",
            of,
            ended / episodes.size(),
            Figure.SHARE,
            "At the goal, in a fall or a stop; the steps left over cost what the cost says."),
        new Figure(
            "length of the episodes",
            of,
            steps,
            "steps",
            "Mean number of executed steps, where some episodes ended early."));
  }
}
