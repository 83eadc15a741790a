package org.guidedpolicy.gps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.guidedpolicy.cost.CostExpansion;
import org.guidedpolicy.lqr.Gaussian;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.lqr.LinearGaussianDynamics;
import org.guidedpolicy.lqr.QuadraticCost;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.training.FallbackCounter;
import org.junit.jupiter.api.Test;

/** On a double integrator, so that what a controller really costs is known. */
class RehearsedControllersTest {
  private static final int T = LinearTask.T;
  private static final double DT = 0.1;
  private static final double BOUND = 50;

  private final LinearGaussianController network =
      LinearTask.NOTHING.startingAt(new LinearTask(new double[] {1, 0}).spec(), new double[2]);

  /** Cost of a controller's mean actions from (1, 0) where an action pushes this hard. */
  private static double cost(LinearGaussianController controller, DoubleUnaryOperator push) {
    double[] x = {1, 0};
    double[] u = new double[1];
    double sum = 0;
    for (int t = 0; t < T; t++) {
      controller.mean(t, x, u);
      sum += LinearTask.COST.value(t, T, x, u);
      x = new double[] {x[0] + DT * x[1], x[1] + DT * push.applyAsDouble(u[0])};
    }
    return sum;
  }

  /** A rehearsal where an action pushes this hard, whose derivatives are those of u -> factor u. */
  private Rehearsal rehearsal(DoubleUnaryOperator push, double factor) {
    return new Rehearsal() {
      @Override
      public double networkCost(LocalProblem problem) {
        return RehearsedControllersTest.cost(network, push);
      }

      @Override
      public double cost(LocalProblem problem, LinearGaussianController controller) {
        return RehearsedControllersTest.cost(controller, push);
      }

      @Override
      public LinearGaussianDynamics derivatives(LocalProblem problem) {
        return dynamics(factor);
      }
    };
  }

  private static LinearGaussianDynamics dynamics(double factor) {
    double[] fxu = new double[(T - 1) * 6];
    double[] F = new double[(T - 1) * 4];
    for (int t = 0; t < T - 1; t++) {
      System.arraycopy(new double[] {1, DT, 0, 0, 1, factor * DT}, 0, fxu, t * 6, 6);
      F[t * 4] = 1e-10;
      F[t * 4 + 3] = 1e-10;
    }
    return LinearGaussianDynamics.of(T, 2, 1, fxu, new double[(T - 1) * 2], F);
  }

  private LocalProblem problem(double fittedFactor) {
    double[] states = new double[(T + 1) * 2];
    for (int t = 0; t <= T; t++) {
      states[2 * t] = 1;
    }
    Trajectory still = new Trajectory(T, states, new double[T], Arrays.copyOf(states, 2 * T));
    QuadraticCost cost = CostExpansion.around(still, LinearTask.COST);
    Gaussian start = Gaussian.of(new double[] {1, 0}, new double[] {1e-10, 0, 0, 1e-10});
    return new LocalProblem(
        0, List.of(0), start, dynamics(fittedFactor), cost, network, BOUND, 1, Optional.empty());
  }

  private RehearsedControllers.Outcome improve(LocalProblem problem, Rehearsal rehearsal) {
    try (WorkPool pool = WorkPool.of(2)) {
      var phase =
          new ControllerPhase(
              new LinearTask(new double[] {1, 0}).spec(), pool, new FallbackCounter());
      return new RehearsedControllers(phase, rehearsal, pool).improve(List.of(problem), 1);
    }
  }

  @Test
  void whereTheModelsAreRightTheWholeBoundIsUsed() {
    var outcome = improve(problem(1), rehearsal(u -> u, 1));
    LocalPolicy local = outcome.locals().get(0);
    assertEquals(BOUND, local.kl(), 0.1 * BOUND);
    assertEquals(1, outcome.moved());
    double before = cost(network, u -> u);
    assertEquals(before - cost(local.controller(), u -> u), outcome.gain(), 1e-9 * before);
    assertTrue(outcome.gain() > 0);
  }

  @Test
  void whereTheModelsPromiseTheWrongTheNetworkStaysAsItIs() {
    var outcome = improve(problem(-1), rehearsal(u -> u, -1));
    assertEquals(network, outcome.locals().get(0).controller());
    assertEquals(0, outcome.moved());
    assertEquals(0, outcome.gain());
    assertTrue(outcome.isExhausted());
  }

  @Test
  void theBetterOfFittedAndDifferentiatedDynamicsIsTaken() {
    var fittedIsWrong = improve(problem(-1), rehearsal(u -> u, 1));
    var derivativesAreWrong = improve(problem(1), rehearsal(u -> u, -1));
    assertEquals(1, fittedIsWrong.moved());
    assertEquals(1, derivativesAreWrong.moved());
    assertEquals(fittedIsWrong.gain(), derivativesAreWrong.gain(), 1e-6);
  }

  @Test
  void whereLargeActionsDoHarmAShorterStepIsTaken() {
    DoubleUnaryOperator backwards = u -> Math.abs(u) < 0.7 ? u : -3 * u;
    var outcome = improve(problem(1), rehearsal(backwards, 1));
    LocalPolicy local = outcome.locals().get(0);
    assertNotEquals(network, local.controller());
    assertTrue(local.kl() < 0.3 * BOUND, "" + local.kl());
    assertTrue(outcome.gain() > 0);
  }

  @Test
  void aProblemWithoutSolutionStays() {
    double[] diverging = new double[(T - 1) * 6];
    Arrays.fill(diverging, 1e60);
    LinearGaussianDynamics hopeless =
        LinearGaussianDynamics.of(
            T, 2, 1, diverging, new double[(T - 1) * 2], new double[(T - 1) * 4]);
    LocalProblem problem = problem(1).with(hopeless);
    var outcome = improve(problem, rehearsal(u -> u, -1));
    assertEquals(network, outcome.locals().get(0).controller());
  }
}
