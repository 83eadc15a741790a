package org.guidedpolicy.cost;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.guidedpolicy.rollout.Trajectory;

/**
 * Where a cost is discontinuous: between two states that a robot passed through one after the
 * other, halving their distance does not reduce the cost's change.
 *
 * @param episode number of the episode
 * @param step the jump is between this step and the next
 * @param size of the jump
 */
record CostJump(int episode, int step, double size) {
  /** After so many halvings a continuous cost has not changed any more. */
  private static final int HALVINGS = 40;

  /** The share of the change that must be left. */
  private static final double LEFT = 1e-2;

  /** Steps that are looked into: those with the largest changes. */
  private static final int SEGMENTS = 60;

  /** The largest jump that is found; not every jump is. */
  static Optional<CostJump> largest(CostFunction cost, List<Trajectory> episodes) {
    List<Segment> segments = new ArrayList<>();
    for (int m = 0; m < episodes.size(); m++) {
      for (int t = 0; t < episodes.get(m).steps() - 1; t++) {
        segments.add(new Segment(cost, episodes.get(m), m, t));
      }
    }
    return segments.stream()
        .sorted(Comparator.comparingDouble(Segment::change).reversed())
        .limit(SEGMENTS)
        .flatMap(segment -> segment.jump().stream())
        .max(Comparator.comparingDouble(CostJump::size));
  }

  /** Between the states and actions of two steps, the cost's own step unchanged. */
  private static final class Segment {
    private final CostFunction cost;
    private final Trajectory trajectory;
    private final int episode;
    private final int t;
    private final double first;
    private final double last;

    Segment(CostFunction cost, Trajectory trajectory, int episode, int t) {
      this.cost = cost;
      this.trajectory = trajectory;
      this.episode = episode;
      this.t = t;
      this.first = at(0);
      this.last = at(1);
    }

    double change() {
      return Math.abs(last - first);
    }

    Optional<CostJump> jump() {
      double a = 0;
      double b = 1;
      double fa = first;
      double fb = last;
      for (int k = 0; k < HALVINGS; k++) {
        double middle = 0.5 * (a + b);
        double fm = at(middle);
        if (Math.abs(fm - fa) > Math.abs(fb - fm)) {
          b = middle;
          fb = fm;
        } else {
          a = middle;
          fa = fm;
        }
      }
      double size = Math.abs(fb - fa);
      double rounding = 1e-9 * Math.max(Math.abs(fa), Math.abs(fb));
      return size > LEFT * change() && size > rounding
          ? Optional.of(new CostJump(episode, t, size))
          : Optional.empty();
    }

    private double at(double share) {
      double[] x = trajectory.state(t);
      double[] u = trajectory.action(t);
      for (int i = 0; i < x.length; i++) {
        x[i] += share * (trajectory.state(t + 1, i) - x[i]);
      }
      for (int i = 0; i < u.length; i++) {
        u[i] += share * (trajectory.action(t + 1, i) - u[i]);
      }
      return cost.value(t, trajectory.horizon(), x, u);
    }
  }
}
