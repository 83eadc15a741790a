package org.guidedpolicy.initial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.lqr.Gaussian;
import org.guidedpolicy.lqr.KlConstrainedLqr;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.lqr.LinearGaussianDynamics;
import org.guidedpolicy.lqr.QuadraticCost;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.rollout.Controller;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class InitialControllersTest {
  /** Positions 3 and 0, velocities 1 and 4; entry 2 is something else. */
  private static final EnvironmentSpec SPEC =
      EnvironmentSpec.builder(5, 2)
          .horizon(6)
          .timeStep(0.1)
          .actuated(new int[] {3, 0}, new int[] {1, 4})
          .build();

  private static final EnvironmentSpec UNKNOWN_JOINTS = EnvironmentSpec.builder(5, 2).build();
  private static final double[] X1 = {0.3, 0, 7, -0.6, 0};

  @Test
  void holdingStillNeedsNoActionAtTheStart() {
    LinearGaussianController controller = HoldPosition.defaults().startingAt(SPEC, X1);
    double[] u = new double[2];
    for (int t = 0; t < SPEC.horizon(); t++) {
      controller.mean(t, X1, u);
      assertArrayEquals(new double[2], u, 1e-12);
    }
  }

  @Test
  void holdingPushesBackEachJointByItsOwnEntriesAlone() {
    LinearGaussianController controller =
        HoldPosition.defaults().gains(1, 2).finalWeight(3).startingAt(SPEC, X1);
    for (int t = 0; t < SPEC.horizon() - 1; t++) {
      var K = controller.gain(t);
      for (int i = 0; i < 2; i++) {
        for (int j = 0; j < 5; j++) {
          boolean own = j == SPEC.actuatedPositions()[i] || j == SPEC.actuatedVelocities()[i];
          assertEquals(own ? -1 : 0, Math.signum(K.get(i, j)), "step " + t + " " + i + "," + j);
        }
      }
    }
  }

  @Test
  void holdingStaysNearTheStartInAGuessedWorld() {
    // A double integrator with the guessed gain, pushed from its start.
    EnvironmentSpec spec =
        EnvironmentSpec.builder(2, 1).horizon(100).actuated(new int[] {0}, new int[] {1}).build();
    double[] x = {1, 0};
    LinearGaussianController controller =
        HoldPosition.defaults().gains(4).stiffness(10).startingAt(spec, x);
    x[1] = 2;
    double[] u = new double[1];
    for (int t = 0; t < 100; t++) {
      controller.mean(t, x, u);
      double v = x[1];
      x[1] += 0.05 * 4 * u[0];
      x[0] += 0.05 * v + 0.05 * 0.05 * 4 * u[0];
    }
    assertEquals(1, x[0], 0.02);
    assertEquals(0, x[1], 0.02);
  }

  @Test
  void holdingIsTheMaximumEntropyControllerOfItsProblem() {
    int T = SPEC.horizon();
    int dX = SPEC.stateDimension();
    int dZ = dX + 2;
    double dt = SPEC.timeStep();
    double[] gains = {3, 0.5};
    double variance = 4;
    double finalWeight = 20;
    double[] fxu = new double[(T - 1) * dX * dZ];
    double[] gradient = new double[T * dZ];
    double[] hessian = new double[T * dZ * dZ];
    double[] noise = new double[T * 4];
    for (int t = 0; t < T; t++) {
      double weight = t == T - 1 ? finalWeight : 1;
      for (int j = 0; j < 2; j++) {
        int p = SPEC.actuatedPositions()[j];
        int v = SPEC.actuatedVelocities()[j];
        if (t < T - 1) {
          int f = t * dX * dZ;
          fxu[f + p * dZ + p] = 1;
          fxu[f + p * dZ + v] = dt;
          fxu[f + p * dZ + dX + j] = dt * dt * gains[j];
          fxu[f + v * dZ + v] = 1;
          fxu[f + v * dZ + dX + j] = dt * gains[j];
        }
        int h = t * dZ * dZ;
        hessian[h + p * dZ + p] = weight * 2 / variance;
        hessian[h + v * dZ + v] = weight * 2 * 0.3 / variance;
        // The reference below already costs 1/2 u^2 / variance.
        hessian[h + (dX + j) * dZ + dX + j] = (weight - 1) / variance;
        gradient[t * dZ + p] = -weight * 2 / variance * X1[p];
        gradient[t * dZ + v] = -weight * 2 * 0.3 / variance * X1[v];
        noise[t * 4 + 3 * j] = variance;
      }
    }
    LinearGaussianController expected =
        new KlConstrainedLqr(T, dX, 2, KlConstrainedLqr.Options.defaults())
            .solveAt(
                LinearGaussianDynamics.of(
                    T, dX, 2, fxu, new double[(T - 1) * dX], new double[(T - 1) * dX * dX]),
                Gaussian.of(X1, new double[dX * dX]),
                QuadraticCost.of(T, dX, 2, new double[T], gradient, hessian),
                LinearGaussianController.of(
                    T, dX, 2, new double[T * 2 * dX], new double[T * 2], noise),
                1)
            .controller();
    LinearGaussianController actual =
        HoldPosition.defaults()
            .gains(gains)
            .stiffness(2)
            .velocityStiffness(0.3)
            .variance(variance)
            .finalWeight(finalWeight)
            .startingAt(SPEC, X1);
    for (int t = 0; t < T; t++) {
      assertArrayEquals(expected.gain(t).data, actual.gain(t).data, 1e-12);
      assertArrayEquals(expected.offset(t), actual.offset(t), 1e-12);
      assertArrayEquals(expected.covariance(t).data, actual.covariance(t).data, 1e-12);
    }
  }

  @Test
  void noiseScalesWithTheVarianceAndMeansDoNot() {
    LinearGaussianController one = HoldPosition.defaults().startingAt(SPEC, X1);
    LinearGaussianController nine = HoldPosition.defaults().variance(9).startingAt(SPEC, X1);
    for (int t = 0; t < SPEC.horizon(); t++) {
      assertArrayEquals(one.gain(t).data, nine.gain(t).data, 1e-12);
      assertArrayEquals(one.offset(t), nine.offset(t), 1e-12);
      assertEquals(9 * one.covariance(t).get(1, 1), nine.covariance(t).get(1, 1), 1e-12);
    }
  }

  @Test
  void proportionalAndDerivativeGainsActAsTheirFormulaSays() {
    LinearGaussianController controller =
        PdController.of(new double[] {2, 3}, new double[] {0.5, 0.25})
            .variance(0.1, 0.2)
            .startingAt(SPEC, X1);
    double[] x = {0.5, -1, 99, 0.4, 8};
    double[] u = new double[2];
    controller.mean(3, x, u);
    assertArrayEquals(
        new double[] {2 * (-0.6 - 0.4) - 0.5 * -1, 3 * (0.3 - 0.5) - 0.25 * 8}, u, 1e-12);
    assertArrayEquals(new double[] {0.1, 0, 0, 0.2}, controller.covariance(3).data);
    PdController.of(1, 0).posture(1, 2).startingAt(SPEC, X1).mean(0, x, u);
    assertArrayEquals(new double[] {1 - 0.4, 2 - 0.5}, u, 1e-12);
  }

  /** u = (sin(x0) + x2, 3). */
  private static final Policy CURVED =
      new Policy() {
        @Override
        public int observationDimension() {
          return 5;
        }

        @Override
        public int actionDimension() {
          return 2;
        }

        @Override
        public void action(double[] o, double[] out) {
          out[0] = Math.sin(o[0]) + o[2];
          out[1] = 3;
        }
      };

  @Test
  void aPolicyRunsAsItIsAndIsLinearizedAtTheStart() {
    PolicyController start = PolicyController.of(CURVED, 1e-12);
    TimeStep first = TimeStep.fullyObserved(X1);
    Controller controller = start.controllers(SPEC).controllerFor(first, new SplittableRandom(1));
    double[] far = {2, 0, 1, 0, 0};
    double[] u = new double[2];
    controller.act(0, TimeStep.fullyObserved(far), u);
    assertArrayEquals(new double[] {Math.sin(2) + 1, 3}, u, 1e-4);

    LinearGaussianController linear = start.startingAt(SPEC, X1);
    assertEquals(Math.cos(0.3), linear.gain(2).get(0, 0), 1e-8);
    assertEquals(1, linear.gain(2).get(0, 2), 1e-8);
    linear.mean(2, X1, u);
    assertArrayEquals(new double[] {Math.sin(0.3) + 7, 3}, u, 1e-9);
  }

  @Test
  void whatIsImitatedOfAPolicyIsItsActionAtEachObservation() {
    int T = 4;
    double[] states = new double[T + 1];
    double[] observations = new SplittableRandom(2).doubles(T * 5, -2, 2).toArray();
    Trajectory episode = new Trajectory(T, states, new double[T * 2], observations);
    LinearGaussianController along =
        PolicyController.of(CURVED, 0.5, 0.25).along(UNKNOWN_JOINTS, episode);
    double[] expected = new double[2];
    double[] u = new double[2];
    for (int t = 0; t < T; t++) {
      CURVED.action(episode.observation(t), expected);
      along.mean(t, episode.state(t), u);
      assertArrayEquals(expected, u);
      assertArrayEquals(new double[] {0.5, 0, 0, 0.25}, along.covariance(t).data);
    }
  }

  @Test
  void whatIsImitatedOfALinearControllerIsTheControllerItself() {
    Trajectory episode = new Trajectory(6, repeat(X1, 7), new double[12], repeat(X1, 6));
    HoldPosition start = HoldPosition.defaults();
    assertArrayEquals(
        start.startingAt(SPEC, X1).gain(2).data, start.along(SPEC, episode).gain(2).data);
  }

  private static double[] repeat(double[] values, int times) {
    double[] result = new double[values.length * times];
    for (int i = 0; i < result.length; i++) {
      result[i] = values[i % values.length];
    }
    return result;
  }

  @Test
  void settingsThatMakeNoSenseAreNamed() {
    HoldPosition hold = HoldPosition.defaults();
    refused("gains has 0 entries, expected 1 or as many as there are actions", () -> hold.gains());
    refused("gains[1] must be finite and positive, is 0.0", () -> hold.gains(1, 0));
    refused("stiffness must be finite and not negative, is -1.0", () -> hold.stiffness(-1));
    refused(
        "velocityStiffness must be finite and not negative, is NaN",
        () -> hold.velocityStiffness(Double.NaN));
    refused("finalWeight must be finite and positive, is 0.0", () -> hold.finalWeight(0));
    refused(
        "variance must be finite and positive, is Infinity",
        () -> hold.variance(Double.POSITIVE_INFINITY));
    refused(
        "gains has 3 entries, expected 2 (EnvironmentSpec.actionDimension)",
        () -> hold.gains(1, 2, 3).startingAt(SPEC, X1));
    refused(
        "x1 has 2 entries, expected 5 (EnvironmentSpec.stateDimension)",
        () -> hold.startingAt(SPEC, new double[2]));
    refused(
        "HoldPosition needs to know which state entries are the actuated joints' positions and"
            + " velocities, other ones for each action; give them with"
            + " EnvironmentSpec.Builder.actuated (a MuJoCo model's follow once the state holds"
            + " position and velocity of every driven joint and actuators(...) names one"
            + " actuator for each), or use another initial controller",
        () -> hold.startingAt(UNKNOWN_JOINTS, X1));
    refused(
        "proportional[0] must be finite and not negative, is -1.0", () -> PdController.of(-1, 0));
    refused(
        "posture has 3 entries, expected 2 (EnvironmentSpec.actionDimension)",
        () -> PdController.of(1, 1).posture(1, 2, 3).startingAt(SPEC, X1));
    refused("posture[0] must be finite, is NaN", () -> PdController.of(1, 1).posture(Double.NaN));
    refused(
        "variance has 3 entries, expected 2 (EnvironmentSpec.actionDimension)",
        () -> PolicyController.of(CURVED, 1, 2, 3));
    refused(
        "a policy of 5 observed entries cannot be linearized in the 4 entries of the state; use"
            + " PolicyController.controllers and along",
        () ->
            PolicyController.of(CURVED, 1)
                .startingAt(EnvironmentSpec.builder(4, 2).build(), new double[4]));
  }

  private static void refused(String message, Executable setting) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, setting).getMessage());
  }
}
