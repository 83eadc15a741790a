package org.guidedpolicy.examples.battery;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.SimpleBounds;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.CMAESOptimizer;
import org.apache.commons.math3.random.MersenneTwister;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.rollout.Trajectory;

/**
 * Finds the best sequence of actions from a robot's mean start by trying: CMA-ES (Hansen; Commons
 * Math's) over knots between which the actions are interpolated. Knows nothing of a robot but its
 * episodes.
 */
final class ActionSearch {
  private static final double FIRST_DEVIATION = 0.5;

  private final BatteryTask robot;
  private final EnvironmentSpec spec;
  private final int knots;
  private final double[] lower;
  private final double[] upper;

  ActionSearch(BatteryTask robot, int knots) {
    this.robot = robot;
    this.spec = robot.spec();
    this.knots = knots;
    this.lower = spec.actionLower();
    this.upper = spec.actionUpper();
  }

  /**
   * T actions.
   *
   * @param objective what shall be little
   * @param guess the actions to begin with, T of them
   * @param episodes how many are tried
   */
  double[][] minimize(ToDoubleFunction<Trajectory> objective, double[][] guess, int episodes) {
    double[] first = knots(guess);
    int n = first.length;
    int population = 4 + (int) (3 * Math.log(n));
    var optimizer =
        new CMAESOptimizer(
            episodes / population, 0, true, 0, 0, new MersenneTwister(1), false, null);
    try (Environment environment = robot.environments().get()) {
      Best best = new Best(first);
      optimizer.optimize(
          new MaxEval(episodes + population),
          new ObjectiveFunction(
              z -> best.of(z, objective.applyAsDouble(Episodes.of(environment, actions(z))))),
          GoalType.MINIMIZE,
          new InitialGuess(first),
          new SimpleBounds(all(n, -1), all(n, 1)),
          new CMAESOptimizer.Sigma(all(n, FIRST_DEVIATION)),
          new CMAESOptimizer.PopulationSize(population));
      return actions(best.point);
    }
  }

  /** The best of all points that were tried; what the optimiser returns is not always finite. */
  private static final class Best {
    private double value = Double.POSITIVE_INFINITY;
    private double[] point;

    Best(double[] first) {
      this.point = first;
    }

    double of(double[] z, double at) {
      if (at < value) {
        value = at;
        point = z.clone();
      }
      return at;
    }
  }

  private static double[] all(int n, double value) {
    double[] all = new double[n];
    Arrays.fill(all, value);
    return all;
  }

  /** The middle of the limits at every step. */
  double[][] middle() {
    return actions(new double[knots * spec.actionDimension()]);
  }

  /** Actions at the knots, the limits scaled to -1 and 1. */
  private double[] knots(double[][] u) {
    int dU = spec.actionDimension();
    double[] z = new double[knots * dU];
    for (int j = 0; j < z.length; j++) {
      int i = j % dU;
      double[] at = u[j / dU * (spec.horizon() - 1) / (knots - 1)];
      double scaled = (2 * at[i] - lower[i] - upper[i]) / (upper[i] - lower[i]);
      z[j] = Math.max(-0.99, Math.min(0.99, scaled));
    }
    return z;
  }

  private double[][] actions(double[] z) {
    int T = spec.horizon();
    int dU = spec.actionDimension();
    double[][] u = new double[T][dU];
    for (int t = 0; t < T; t++) {
      double place = (double) t * (knots - 1) / (T - 1);
      int knot = Math.min(knots - 2, (int) place);
      double share = place - knot;
      for (int i = 0; i < dU; i++) {
        double v = (1 - share) * z[knot * dU + i] + share * z[(knot + 1) * dU + i];
        u[t][i] = (lower[i] + upper[i]) / 2 + v * (upper[i] - lower[i]) / 2;
      }
    }
    return u;
  }
}
