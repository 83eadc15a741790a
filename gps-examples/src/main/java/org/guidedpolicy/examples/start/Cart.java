package org.guidedpolicy.examples.start;

import java.util.Locale;
import java.util.random.RandomGenerator;
import org.guidedpolicy.cost.ActionCost;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.DistanceCost;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.training.Evaluation;
import org.guidedpolicy.training.IterationReport;

/**
 * The robot of these examples: a cart of 1 kg on a rail that is pushed to the middle. State, all of
 * it observed: position m, velocity m/s. Action: force N.
 */
final class Cart implements Environment {
  static final EnvironmentSpec SPEC =
      EnvironmentSpec.builder(2, 1)
          .horizon(40)
          .timeStep(0.05)
          .actionLimits(new double[] {-8}, new double[] {8})
          .actuated(new int[] {0}, new int[] {1})
          .build();

  /** Effort, and distance from rest in the middle. */
  static final CostFunction COST =
      CostFunction.sum(ActionCost.quadratic(1e-2), DistanceCost.toTarget(new int[] {0, 1}, 0, 0));

  /** Noise-free episodes from starts that are not trained on. */
  static final Evaluation TEST = Evaluation.of(30, i -> new Cart());

  private double p;
  private double v;

  @Override
  public EnvironmentSpec spec() {
    return SPEC;
  }

  @Override
  public TimeStep reset(RandomGenerator random) {
    p = random.nextDouble(-1, 1);
    v = 0;
    return TimeStep.fullyObserved(p, v);
  }

  @Override
  public TimeStep step(double[] action) {
    v += SPEC.timeStep() * action[0];
    p += SPEC.timeStep() * v;
    return TimeStep.fullyObserved(p, v);
  }

  /** A listener. */
  static void print(IterationReport report, Policy policy) {
    double cost = report.test().flatMap(Evaluation.Result::meanCost).orElse(report.meanCost());
    System.out.printf(Locale.ROOT, "after %d episodes: cost %.2f%n", report.episodes(), cost);
  }
}
