package org.guidedpolicy.examples.start;

import java.util.random.RandomGenerator;
import org.guidedpolicy.check.EnvironmentChecks;
import org.guidedpolicy.cost.ActionCost;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.DistanceCost;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.resetfree.ResetFreeGPS;

/** An environment of one's own: a drone of 0.5 kg that climbs to a height. */
public final class OwnEnvironment {
  private OwnEnvironment() {}

  /** State: height above the wanted one m, speed m/s. Action: thrust beyond its weight, N. */
  private static final class Drone implements Environment {
    private double h;
    private double v;

    @Override
    public EnvironmentSpec spec() {
      return EnvironmentSpec.builder(2, 1)
          .horizon(40) // actions in an episode
          .timeStep(0.05) // seconds
          .actionLimits(new double[] {-3}, new double[] {3})
          .actuated(new int[] {0}, new int[] {1}) // entries of the state that the action moves
          .build();
    }

    @Override
    public TimeStep reset(RandomGenerator random) { // starts wherever it is, drawn from this alone
      h = random.nextDouble(-1, 1);
      v = 0;
      return TimeStep.fullyObserved(h, v);
    }

    @Override
    public TimeStep step(double[] action) {
      v += 0.05 * (action[0] - 0.2 * v) / 0.5;
      h += 0.05 * v;
      return TimeStep.fullyObserved(h, v);
    }
  }

  public static void main(String[] arguments) {
    EnvironmentChecks.check(Drone::new).forEach(System.out::println); // nothing if it is sound
    CostFunction cost =
        CostFunction.sum(ActionCost.quadratic(1e-2), DistanceCost.toTarget(new int[] {0, 1}, 0, 0));
    var training = ResetFreeGPS.builder(Drone::new, cost).iterations(5).clusters(2);
    training.trajectoriesPerIteration(20).build().train().history().stream()
        .map(report -> "iteration " + report.iteration() + " cost " + report.meanCost())
        .forEach(System.out::println);
  }
}
