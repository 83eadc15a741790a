package org.guidedpolicy.rollout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class TrajectoryTest {
  private final double[] states = {1, 2, 3, 4, 5, 6};
  private final double[] actions = {7, 8};
  private final double[] observations = {9, 10};

  @Test
  void entriesAreWhereTheyBelong() {
    Trajectory trajectory = new Trajectory(2, states, actions, observations);
    assertEquals(2, trajectory.horizon());
    assertEquals(2, trajectory.stateDimension());
    assertEquals(1, trajectory.actionDimension());
    assertEquals(1, trajectory.observationDimension());
    assertEquals(6, trajectory.state(2, 1));
    assertEquals(8, trajectory.action(1, 0));
    assertEquals(10, trajectory.observation(1, 0));
    assertArrayEquals(new double[] {3, 4}, trajectory.state(1));
    assertArrayEquals(new double[] {7}, trajectory.action(0));
    assertArrayEquals(new double[] {9}, trajectory.observation(0));
    double[] z = new double[4];
    trajectory.copyState(1, z, 0);
    trajectory.copyAction(1, z, 2);
    trajectory.copyObservation(0, z, 3);
    assertArrayEquals(new double[] {3, 4, 8, 9}, z);
  }

  @Test
  void theCallersArraysAreCopied() {
    Trajectory trajectory = new Trajectory(2, states, actions, observations);
    states[0] = 99;
    trajectory.action(0)[0] = 99;
    assertEquals(1, trajectory.state(0, 0));
    assertEquals(7, trajectory.action(0, 0));
  }

  @Test
  void anObservationEqualToTheStateReadsTheSame() {
    Trajectory shared = new Trajectory(2, states, actions, new double[] {1, 2, 3, 4});
    assertArrayEquals(new double[] {3, 4}, shared.observation(1));
    assertEquals(2, shared.observationDimension());
    Trajectory other = new Trajectory(2, states, actions, new double[] {1, 2, 3, 5});
    assertArrayEquals(new double[] {3, 5}, other.observation(1));
    assertNotEquals(shared, other);
    assertEquals(shared, new Trajectory(2, states, actions, new double[] {1, 2, 3, 4}));
    assertEquals(
        shared.hashCode(),
        new Trajectory(2, states, actions, new double[] {1, 2, 3, 4}).hashCode());
  }

  @Test
  void everyValueCounts() {
    Trajectory trajectory = new Trajectory(2, states, actions, observations);
    assertEquals(trajectory, new Trajectory(2, states, actions, observations));
    double[] other = {1, 2, 3, 4, 5, 7};
    assertNotEquals(trajectory, new Trajectory(2, other, actions, observations));
    assertNotEquals(trajectory, new Trajectory(2, states, new double[] {7, 9}, observations));
    assertNotEquals(trajectory, new Trajectory(2, states, actions, new double[] {9, 11}));
    assertNotEquals(trajectory, new Trajectory(1, states, actions, observations));
  }

  @Test
  void lengthsAndValuesThatDoNotFitAreNamed() {
    refused("horizon must be at least 1, is 0", 0, states, actions, observations);
    refused(
        "states has 6 entries, expected a positive multiple of 4 (horizon + 1)",
        3,
        states,
        actions,
        observations);
    refused(
        "actions has 0 entries, expected a positive multiple of 2 (horizon)",
        2,
        states,
        new double[0],
        observations);
    refused(
        "observations has 3 entries, expected a positive multiple of 2 (horizon)",
        2,
        states,
        actions,
        new double[3]);
    refused(
        "states must be finite, entry 1 at step 2 is NaN",
        2,
        new double[] {1, 2, 3, 4, 5, Double.NaN},
        actions,
        observations);
    refused(
        "actions must be finite, entry 0 at step 1 is -Infinity",
        2,
        states,
        new double[] {1, Double.NEGATIVE_INFINITY},
        observations);
  }

  private static void refused(
      String message, int horizon, double[] states, double[] actions, double[] observations) {
    assertEquals(
        message,
        assertThrows(
                IllegalArgumentException.class,
                () -> new Trajectory(horizon, states, actions, observations))
            .getMessage());
  }

  @Test
  void stepsAndEntriesOutOfRangeAreRefused() {
    Trajectory trajectory = new Trajectory(2, states, actions, observations);
    assertThrows(IndexOutOfBoundsException.class, () -> trajectory.state(3));
    assertThrows(IndexOutOfBoundsException.class, () -> trajectory.state(0, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> trajectory.state(0, -1));
    assertThrows(IndexOutOfBoundsException.class, () -> trajectory.action(2));
    assertThrows(IndexOutOfBoundsException.class, () -> trajectory.action(-1, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> trajectory.observation(2));
  }
}
