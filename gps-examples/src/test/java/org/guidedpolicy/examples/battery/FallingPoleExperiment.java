package org.guidedpolicy.examples.battery;

import java.util.Locale;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.guidedpolicy.cost.ActionCost;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.DistanceCost;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.initial.HoldPosition;
import org.guidedpolicy.resetfree.ResetFreeGPS;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.training.Evaluation;

/**
 * A pole on a cart that falls: its episode ends beyond 0.6 rad, or it lies there and says nothing,
 * or it falls on. Prints success and cost on held-out starts after each iteration. Arguments: way
 * (says-so, freezes or goes-on), largest start angle, seed.
 */
final class FallingPoleExperiment {
  private static final double FALLEN = 0.6;

  private FallingPoleExperiment() {}

  /** State: cart m, its speed m/s, pole's angle from upright rad, its rate; action: m/s^2. */
  private static final class Pole implements Environment {
    private final double start;
    private double x;
    private double v;
    private double th;
    private double om;

    Pole(double start) {
      this.start = start;
    }

    @Override
    public EnvironmentSpec spec() {
      return EnvironmentSpec.builder(4, 1)
          .horizon(60)
          .timeStep(0.04)
          .actuated(new int[] {0}, new int[] {1})
          .actionLimits(new double[] {-10}, new double[] {10})
          .build();
    }

    @Override
    public TimeStep reset(RandomGenerator random) {
      x = random.nextDouble(-0.1, 0.1);
      v = 0;
      th = random.nextDouble(-start, start);
      om = 0;
      return TimeStep.fullyObserved(x, v, th, om);
    }

    @Override
    public TimeStep step(double[] action) {
      om += 0.04 * (9.8 * Math.sin(th) - action[0] * Math.cos(th));
      v += 0.04 * action[0];
      x += 0.04 * v;
      th += 0.04 * om;
      return TimeStep.fullyObserved(x, v, th, om);
    }
  }

  private static Supplier<Environment> poles(String way, double start) {
    return switch (way) {
      case "says-so" ->
          () ->
              new EndsEarly(new Pole(start), FallingPoleExperiment::isDown, EndsEarly.Then.SAYS_SO);
      case "freezes" ->
          () ->
              new EndsEarly(new Pole(start), FallingPoleExperiment::isDown, EndsEarly.Then.FREEZES);
      default -> () -> new Pole(start);
    };
  }

  private static boolean isDown(double[] x) {
    return Math.abs(x[2]) > FALLEN;
  }

  private static boolean stands(Trajectory t) {
    return Math.abs(t.state(t.horizon(), 2)) < 0.3 && Math.abs(t.state(t.horizon(), 3)) < 3;
  }

  public static void main(String[] args) {
    Supplier<Environment> poles = poles(args[0], Double.parseDouble(args[1]));
    CostFunction cost =
        CostFunction.sum(
            ActionCost.quadratic(1e-3),
            DistanceCost.toTarget(new int[] {0, 1, 2, 3}, 0, 0, 0, 0).weights(0.1, 0.01, 10, 0.1));
    ResetFreeGPS.builder(poles, cost)
        .iterations(8)
        .trajectoriesPerIteration(20)
        .clusters(2)
        .threads(1)
        .seed(Long.parseLong(args[2]))
        .initialController(HoldPosition.defaults().variance(1))
        .evaluation(Evaluation.of(50, i -> poles.get()).withSuccess(FallingPoleExperiment::stands))
        .listener(
            (report, policy) ->
                System.out.printf(
                    Locale.ROOT,
                    "%s %s %s iteration %d success %.2f cost %.0f%n",
                    args[0],
                    args[1],
                    args[2],
                    report.iteration(),
                    report.test().orElseThrow().success().orElseThrow(),
                    report.test().orElseThrow().meanCost().orElseThrow()))
        .build()
        .train();
  }
}
