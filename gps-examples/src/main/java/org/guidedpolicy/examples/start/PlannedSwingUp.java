package org.guidedpolicy.examples.start;

import java.util.Locale;
import java.util.SplittableRandom;
import org.guidedpolicy.cost.ActionCost;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.dynamics.FiniteDifferenceModel;
import org.guidedpolicy.dynamics.Model;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.trajopt.ModelPredictiveController;
import org.guidedpolicy.trajopt.MpcOptions;
import org.guidedpolicy.trajopt.OptimizationResult;
import org.guidedpolicy.trajopt.OptimizerOptions;
import org.guidedpolicy.trajopt.TrajectoryOptimizer;
import org.guidedpolicy.trajopt.TrajectoryProblem;

/** A model that is known needs no training: a weak motor swings a pendulum up by planning. */
public final class PlannedSwingUp {
  private PlannedSwingUp() {}

  /** Angle from upright and velocity after 0.05 s; the motor's 2 N m do not lift the pendulum. */
  private static void pendulum(double[] x, double[] u, double[] next) {
    next[1] = x[1] + 0.05 * (9.81 * Math.sin(x[0]) - 0.1 * x[1] + 3 * u[0]);
    next[0] = x[0] + 0.05 * next[1];
  }

  public static void main(String[] arguments) {
    Model model = FiniteDifferenceModel.of(2, 1, PlannedSwingUp::pendulum);
    CostFunction up = // counts in the last half second
        (t, T, x, u) -> t < T - 10 ? 0 : 5 * (1 - Math.cos(x[0])) + 0.1 * x[1] * x[1];
    TrajectoryProblem problem =
        TrajectoryProblem.of(model, CostFunction.sum(ActionCost.quadratic(0.01), up))
            .withActionLimits(new double[] {-2}, new double[] {2});

    double[] x = {Math.PI, 0};
    double[] push = new double[80];
    push[0] = 0.1; // hanging still is a stationary point
    OptimizationResult result =
        new TrajectoryOptimizer(OptimizerOptions.defaults()).solve(problem, x, push);
    System.out.printf(Locale.ROOT, "a plan of 4 s: cost %.2f at first%n", result.startCost());
    System.out.printf(Locale.ROOT, "%s: cost %.2f%n", result.outcome(), result.cost());

    // 2 s ahead, again and again, and with a wind that the model does not know
    MpcOptions options = MpcOptions.defaults().with(o -> o.horizon = 40);
    var random = new SplittableRandom(1);
    var mpc = new ModelPredictiveController(problem, options, WorkPool.of(1), random);
    double[] u = new double[1];
    for (int t = 0; t < 200; t++) {
      mpc.act(t, TimeStep.fullyObserved(x.clone()), u);
      pendulum(x.clone(), u, x);
      x[1] += 0.02;
    }
    double off = Math.IEEEremainder(x[0], 2 * Math.PI);
    System.out.printf(Locale.ROOT, "in the wind, after 10 s: %.2f rad from upright%n", off);
  }
}
