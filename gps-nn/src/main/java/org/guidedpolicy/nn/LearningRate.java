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
  private int steps = 1;

  LearningRate(NetworkOptions.Schedule schedule) {
    this.schedule = schedule;
  }

  /** For so many steps from this one on. */
  void begin(int step, int count, NetworkOptions.Schedule value) {
    firstStep = step;
    steps = count;
    schedule = value;
  }

  @Override
  public double valueAt(int step, int epoch) {
    return schedule.rate(step - firstStep, steps);
  }

  @Override
  @SuppressWarnings("MethodDoesntCallSuperMethod")
  public ISchedule clone() {
    return this;
  }
}
