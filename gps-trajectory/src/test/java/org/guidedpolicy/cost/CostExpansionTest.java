package org.guidedpolicy.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.guidedpolicy.lqr.QuadraticCost;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.Test;

class CostExpansionTest {
  private static final int T = 5;
  private static final int DX = 3;
  private static final int DU = 2;
  private final RandomGenerator random = new SplittableRandom(8);
  private final Trajectory trajectory = trajectory();

  @Test
  void aQuadraticCostIsReproducedEverywhere() {
    CostFunction cost =
        CostFunction.sum(
            DistanceCost.toTarget(new int[] {0, 2}, 1, -2).ramp(CostRamp.linear()),
            ActionCost.quadratic(0.1, 3));
    QuadraticCost expansion = CostExpansion.around(trajectory, cost);
    for (int t = 0; t < T; t++) {
      double[] x = random.doubles(DX, -3, 3).toArray();
      double[] u = random.doubles(DU, -3, 3).toArray();
      assertEquals(cost.value(t, T, x, u), evaluate(expansion, t, x, u), 1e-12);
    }
  }

  @Test
  void anyCostIsReproducedAtTheSampleAndToThirdOrderAroundIt() {
    CostFunction cost =
        CostFunction.sum(
            DistanceCost.toTarget(new int[] {0, 2}, 1, -2).norm(DistanceCost.Norm.LOG).l1(1),
            (t, horizon, x, u) -> Math.sin(x[0] * u[1]) * Math.exp(0.3 * x[1]));
    QuadraticCost expansion = CostExpansion.around(trajectory, cost);
    double[] perStep = CostExpansion.perStep(trajectory, cost);
    for (int t = 0; t < T; t++) {
      double[] x = trajectory.state(t);
      double[] u = trajectory.action(t);
      assertEquals(perStep[t], evaluate(expansion, t, x, u), 1e-12);
      double near = errorAt(cost, expansion, t, 1e-2);
      double far = errorAt(cost, expansion, t, 2e-2);
      assertEquals(8, far / near, 1.5, "step " + t);
    }
  }

  private double errorAt(CostFunction cost, QuadraticCost expansion, int t, double distance) {
    double[] x = trajectory.state(t);
    double[] u = trajectory.action(t);
    for (int i = 0; i < DX; i++) {
      x[i] += distance * (i + 1);
    }
    for (int i = 0; i < DU; i++) {
      u[i] -= distance * (i + 2);
    }
    return cost.value(t, T, x, u) - evaluate(expansion, t, x, u);
  }

  /** What follows the step: the state and the action there. */
  private String at(int t) {
    return "; check the cost function at state "
        + Arrays.toString(trajectory.state(t))
        + ", action "
        + Arrays.toString(trajectory.action(t));
  }

  @Test
  void whatIsNotFiniteIsNamedWithStepStateAndAction() {
    CostFunction bad = (t, horizon, x, u) -> t == 3 ? Double.NaN : 0;
    String message = "the cost's value at step 3 is NaN, must be finite" + at(3);
    assertEquals(message, message(() -> CostExpansion.around(trajectory, bad)));
    assertEquals(message, message(() -> CostExpansion.perStep(trajectory, bad)));
    assertEquals(
        "the cost's gradient by action entry 1 at step 2 is Infinity, must be finite" + at(2),
        message(
            () ->
                CostExpansion.around(
                    trajectory,
                    derivatives((t, out) -> out.addGradient(DX + 1, t == 2 ? 1 / 0.0 : 0)))));
    assertEquals(
        "the cost's Hessian by state entry 0 and action entry 0 at step 0 is NaN, must be finite"
            + at(0),
        message(
            () ->
                CostExpansion.around(
                    trajectory, derivatives((t, out) -> out.addHessian(0, DX, Double.NaN)))));
  }

  @Test
  void aCostThatFailsIsNamedWithStepStateAndAction() {
    CostFunction bad =
        (t, horizon, x, u) -> {
          if (t == 2) {
            x[0] = 7;
            throw new IllegalStateException("no sensor");
          }
          return 0;
        };
    String message = "the cost fails at step 2: java.lang.IllegalStateException: no sensor" + at(2);
    assertEquals(message, message(() -> CostExpansion.around(trajectory, bad)));
    CostException e =
        assertThrows(CostException.class, () -> CostExpansion.perStep(trajectory, bad));
    assertEquals(message, e.getMessage());
    assertEquals(2, e.step());
    assertEquals("no sensor", e.getCause().getMessage());
    assertEquals("episode 5: " + message, e.in("episode 5").getMessage());
  }

