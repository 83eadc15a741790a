package org.guidedpolicy.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.guidedpolicy.rollout.EpisodeException;
import org.guidedpolicy.rollout.RolloutCollector.Rollouts;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.Test;

class RunawaysTest {
  private static Trajectory episode(double... states) {
    int T = states.length - 1;
    return new Trajectory(T, states, new double[T], Arrays.copyOf(states, T));
  }

  private static Rollouts batch(Trajectory... trajectories) {
    return new Rollouts(0, List.of(trajectories), List.of(), List.of());
  }

  @Test
  void anEpisodeThatLeftAllBoundsIsLeftOutAndNamed() {
    Trajectory calm = episode(0, 1, -2);
    Trajectory wild = episode(0, 1, 5, -3e9);
    Rollouts kept = Runaways.leftOut(batch(calm, episode(0, 3, 1), wild, calm));
    assertEquals(3, kept.trajectories().size());
    EpisodeException told = kept.dropped().get(0);
    assertEquals(2, told.episode());
    assertEquals(3, told.step());
    assertTrue(told.getMessage().contains("-3.0E9"), told.getMessage());
    assertArrayEquals(new int[] {0, 1, 3}, kept.numbers());
  }

  @Test
  void anEpisodeThatMovedAThousandTimesAsFarIsKept() {
    Rollouts all = batch(episode(0, 1), episode(0, 1000), episode(0, 2));
    assertEquals(all, Runaways.leftOut(all));
  }

  @Test
  void whereMostDidNotMoveAtAllAMoveIsNoRunaway() {
    Rollouts all = batch(episode(0, 0), episode(0, 0), episode(0, 40));
    assertEquals(all, Runaways.leftOut(all));
  }

  @Test
  void numbersCountWhatWasDroppedBefore() {
    Trajectory calm = episode(0, 1);
    Rollouts all =
        new Rollouts(
            0,
            List.of(calm, episode(0, 1e12), calm),
            List.of(),
            List.of(new EpisodeException(0, 1, "fell")));
    assertArrayEquals(new int[] {1, 3}, Runaways.leftOut(all).numbers());
  }
}
