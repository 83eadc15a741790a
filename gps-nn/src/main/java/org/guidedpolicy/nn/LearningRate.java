package org.guidedpolicy.nn;

import org.nd4j.linalg.schedule.ISchedule;

/** Half a cosine from the first to the last rate; DL4J asks by the number of the step. */
record LearningRate(double first, double last, int steps) implements ISchedule {
  private static final long serialVersionUID = 1L;

  @Override
  public double valueAt(int step, int epoch) {
    double progress = steps == 1 ? 0 : Math.min(1, step / (steps - 1.0));
    return last + (first - last) * 0.5 * (1 + Math.cos(Math.PI * progress));
  }

  @Override
  @SuppressWarnings("MethodDoesntCallSuperMethod")
  public ISchedule clone() {
    return this;
  }
}
