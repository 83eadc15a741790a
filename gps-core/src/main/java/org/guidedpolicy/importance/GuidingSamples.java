package org.guidedpolicy.importance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.guidedpolicy.rollout.Behaviour;
import org.guidedpolicy.rollout.ExplorationNoise;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.training.TrainingException;
import org.guidedpolicy.training.Workshop;

/**
 * Draws the guiding samples, and those anew that went wrong: one fallen sample among forty spoils
 * what a policy learns from them, because the guide's feedback at its states is far from any action
 * that is meant. One thread.
 *
 * @param trajectories what was drawn and is good
 * @param cost median of the first draw
 * @param rejected how many were not good
 */
record GuidingSamples(List<Trajectory> trajectories, double cost, int rejected) {
  /** More than this share of all draws must not go wrong. */
  private static final double MAX_REJECTED = 0.2;

  /**
   * The first episodes of a training.
   *
   * @throws TrainingException if more than a fifth of the draws go wrong
   */
  static GuidingSamples draw(Workshop shop, ImportanceSampling options) {
    Behaviour guide = new Behaviour.Initial(ExplorationNoise.WHITE);
    int wanted = options.guidingSamples();
    List<Trajectory> drawn = shop.episodes().collect(1, wanted, guide).trajectories();
    double median = median(shop.executedCosts(drawn).each());
    double max = options.maxGuidingCost() * median;
    if (options.maxGuidingCost() == 0 || median <= 0) {
      max = Double.POSITIVE_INFINITY;
    }
    List<Trajectory> good = new ArrayList<>();
    int rejected = 0;
    while (true) {
      double[] costs = shop.executedCosts(drawn).each();
      for (int m = 0; m < costs.length; m++) {
        if (costs[m] <= max) {
          good.add(drawn.get(m));
        } else {
          rejected++;
        }
      }
      int missing = wanted - good.size();
      if (missing <= 0 || drawn.isEmpty() || rejected == 0) {
        return new GuidingSamples(List.copyOf(good), median, rejected);
      }
      requireFew(rejected, good.size() + rejected, max);
      drawn = shop.episodes().more(1, missing, guide).trajectories();
    }
  }

  private static void requireFew(int rejected, int draws, double max) {
    if (rejected > MAX_REJECTED * draws) {
      throw new TrainingException(
          rejected
              + " of "
              + draws
              + " guiding samples cost more than "
              + max
              + ", maxGuidingCost times their median, and so do not show what is to be done; give a"
              + " steadier guide, for instance with less noise or greater weights of tracking, or"
              + " raise maxGuidingCost");
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
