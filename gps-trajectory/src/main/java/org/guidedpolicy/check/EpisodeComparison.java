package org.guidedpolicy.check;

import java.util.function.Function;
import org.guidedpolicy.rollout.Trajectory;

/** Differences of two episodes. */
final class EpisodeComparison {
  private EpisodeComparison() {}

  /** Where two episodes differ first, in words; empty if they are equal to the last bit. */
  static String firstDifference(Trajectory a, Trajectory b) {
    for (int t = 0; t <= a.horizon(); t++) {
      String found = difference("state", t, a.stateDimension(), a::state, b::state);
      if (found.isEmpty() && t < a.horizon()) {
        found =
            difference("observation", t, a.observationDimension(), a::observation, b::observation);
      }
      if (!found.isEmpty()) {
        return found;
      }
    }
    return a.steps() == b.steps()
        ? ""
        : "one ends after " + a.steps() + " steps, the other after " + b.steps();
  }

  private static String difference(
      String name,
      int t,
      int dimension,
      Function<Integer, double[]> a,
      Function<Integer, double[]> b) {
    double[] one = a.apply(t);
    double[] two = b.apply(t);
    for (int i = 0; i < dimension; i++) {
      if (one[i] != two[i]) {
        return "first in "
            + name
            + " entry "
            + i
            + " before action "
            + t
            + ": "
            + one[i]
            + " and "
            + two[i];
      }
    }
    return "";
  }

  /** Whether the states differ by more than rounding. */
  static boolean statesDiffer(Trajectory a, Trajectory b) {
    for (int t = 0; t <= a.horizon(); t++) {
      for (int i = 0; i < a.stateDimension(); i++) {
        double scale = Math.max(Math.abs(a.state(t, i)), Math.abs(b.state(t, i)));
        if (Math.abs(a.state(t, i) - b.state(t, i)) > 1e-12 * scale) {
          return true;
        }
      }
    }
    return false;
  }
}
