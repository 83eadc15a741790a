package org.guidedpolicy.training;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.guidedpolicy.cost.CostException;
import org.guidedpolicy.cost.CostExpansion;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.rollout.Trajectory;

/** What an iteration's episodes cost. Immutable and thread-safe. */
public final class ExecutedCosts {
  private final double[] each;
  private final double spread;

  private ExecutedCosts(double[] each, double spread) {
    this.each = each;
    this.spread = spread;
  }

  /**
   * @param trajectories at least one
   * @throws CostException if a step's cost is not finite, or the cost fails: in which episode
   */
  static ExecutedCosts of(List<Trajectory> trajectories, CostFunction cost) {
    double[][] steps = new double[trajectories.size()][];
    for (int m = 0; m < steps.length; m++) {
      try {
        steps[m] = CostExpansion.perStep(trajectories.get(m), cost);
      } catch (CostException e) {
        throw e.in(inPhase(m));
      }
    }
    double[] each = Stream.of(steps).mapToDouble(s -> DoubleStream.of(s).sum()).toArray();
    return new ExecutedCosts(each, spread(Stream.of(steps).flatMapToDouble(DoubleStream::of)));
  }

  /** Where a cost fails: in an episode of this number, from 0. */
  static String inPhase(int episode) {
    return "phase costs, episode " + episode;
  }

  private static double spread(DoubleStream steps) {
    double[] sorted = steps.sorted().toArray();
    double median = sorted[sorted.length / 2];
    double[] deviations =
        DoubleStream.of(sorted)
            .map(c -> Math.abs(c - median))
            .filter(d -> d > 0)
            .sorted()
            .toArray();
    return deviations.length == 0 ? 0 : deviations[deviations.length / 2];
  }

  /** Summed over steps, one for each episode. */
  public double[] each() {
    return each.clone();
  }

  /** Mean over episodes of the cost summed over steps. */
  public double mean() {
    return DoubleStream.of(each).average().orElseThrow();
  }

  /**
   * How much steps' costs differ: the median of their deviations from the median, of those that are
   * not 0. It grows with the cost's unit, not with what is added to it or with a few absurd steps;
   * 0 if all steps cost the same.
   */
  public double spread() {
    return spread;
  }
}
