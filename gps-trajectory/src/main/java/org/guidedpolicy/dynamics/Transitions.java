package org.guidedpolicy.dynamics;

import java.util.List;
import org.guidedpolicy.rollout.Trajectory;

/**
 * What episodes show about dynamics: [x_t; u_t] and x_(t+1) - x_t of every executed step, in order.
 *
 * @param points N rows of dX + dU entries
 * @param changes N rows of dX entries
 */
record Transitions(double[][] points, double[][] changes) {

  static Transitions of(List<Trajectory> episodes) {
    int N = episodes.stream().mapToInt(Trajectory::steps).sum();
    double[][] points = new double[N][];
    double[][] changes = new double[N][];
    int k = 0;
    for (Trajectory episode : episodes) {
      for (int t = 0; t < episode.steps(); t++) {
        points[k] = point(episode, t);
        changes[k++] = change(episode, t);
      }
    }
    return new Transitions(points, changes);
  }

  private static double[] point(Trajectory episode, int t) {
    int dX = episode.stateDimension();
    double[] z = new double[dX + episode.actionDimension()];
    episode.copyState(t, z, 0);
    episode.copyAction(t, z, dX);
    return z;
  }

  private static double[] change(Trajectory episode, int t) {
    double[] change = episode.state(t + 1);
    for (int i = 0; i < change.length; i++) {
      change[i] -= episode.state(t, i);
    }
    return change;
  }

  int size() {
    return points.length;
  }
}
