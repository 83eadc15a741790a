package org.guidedpolicy.examples.documentation;

import java.io.IOException;
import java.nio.file.Path;
import org.guidedpolicy.cost.ActionCost;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.DistanceCost;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.resetfree.ResetFreeGPS;
import org.guidedpolicy.training.TrainingResult;

/** The README's lines, compiled. */
final class QuickStart {
  private QuickStart() {}

  static TrainingResult train(Path file) throws IOException {
    CostFunction cost =
        CostFunction.sum(ActionCost.quadratic(1e-2), DistanceCost.toTarget(new int[] {0, 1}, 0, 0));
    TrainingResult result = ResetFreeGPS.builder(Cart::new, cost).iterations(5).build().train();
    result.policy().save(file);
    return result;
  }

  static double[] act(Path file, double[] observation) throws IOException {
    Policy policy = Policy.load(file);
    double[] action = new double[policy.actionDimension()];
    policy.action(observation, action);
    return action;
  }
}
