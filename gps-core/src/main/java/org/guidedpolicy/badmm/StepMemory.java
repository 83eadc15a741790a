package org.guidedpolicy.badmm;

import java.util.List;
import java.util.function.ToDoubleBiFunction;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.gps.ConditionSteps;
import org.guidedpolicy.gps.LocalProblem;
import org.guidedpolicy.lqr.LinearGaussianController;

/**
 * What the next iteration compares its step with: each condition's Lagrangian under one iteration's
 * models, before that iteration and after it. Empty before the first. Immutable and thread-safe.
 *
 * @param before of the local policies that made the episodes
 * @param after of those that the iteration made of them
 */
record StepMemory(List<Lagrangian> before, List<Lagrangian> after) {
  StepMemory {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  /** Before the first iteration. */
  static final StepMemory NONE = new StepMemory(List.of(), List.of());

  /**
   * An iteration's.
   *
   * @param problems its models, one of each condition
   * @param old the local policies that made the episodes
   * @param locals the new ones
   */
  static StepMemory of(
      List<LocalProblem> problems,
      List<LinearGaussianController> old,
      List<LinearGaussianController> locals) {
    return new StepMemory(Lagrangian.of(problems, old), Lagrangian.of(problems, locals));
  }

  /** Whether there is nothing to compare with, as before the first iteration. */
  boolean isEmpty() {
    return after.isEmpty();
  }

  /**
   * Lets steps follow from what they promised and what they brought.
   *
   * @param now the Lagrangians of the same new local policies under the next iteration's models
   * @param value of a condition's Lagrangian, at the weights and multipliers of now
   */
  void adjust(
      ConditionSteps steps, List<Lagrangian> now, ToDoubleBiFunction<Integer, Lagrangian> value) {
    double[] predicted = new double[now.size()];
    double[] actual = new double[now.size()];
    for (int m = 0; m < now.size(); m++) {
      double old = value.applyAsDouble(m, before.get(m));
      predicted[m] = old - value.applyAsDouble(m, after.get(m));
      actual[m] = old - value.applyAsDouble(m, now.get(m));
    }
    steps.follow(predicted, actual);
  }

  void write(BinaryOutput out) {
    out.putInt(after.size());
    before.forEach(lagrangian -> lagrangian.write(out));
    after.forEach(lagrangian -> lagrangian.write(out));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param conditions M, how many Lagrangians there are unless it is empty
   * @param T horizon
   * @param dU action dimension
   */
  static StepMemory read(BinaryInput in, int conditions, int T, int dU) throws FormatException {
    int known = in.getCount("Lagrangians", Double.BYTES);
    if (known != 0 && known != conditions) {
      throw new FormatException("has " + known + " Lagrangians, the training needs " + conditions);
    }
    return new StepMemory(Lagrangian.read(in, known, T, dU), Lagrangian.read(in, known, T, dU));
  }
}
