package org.guidedpolicy.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.guidedpolicy.rollout.EpisodeException;
import org.guidedpolicy.rollout.RolloutCollector.Rollouts;
import org.guidedpolicy.rollout.Trajectory;

/**
 * Leaves out episodes in which a simulation left all bounds: one whose state grew to a million
 * times what is usual in its batch has shown nothing about the robot, and the models of all others
 * would be worked out on its scale.
 */
final class Runaways {
  private static final double FACTOR = 1e6;

  private Runaways() {}

  /** The same episodes without those that ran away, which count as dropped. */
  static Rollouts leftOut(Rollouts batch) {
    List<Trajectory> trajectories = batch.trajectories();
    if (trajectories.isEmpty()) {
      return batch;
    }
    int[] numbers = batch.numbers();
    double usual = usual(trajectories);
    List<Trajectory> kept = new ArrayList<>();
    List<EpisodeException> dropped = new ArrayList<>(batch.dropped());
    for (int m = 0; m < numbers.length; m++) {
      Trajectory trajectory = trajectories.get(m);
      if (largest(trajectory) > FACTOR * usual) {
        dropped.add(runaway(numbers[m], trajectory, usual));
      } else {
        kept.add(trajectory);
      }
    }
    return new Rollouts(batch.first(), kept, batch.failures(), dropped);
  }

  /** The median of the episodes' largest entries, but not 0. */
  private static double usual(List<Trajectory> trajectories) {
    double[] each = trajectories.stream().mapToDouble(Runaways::largest).sorted().toArray();
    double median = each[(each.length - 1) / 2];
    return median > 0 ? median : 1;
  }

  private static double largest(Trajectory trajectory) {
    return Arrays.stream(trajectory.states()).map(Math::abs).max().orElseThrow();
  }

  private static EpisodeException runaway(int number, Trajectory trajectory, double usual) {
    int dX = trajectory.stateDimension();
    double[] x = trajectory.states();
    int at = 0;
    while (Math.abs(x[at]) <= FACTOR * usual) {
      at++;
    }
    return new EpisodeException(
        number,
        at / dX,
        "entry "
            + at % dX
            + " of the state is "
            + x[at]
            + ", where "
            + usual
            + " is the largest entry of a usual episode of this batch; limit what the simulation"
            + " can do there, or let its episode end");
  }
}
