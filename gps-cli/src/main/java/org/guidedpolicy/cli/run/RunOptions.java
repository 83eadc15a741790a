package org.guidedpolicy.cli.run;

import org.guidedpolicy.cost.HessianForm;
import org.guidedpolicy.nn.NetworkOptions;
import org.guidedpolicy.task.Task;
import org.guidedpolicy.training.Algorithm;
import org.guidedpolicy.training.TrainingOptions;

/**
 * Everything needed to repeat a run of this version. Immutable.
 *
 * @param task its name
 * @param hessian second derivatives of the task's cost
 * @param training the algorithm's options
 * @param network the policy's options
 */
public record RunOptions(
    String task, HessianForm hessian, TrainingOptions training, NetworkOptions network) {

  /** What a task suggests for an algorithm. */
  public static RunOptions defaults(Task task, Algorithm algorithm) {
    return new RunOptions(task.name(), task.hessian(), task.training(algorithm), task.network());
  }
}
