package org.guidedpolicy.trajopt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.guidedpolicy.cost.ActionCost;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.dynamics.FiniteDifferenceModel;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.trajopt.OptimizationResult.Iteration;
import org.guidedpolicy.trajopt.OptimizationResult.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrajectoryOptimizerTest {
  private static final int T = 60;
  private static final double[] HANGING = {0, 0};

  private static OptimizationResult swingUp(OptimizerOptions options) {
    return new TrajectoryOptimizer(options).solve(Pendulum.swingUp(), HANGING, Pendulum.push(T));
  }

  @Test
  void aLinearQuadraticProblemIsSolvedByOneStep() {
    double[] x0 = {1, -2, 0.5};
    var exact = OptimizerOptions.defaults().with(o -> o.firstRegularization = 0);
    var problem = TrajectoryProblem.of(new LinearQuadratic(), LinearQuadratic.cost());
    double[] noise = new SplittableRandom(3).doubles(T, -1, 1).toArray();
    OptimizationResult result =
        new TrajectoryOptimizer(exact.with(o -> o.iterations = 1)).solve(problem, x0, noise);
    double[][] K = LinearQuadratic.riccati(T);
    double[] x = x0.clone();
    for (int t = 0; t < T; t++) {
      double u = K[t][0] * x[0] + K[t][1] * x[1] + K[t][2] * x[2];
      assertArrayEquals(K[t], result.plan().gain(t), 1e-9, "gain " + t);
      assertEquals(u, result.plan().action(t)[0], 1e-9, "action " + t);
      problem.model().next(x, new double[] {u}, x);
    }
    assertEquals(1, result.iterations().get(0).stepLength());
    // nothing is left to do
    assertEquals(
        Outcome.CONVERGED,
        new TrajectoryOptimizer(exact).solve(problem, x0, result.plan().actions()).outcome());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theCostFallsWithEveryStepAndNoActionExceedsItsLimits(boolean secondOrder) {
    OptimizationResult result =
        swingUp(OptimizerOptions.defaults().with(o -> o.secondOrder = secondOrder));
    double before = result.startCost();
    for (Iteration iteration : result.iterations()) {
      assertTrue(iteration.cost() < before, iteration + " after " + before);
      assertTrue(iteration.expectedImprovement() > 0);
      before = iteration.cost();
    }
    assertEquals(before, result.cost(), 1e-12 * before);
    boolean atLimit = false;
    for (double u : result.plan().actions()) {
      assertTrue(Math.abs(u) <= Pendulum.MAX_TORQUE, "action " + u);
      atLimit |= Math.abs(u) == Pendulum.MAX_TORQUE;
    }
    assertTrue(atLimit, "the limits matter here");
    assertEquals(-1, Math.cos(result.plan().state(T)[0]), 0.01, "upright at the end");
  }

  /** The gradient by the actions, differenced from rollouts alone. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void atTheSolutionNoFeasibleChangeOfAnActionImprovesTheCost(boolean secondOrder) {
    var precise =
        OptimizerOptions.defaults()
            .with(
                o -> {
                  o.secondOrder = secondOrder;
                  o.tolerance = 1e-12;
                  o.iterations = 2000;
                });
    double[] u = swingUp(precise).plan().actions();
    for (int t = 0; t < T; t++) {
      double gradient = (costOf(u, t, 1e-5) - costOf(u, t, -1e-5)) / 2e-5;
      boolean atUpper = u[t] == Pendulum.MAX_TORQUE;
      boolean atLower = u[t] == -Pendulum.MAX_TORQUE;
      if (!(atUpper && gradient < 0) && !(atLower && gradient > 0)) {
        assertEquals(0, gradient, 2e-3, "at action " + t + " = " + u[t]);
      }
    }
  }

  private static double costOf(double[] actions, int step, double change) {
    double[] x = HANGING.clone();
    double sum = 0;
    for (int t = 0; t < T; t++) {
      double[] u = {actions[t] + (t == step ? change : 0)};
      sum += Pendulum.upright().value(t, T, x, u);
      new Pendulum().next(x, u, x);
    }
    return sum;
  }

  @Test
  void differencedDerivativesLeadToTheSameSolution() {
    Plan exact = swingUp(OptimizerOptions.defaults()).plan();
    var problem =
        TrajectoryProblem.of(
                FiniteDifferenceModel.of(2, 1, new Pendulum()::next), Pendulum.upright())
            .withActionLimits(
                new double[] {-Pendulum.MAX_TORQUE}, new double[] {Pendulum.MAX_TORQUE});
    Plan differenced =
        new TrajectoryOptimizer(OptimizerOptions.defaults())
            .solve(problem, HANGING, Pendulum.push(T))
            .plan();
    assertEquals(exact.cost(), differenced.cost(), 1e-3 * exact.cost());
  }

  @Test
  void secondDerivativesAreThoseOfThePendulum() {
    var curvature = new Curvature(Pendulum.swingUp());
    double th = 0.8;
    // beyond an upper limit the action cannot be moved
    curvature.evaluate(new double[] {th, -1}, new double[] {Pendulum.MAX_TORQUE});
    double vaa = Pendulum.DT * 9.81 * Math.sin(th);
    double[] expected = new double[18];
    expected[0] = Pendulum.DT * vaa;
    expected[9] = vaa;
    assertArrayEquals(expected, curvature.fzz, 1e-6);
  }

  @Test
  void secondDerivativesSaveIterations() {
    int gaussNewton = iterationsToTheEnd(false);
    int newton = iterationsToTheEnd(true);
    assertTrue(newton < gaussNewton, newton + " against " + gaussNewton);
  }

  /** From close to a solution. */
  private static int iterationsToTheEnd(boolean secondOrder) {
    Plan start = swingUp(OptimizerOptions.defaults().with(o -> o.iterations = 40)).plan();
    return new TrajectoryOptimizer(
            OptimizerOptions.defaults()
                .with(
                    o -> {
                      o.secondOrder = secondOrder;
                      o.tolerance = 1e-13;
                      o.iterations = 1000;
                    }))
        .solve(Pendulum.swingUp(), HANGING, start)
        .iterations()
        .size();
  }

  @Test
  void threadsDoNotChangeTheResult() {
    try (WorkPool three = WorkPool.of(3)) {
      var options = OptimizerOptions.defaults().with(o -> o.secondOrder = true);
      OptimizationResult parallel =
          new TrajectoryOptimizer(options, three)
              .solve(Pendulum.swingUp(), HANGING, Pendulum.push(T));
      OptimizationResult alone = swingUp(options);
      assertEquals(alone.iterations(), parallel.iterations());
      assertArrayEquals(alone.plan().actions(), parallel.plan().actions());
    }
  }

  @Test
  void aPlanIsAWarmStart() {
    Plan plan = swingUp(OptimizerOptions.defaults()).plan();
    double[] nearby = {0.05, -0.1};
    OptimizationResult warm =
        new TrajectoryOptimizer(OptimizerOptions.defaults())
            .solve(Pendulum.swingUp(), nearby, plan);
    double[] x = nearby.clone();
    double sum = 0;
    double[] u = new double[1];
    for (int t = 0; t < T; t++) {
      plan.act(t, x, u);
      sum += Pendulum.upright().value(t, T, x, u);
      new Pendulum().next(x, u, x);
    }
    assertEquals(sum, warm.startCost(), 1e-12 * sum);
    assertTrue(warm.startCost() < 0.5 * swingUp(OptimizerOptions.defaults()).startCost());
    assertArrayEquals(nearby, warm.plan().state(0));
  }

  @Test
  void timeAndIterationsEndAnOptimizationWithTheBestSoFar() {
    OptimizationResult few = swingUp(OptimizerOptions.defaults().with(o -> o.iterations = 3));
    assertEquals(Outcome.ITERATIONS, few.outcome());
    assertEquals(3, few.iterations().size());
    OptimizationResult none = swingUp(OptimizerOptions.defaults().with(o -> o.maxSeconds = 1e-9));
    assertEquals(Outcome.TIME, none.outcome());
    assertEquals(none.startCost(), none.cost());
    assertArrayEquals(Pendulum.push(T), none.plan().actions());
  }

  @Test
  void whatCannotBeOptimizedIsExplained() {
    var optimizer = new TrajectoryOptimizer(OptimizerOptions.defaults());
    var free = TrajectoryProblem.of(new Pendulum(), (t, horizon, x, u) -> x[0] * x[0]);
    var e = assertThrows(TrajectoryException.class, () -> optimizer.solve(free, HANGING, T));
    assertTrue(
        e.getMessage().contains("step 59") && e.getMessage().contains("action"), e::getMessage);
    var explosive =
        TrajectoryProblem.of(
            FiniteDifferenceModel.of(1, 1, (x, u, next) -> next[0] = 1 + x[0] * x[0]),
            ActionCost.quadratic(1));
    e = assertThrows(TrajectoryException.class, () -> optimizer.solve(explosive, new double[1], T));
    assertTrue(e.getMessage().contains("diverges"), e::getMessage);
    assertThrows(
        IllegalArgumentException.class,
        () -> optimizer.solve(Pendulum.swingUp(), new double[3], T));
  }

  @Test
  void stepsThatDivergeAreRefused() {
    // The cost pulls beyond the largest state.
    var cliff =
        TrajectoryProblem.of(
            FiniteDifferenceModel.of(1, 1, (x, u, next) -> next[0] = x[0] + u[0]),
            CostFunction.sum(
                ActionCost.quadratic(0.01), (t, horizon, x, u) -> (x[0] - 3) * (x[0] - 3)));
    OptimizationResult result =
        new TrajectoryOptimizer(OptimizerOptions.defaults().with(o -> o.maxState = 2))
            .solve(cliff, new double[1], 10);
    assertTrue(result.cost() < result.startCost());
    assertTrue(result.plan().state(9)[0] > 0.5);
    assertTrue(result.plan().state(9)[0] <= 2);
  }
}
