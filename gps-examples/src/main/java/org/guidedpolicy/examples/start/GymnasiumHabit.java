package org.guidedpolicy.examples.start;

import java.util.Random;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.RewardFunction;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.gym.GymAdapter;
import org.guidedpolicy.gym.GymEnvironment;
import org.guidedpolicy.gym.RewardCheck;
import org.guidedpolicy.resetfree.ResetFreeGPS;

/** An environment in Gymnasium's habit: reset, step, reward, terminated and truncated. */
public final class GymnasiumHabit {
  private GymnasiumHabit() {}

  /** A capsule of 1 kg that docks: distance m, speed m/s; terminated when it has docked. */
  private static final class Docking implements GymEnvironment {
    private double d;
    private double v;

    @Override
    public double[] reset(long seed) {
      d = 1 + new Random(seed).nextDouble();
      v = 0;
      return new double[] {d, v};
    }

    @Override
    public Step step(double[] action) {
      double reward = -(d * d + 0.1 * v * v + 0.01 * action[0] * action[0]);
      v += 0.1 * action[0];
      d += 0.1 * v;
      boolean docked = Math.abs(d) < 0.05 && Math.abs(v) < 0.1;
      return new Step(new double[] {d, v}, reward, docked, false);
    }
  }

  public static void main(String[] arguments) {
    EnvironmentSpec spec =
        EnvironmentSpec.builder(2, 1) // entries of observation and action
            .horizon(50) // the time limit
            .timeStep(0.1)
            .actuated(new int[] {0}, new int[] {1})
            .build();
    // the reward again, as a function: training needs its derivatives
    RewardFunction reward = (t, T, x, u) -> -(x[0] * x[0] + 0.1 * x[1] * x[1] + 0.01 * u[0] * u[0]);
    RewardCheck.check(Docking::new, spec, reward).forEach(System.out::println);
    var training =
        ResetFreeGPS.builder(() -> GymAdapter.of(new Docking(), spec), CostFunction.reward(reward));
    training
        .iterations(5)
        .trajectoriesPerIteration(15)
        .clusters(2)
        .build()
        .train()
        .history()
        .forEach(report -> System.out.println(report.iteration() + " cost " + report.meanCost()));
  }
}
