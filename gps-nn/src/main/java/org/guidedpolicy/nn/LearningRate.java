package org.guidedpolicy.nn;

import org.nd4j.linalg.schedule.ISchedule;

/**
 * The learning rate of the fit at hand, as DL4J asks for it: by the number of the step since the
 * network's first. Confined to the network's thread; a clone of the network's settings shares it.
 */
final class LearningRate implements ISchedule {
  private static final long serialVersionUID = 1L;

  private transient NetworkOptions.Schedule schedule;
  private int firstStep;

  LearningRate(NetworkOptions.Schedule schedule) {
    this.schedule = schedule;
  }

  /** From this step on. */
  void begin(int step, NetworkOptions.Schedule value) {
    firstStep = step;
    schedule = value;
  }

  @Override
  public double valueAt(int step, int epoch) {
    return schedule.rate(step - firstStep);
  }

  @Override
  @SuppressWarnings("MethodDoesntCallSuperMethod")
  public ISchedule clone() {
    return this;
  }
}
