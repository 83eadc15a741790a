package org.guidedpolicy.safety;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The last steps of a control loop, in a ring that never allocates. One thread at a time. */
final class StepLog {
  private final int capacity;
  private final int dO;
  private final int dU;
  private final long[] begun;
  private final long[] taken;
  private final double[] observations;
  private final double[] actions;
  private long steps;

  StepLog(int capacity, int dO, int dU) {
    this.capacity = capacity;
    this.dO = dO;
    this.dU = dU;
    this.begun = new long[capacity];
    this.taken = new long[capacity];
    this.observations = new double[capacity * dO];
    this.actions = new double[capacity * dU];
  }

  /**
   * @param start nanoseconds since the loop began
   * @param time nanoseconds that the step took
   */
  void add(long start, long time, double[] observation, double[] action) {
    int i = (int) (steps % capacity);
    begun[i] = start;
    taken[i] = time;
    System.arraycopy(observation, 0, observations, i * dO, dO);
    System.arraycopy(action, 0, actions, i * dU, dU);
    steps++;
  }

  void clear() {
    steps = 0;
  }

  /** The oldest first. */
  List<ControlLoop.Step> last() {
    List<ControlLoop.Step> last = new ArrayList<>();
    for (long t = Math.max(0, steps - capacity); t < steps; t++) {
      int i = (int) (t % capacity);
      last.add(
          new ControlLoop.Step(
              t,
              begun[i] * 1e-9,
              taken[i] * 1e-9,
              Arrays.copyOfRange(observations, i * dO, (i + 1) * dO),
              Arrays.copyOfRange(actions, i * dU, (i + 1) * dU)));
    }
    return last;
  }
}
