package org.guidedpolicy.lqr;

import static org.guidedpolicy.lqr.Vectors.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.ejml.simple.SimpleMatrix;
import org.junit.jupiter.api.Test;

class RegularizedBackwardPassTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  @Test
  void withoutRegularizationTheGainsFollowTheOptimumOfTheWholeTrajectory() {
    var random = new SplittableRandom(1);
    for (int n = 0; n < 300; n++) {
      Problem problem = relative(random, 0);
      var pass = passOf(problem);
      assertTrue(pass.run(0));
      double[] x0 = RandomProblems.normals(random, problem.cost().dX, 2);
      double[] run =
          BackwardPassTest.noiselessRun(problem.dynamics(), controllerOf(problem, pass), x0);
      assertClose(new DenseProblem(problem, 1).optimum(x0), run, 1e-8, "problem " + n);
    }
  }

  /** The max-entropy pass of [GPS13] Sec. 3 is the KL-constrained solve at eta = 1. */
  @Test
  void theMaximumEntropySolutionIsTheKlConstrainedOneAtEtaOne() {
    var random = new SplittableRandom(2);
    for (int n = 0; n < 300; n++) {
      Problem problem = relative(random, 0);
      var pass = passOf(problem);
      assertTrue(pass.run(0));
      var expected = problem.solveAt(1).controller();
      var actual = controllerOf(problem, pass);
      assertClose(expected.K, actual.K, 1e-9, "K of problem " + n);
      assertClose(expected.k, actual.k, 1e-9, "k of problem " + n);
      assertClose(expected.C, actual.C, 1e-9, "C of problem " + n);
    }
  }

  @Test
  void theExpectedChangeIsThatOfTheCost() {
    var random = new SplittableRandom(3);
    for (int n = 0; n < 300; n++) {
      Problem problem = relative(random, 0.5);
      double mu = random.nextInt(3) * Math.exp(3 * random.nextGaussian());
      var pass = passOf(problem);
      int dU = problem.cost().dU;
      double[] upper = new double[dU];
      Arrays.fill(upper, random.nextBoolean() ? 0 : 1);
      for (int t = 0; t < problem.cost().T; t++) {
        pass.setLimits(t, new double[dU], unlimited(dU, -INFINITY), upper);
      }
      if (pass.run(mu)) {
        double change = pass.linearChange() + pass.quadraticChange();
        double[] still = new double[problem.cost().dX];
        double[] run =
            BackwardPassTest.noiselessRun(problem.dynamics(), controllerOf(problem, pass), still);
        double cost = costOf(problem, run);
        assertEquals(cost, change, 1e-9 * Math.max(1, Math.abs(cost)), "problem " + n);
        assertTrue(pass.linearChange() <= 1e-12, "a step downhill");
      }
    }
  }

  @Test
  void regularizationAddsTheSquaredEffectOfTheActions() {
    // One transition, f = 2 x + 3 u, costs u^2 / 2 + x' ^2 / 2 with gradient 1 in u.
    var pass = new RegularizedBackwardPass(2, 1, 1);
    pass.setDynamics(0, new double[] {2}, new double[] {3});
    pass.setCost(0, new double[] {0, 1}, new double[] {0, 0, 0, 1});
    pass.setCost(1, new double[2], new double[] {1, 0, 0, 1});
    assertTrue(pass.run(0.5));
    // Quu = 1 + 9, Qux = 6, both times 1.5 but for the action's own cost
    double Quu = 1 + 9 * 1.5;
    double[] K = new double[1];
    pass.copyGain(0, K, 0);
    assertEquals(-6 * 1.5 / Quu, K[0], 1e-15);
    assertEquals(-1 / Quu, pass.offset(0, 0), 1e-15);
    assertEquals(10, pass.actionHessian(0).get(0, 0), 1e-15);
  }

  @Test
  void anActionAtItsLimitIsFixedOnlyIfItWouldLeave() {
    double[] hessian = {0, 0, 0, 0, 2, 1, 0, 1, 2};
    var pass = new RegularizedBackwardPass(1, 1, 2);
    pass.setLimits(0, new double[] {1, 0}, new double[] {-1, -1}, new double[] {1, 1});
    // Free, both actions would grow: (1, 1). The first may not, the second then grows by 1.5.
    pass.setCost(0, new double[] {0, -3, -3}, hessian);
    assertTrue(pass.run(0));
    assertEquals(0, pass.offset(0, 0));
    assertEquals(1.5, pass.offset(0, 1), 1e-15);
    // Inwards it may.
    pass.setCost(0, new double[] {0, 3, 3}, hessian);
    assertTrue(pass.run(0));
    assertEquals(-1, pass.offset(0, 0), 1e-15);
    assertEquals(-1, pass.offset(0, 1), 1e-15);
  }

  @Test
  void aFixedActionHasNoFeedbackAndTheOthersAreOptimalWithoutIt() {
    var random = new SplittableRandom(4);
    int T = 4;
    int dX = 3;
    Problem full = RandomProblems.convex(random, T, dX, 2);
    var pass = passWith(full, full.cost().hessian);
    double[] lower = {-INFINITY, -INFINITY};
    double[] upper = {INFINITY, 0};
    double[] downhill = full.cost().gradient.clone();
    for (int t = 0; t < T; t++) {
      downhill[t * 5 + 4] = -1e3; // pulls the second action up, against its limit
      pass.setCost(t, Arrays.copyOfRange(downhill, t * 5, t * 5 + 5), hessian(full, t));
      pass.setLimits(t, new double[2], lower, upper);
    }
    assertTrue(pass.run(0));
    var alone = new RegularizedBackwardPass(T, dX, 1);
    for (int t = 0; t < T; t++) {
      SimpleMatrix H = SimpleMatrix.wrap(full.cost().hessian(t)).extractMatrix(0, 4, 0, 4);
      alone.setCost(t, Arrays.copyOfRange(downhill, t * 5, t * 5 + 4), H.getDDRM().data);
      if (t < T - 1) {
        SimpleMatrix J = SimpleMatrix.wrap(full.dynamics().jacobian(t));
        alone.setDynamics(
            t,
            J.extractMatrix(0, 3, 0, 3).getDDRM().data,
            J.extractVector(false, 3).getDDRM().data);
      }
    }
    assertTrue(alone.run(0));
    for (int t = 0; t < T; t++) {
      double[] K = new double[2 * dX];
      double[] expected = new double[2 * dX];
      pass.copyGain(t, K, 0);
      alone.copyGain(t, expected, 0);
      assertArrayEquals(expected, K, 1e-10, "step " + t);
      assertEquals(alone.offset(t, 0), pass.offset(t, 0), 1e-10);
      assertEquals(0, pass.offset(t, 1));
    }
  }

  @Test
  void curvatureOfTheDynamicsCountsByTheGradientOfTheCostToGo() {
    // f = x u + 3 u^2 / 2, then the cost 5 x': to second order 5 x u + 15/2 u^2.
    var pass = new RegularizedBackwardPass(2, 1, 1);
    pass.setDynamics(0, new double[] {0}, new double[] {0});
    pass.setCost(0, new double[] {0, 1}, new double[] {0, 0, 0, 2});
    pass.setCost(1, new double[] {5, 0}, new double[] {0, 0, 0, 1});
    pass.setCurvature(0, new double[] {0, 1, 1, 3});
    assertTrue(pass.run(0));
    double[] K = new double[1];
    pass.copyGain(0, K, 0);
    assertEquals(17, pass.actionHessian(0).get(0, 0), 1e-15);
    assertEquals(-5.0 / 17, K[0], 1e-15);
    assertEquals(-1.0 / 17, pass.offset(0, 0), 1e-15);
  }

  @Test
  void anIndefiniteProblemIsSolvedOnceMuIsLargeEnough() {
    var pass = new RegularizedBackwardPass(2, 1, 1);
    pass.setDynamics(0, new double[] {1}, new double[] {1});
    pass.setCost(0, new double[2], new double[] {1, 0, 0, 1});
    pass.setCost(1, new double[2], new double[] {-3, 0, 0, 1});
    assertFalse(pass.run(0));
    assertTrue(pass.failure().contains("step 0, smallest eigenvalue -2"), pass.failure());
    assertTrue(pass.run(2.5));
    assertThrows(IllegalStateException.class, pass::failure);
  }

  @Test
  void whatIsNotFiniteIsNamed() {
    var pass = new RegularizedBackwardPass(3, 2, 1);
    double[] fx = {1, 0, Double.NaN, 1};
    var e = assertThrows(LqrException.class, () -> pass.setDynamics(1, fx, new double[2]));
    assertTrue(e.getMessage().contains("step 1") && e.getMessage().contains("fx"), e.getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> pass.setCost(0, new double[2], new double[9]));
    assertThrows(IllegalArgumentException.class, () -> pass.run(-1));
  }

  @Test
  void aCostToGoThatOverflowsIsAFailure() {
    int T = 400;
    var pass = new RegularizedBackwardPass(T, 1, 1);
    for (int t = 0; t < T; t++) {
      if (t < T - 1) {
        pass.setDynamics(t, new double[] {10}, new double[] {0});
      }
      pass.setCost(t, new double[2], new double[] {1, 0, 0, 1});
    }
    assertFalse(pass.run(0));
    assertTrue(pass.failure().contains("overflows"), pass.failure());
  }

  private static double[] unlimited(int dU, double value) {
    double[] limits = new double[dU];
    Arrays.fill(limits, value);
    return limits;
  }

  /** In deviations: no offsets, and a reference around 0. */
  private static Problem relative(SplittableRandom random, double shift) {
    int T = random.nextInt(1, 7);
    int dX = random.nextInt(1, 6);
    int dU = random.nextInt(1, 5);
    Problem p = RandomProblems.of(random, T, dX, dU, shift);
    var d = p.dynamics();
    var r = p.reference();
    return new Problem(
        LinearGaussianDynamics.of(T, dX, dU, d.fxu, new double[d.fc.length], d.F),
        p.initial(),
        p.cost(),
        LinearGaussianController.of(
            T, dX, dU, new double[r.K.length], new double[r.k.length], r.C));
  }

  /** A pass of cost - log reference. */
  private static RegularizedBackwardPass passOf(Problem problem) {
    return passWith(problem, withReference(problem));
  }

  private static RegularizedBackwardPass passWith(Problem problem, double[] hessians) {
    var cost = problem.cost();
    int dX = cost.dX;
    int dZ = dX + cost.dU;
    var pass = new RegularizedBackwardPass(cost.T, dX, cost.dU);
    for (int t = 0; t < cost.T; t++) {
      pass.setCost(
          t, cost.gradient(t), Arrays.copyOfRange(hessians, t * dZ * dZ, (t + 1) * dZ * dZ));
      if (t < cost.T - 1) {
        SimpleMatrix J = SimpleMatrix.wrap(problem.dynamics().jacobian(t));
        pass.setDynamics(
            t,
            J.extractMatrix(0, dX, 0, dX).getDDRM().data,
            J.extractMatrix(0, dX, dX, dZ).getDDRM().data);
      }
    }
    return pass;
  }

  private static double[] hessian(Problem problem, int t) {
    return problem.cost().hessian(t).data;
  }

  private static double[] withReference(Problem problem) {
    var cost = problem.cost();
    int dZ = cost.dX + cost.dU;
    double[] hessians = cost.hessian.clone();
    for (int t = 0; t < cost.T; t++) {
      SimpleMatrix inverse = SimpleMatrix.wrap(problem.reference().covariance(t)).invert();
      for (int a = 0; a < cost.dU; a++) {
        for (int b = 0; b < cost.dU; b++) {
          hessians[(t * dZ + cost.dX + a) * dZ + cost.dX + b] += inverse.get(a, b);
        }
      }
    }
    return hessians;
  }

  private static LinearGaussianController controllerOf(
      Problem problem, RegularizedBackwardPass pass) {
    int T = problem.cost().T;
    int dX = problem.cost().dX;
    int dU = problem.cost().dU;
    double[] K = new double[T * dU * dX];
    double[] k = new double[T * dU];
    double[] C = new double[T * dU * dU];
    for (int t = 0; t < T; t++) {
      pass.copyGain(t, K, t * dU * dX);
      for (int a = 0; a < dU; a++) {
        k[t * dU + a] = pass.offset(t, a);
      }
      double[] inverse = SimpleMatrix.wrap(pass.actionHessian(t)).invert().getDDRM().data;
      System.arraycopy(inverse, 0, C, t * dU * dU, dU * dU);
    }
    return LinearGaussianController.of(T, dX, dU, K, k, C);
  }

  /** Of cost - log reference, without constants. */
  private static double costOf(Problem problem, double[] run) {
    int dZ = problem.cost().dX + problem.cost().dU;
    double[] hessians = withReference(problem);
    double sum = 0;
    for (int t = 0; t < problem.cost().T; t++) {
      for (int i = 0; i < dZ; i++) {
        double z = run[t * dZ + i];
        sum += problem.cost().gradient[t * dZ + i] * z;
        for (int j = 0; j < dZ; j++) {
          sum += 0.5 * z * hessians[(t * dZ + i) * dZ + j] * run[t * dZ + j];
        }
      }
    }
    return sum;
  }
}