  @Test
  void aCostThatChangesWhatItIsGivenIsNamed() {
    CostFunction state =
        (t, horizon, x, u) -> {
          x[1] = 0;
          return 0;
        };
    CostFunction action =
        (t, horizon, x, u) -> {
          u[1] += t == 1 ? 1 : 0;
          return 0;
        };
    String changes = "the cost changes the state or action it is given, at step ";
    assertEquals(changes + "0" + at(0), message(() -> CostExpansion.perStep(trajectory, state)));
    assertEquals(changes + "1" + at(1), message(() -> CostExpansion.perStep(trajectory, action)));
  }

  /** Steps of finite differences follow the data, so that units do not matter. */
  @Test
  void aLambdasExpansionInMicrometresIsThatInMetres() {
    double[] unit = {0x1p-20, 0x1p10, 1, 0x1p-10, 0x1p8};
    CostFunction own =
        (t, horizon, x, u) ->
            Math.sin(x[0] * u[1]) * Math.exp(0.3 * x[1]) + Math.cos(3 * x[2] - u[0]);
    CostFunction inUnits =
        (t, horizon, x, u) ->
            own.value(
                t,
                horizon,
                new double[] {x[0] / unit[0], x[1] / unit[1], x[2]},
                new double[] {u[0] / unit[3], u[1] / unit[4]});
    double[] states = trajectory.states();
    double[] actions = trajectory.actions();
    Arrays.setAll(states, i -> states[i] * unit[i % DX]);
    Arrays.setAll(actions, i -> actions[i] * unit[DX + i % DU]);
    Trajectory other = new Trajectory(T, states, actions, new double[T]);
    QuadraticCost expected = expansion(trajectory, own);
    QuadraticCost actual = expansion(other, inUnits);
    for (int t = 0; t < T; t++) {
      for (int i = 0; i < DX + DU; i++) {
        assertEquals(expected.gradient(t)[i], unit[i] * actual.gradient(t)[i]);
        for (int j = 0; j < DX + DU; j++) {
          double second = unit[i] * unit[j] * actual.hessian(t).get(i, j);
          assertEquals(expected.hessian(t).get(i, j), second);
        }
      }
    }
  }

  /** A cost with derivatives of its own is looked at there too. */
  @Test
  void derivativesThatChangeWhatTheyAreGivenAreNamed() {
    CostFunction bad =
        new CostFunction() {
          @Override
          public double value(int t, int horizon, double[] x, double[] u) {
            return 0;
          }

          @Override
          public void addDerivatives(
              int t, int horizon, double[] x, double[] u, CostDerivatives out) {
            u[0] = -u[0];
          }
        };
    assertEquals(
        "the cost changes the state or action it is given, at step 0" + at(0),
        message(() -> CostExpansion.around(trajectory, bad)));
  }

  private static QuadraticCost expansion(Trajectory trajectory, CostFunction cost) {
    return CostExpansion.around(trajectory, cost, DataScales.of(List.of(trajectory)));
  }

  @Test
  void anAsymmetricHessianIsSymmetrized() {
    QuadraticCost expansion =
        CostExpansion.around(trajectory, derivatives((t, out) -> out.addHessian(0, 1, 3)));
    assertEquals(1.5, expansion.hessian(0).get(0, 1));
    assertEquals(1.5, expansion.hessian(0).get(1, 0));
  }

  private interface Derivatives {
    void addTo(int t, CostDerivatives out);
  }

  private static CostFunction derivatives(Derivatives derivatives) {
    return new CostFunction() {
      @Override
      public double value(int t, int horizon, double[] x, double[] u) {
        return 0;
      }

      @Override
      public void addDerivatives(int t, int horizon, double[] x, double[] u, CostDerivatives out) {
        derivatives.addTo(t, out);
      }
    };
  }

  private static String message(org.junit.jupiter.api.function.Executable call) {
    return assertThrows(IllegalArgumentException.class, call).getMessage();
  }

  private static double evaluate(QuadraticCost cost, int t, double[] x, double[] u) {
    double[] z = new double[DX + DU];
    System.arraycopy(x, 0, z, 0, DX);
    System.arraycopy(u, 0, z, DX, DU);
    double value = cost.constant(t);
    for (int i = 0; i < z.length; i++) {
      value += cost.gradient(t)[i] * z[i];
      for (int j = 0; j < z.length; j++) {
        value += 0.5 * z[i] * cost.hessian(t).get(i, j) * z[j];
      }
    }
    return value;
  }

  private Trajectory trajectory() {
    return new Trajectory(
        T,
        random.doubles((T + 1) * DX, -1, 1).toArray(),
        random.doubles(T * DU, -1, 1).toArray(),
        random.doubles(T, -1, 1).toArray());
  }
}
