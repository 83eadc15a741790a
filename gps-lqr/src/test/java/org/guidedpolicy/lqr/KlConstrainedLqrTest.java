package org.guidedpolicy.lqr;

import static org.guidedpolicy.lqr.Vectors.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class KlConstrainedLqrTest {
  private final SplittableRandom random = new SplittableRandom(31);

  @Test
  void klFallsAsEtaGrows() {
    for (int n = 0; n < 50; n++) {
      Problem problem = RandomProblems.of(random, 8, 4, 2, n % 2 == 0 ? 0 : 0.5);
      double before = Double.POSITIVE_INFINITY;
      for (double eta = 1e-3; eta < 1e9; eta *= 3) {
        double kl = klAt(problem, eta);
        // Below 1e-13 there is nothing but rounding errors of |C| and tr C.
        assertTrue(
            kl < before || before < 1e-13 || kl == Double.POSITIVE_INFINITY,
            "eta " + eta + ": " + kl);
        before = kl;
      }
    }
  }

  private static double klAt(Problem problem, double eta) {
    try {
      return problem.solveAt(eta).kl();
    } catch (LqrException e) {
      return Double.POSITIVE_INFINITY;
    }
  }

  @Test
  void theBoundIsMetFromAnyStart() {
    for (int n = 0; n < 100; n++) {
      Problem problem = RandomProblems.of(random, 10, 4, 2, n % 2 == 0 ? 0 : 0.5);
      for (double epsilon : new double[] {1e-4, 0.1, 10}) {
        for (double start : new double[] {1e-12, 1e-6, 1, 1e6, 1e20}) {
          var solution = problem.solve(epsilon, start);
          assertTrue(solution.constraintActive());
          assertEquals(epsilon, solution.kl(), 0.1 * epsilon);
        }
      }
    }
  }

  @Test
  void aSearchCutShortEndsBelowTheBound() {
    int wentBack = 0;
    for (int n = 0; n < 200; n++) {
      Problem p = RandomProblems.of(random, 10, 4, 2, n % 2 == 0 ? 0 : 0.5);
      int most = random.nextInt(4, 7);
      var solver = p.solver(new KlConstrainedLqr.Options(1e-8, 1e16, 1e-12, most));
      double start = Math.exp(4 * random.nextGaussian());
      KlConstrainedLqr.Solution solution;
      try {
        solution = solver.solve(p.dynamics(), p.initial(), p.cost(), p.reference(), 3, start);
      } catch (LqrException e) {
        assertTrue(e.getMessage().contains("no eta"), e.getMessage());
        continue;
      }
      assertTrue(solution.constraintActive());
      assertTrue(solution.kl() <= 3 + 1e-11, "KL " + solution.kl());
      var same = p.solveAt(solution.eta());
      assertEquals(same.kl(), solution.kl());
      assertArrayEquals(same.controller().K, solution.controller().K);
      wentBack += Math.max(0, solution.backwardPasses() - most);
    }
    assertTrue(wentBack > 10, "searches whose last evaluation was not the solution: " + wentBack);
  }

  @Test
  void klIsTheDivergenceOfTheReturnedController() {
    for (int n = 0; n < 100; n++) {
      Problem problem = RandomProblems.convex(random, 10, 4, 2);
      var solution = problem.solve(3);
      var marginals =
          TrajectoryDistribution.of(problem.dynamics(), problem.initial(), solution.controller());
      double[] kl = TrajectoryKl.perStep(marginals, solution.controller(), problem.reference());
      assertEquals(Arrays.stream(kl).sum(), solution.kl(), 1e-9);
      assertClose(marginals.mean, solution.distribution().mean, 1e-11, "mean");
      assertClose(marginals.covariance, solution.distribution().covariance, 1e-11, "covariance");
    }
  }

  @Test
  void noOtherControllerHasALowerLagrangian() {
    for (int n = 0; n < 200; n++) {
      Problem problem = RandomProblems.of(random, 4, 3, 2, n % 2 == 0 ? 0 : 0.4);
      var solution = problem.solve(1);
      double best = lagrangian(problem, solution.controller(), solution.eta());
      for (double size : new double[] {1e-3, 1e-1, 1}) {
        var other = perturbed(solution.controller(), size);
        double worse = lagrangian(problem, other, solution.eta());
        assertTrue(worse > best, "problem " + n + ": " + worse + " < " + best);
      }
    }
  }

  private static double lagrangian(
      Problem problem, LinearGaussianController controller, double eta) {
    var marginals = TrajectoryDistribution.of(problem.dynamics(), problem.initial(), controller);
    double[] kl = TrajectoryKl.perStep(marginals, controller, problem.reference());
    return ExpectedCost.total(marginals, problem.cost()) + eta * Arrays.stream(kl).sum();
  }

  /** All of K, k and the factors of C moved by random amounts. */
  private LinearGaussianController perturbed(LinearGaussianController controller, double size) {
    int T = controller.T;
    int dU = controller.dU;
    double[] K = plusNoise(controller.K, size);
    double[] k = plusNoise(controller.k, size);
    double[] C = new double[T * dU * dU];
    for (int t = 0; t < T; t++) {
      double[] L = plusNoise(controller.covarianceCholesky(t), size);
      for (int a = 0; a < dU; a++) {
        for (int b = 0; b < dU; b++) {
          C[(t * dU + a) * dU + b] = Rows.dot(L, a * dU, L, b * dU, dU);
        }
      }
    }
    return LinearGaussianController.of(T, controller.dX, dU, K, k, C);
  }

  private double[] plusNoise(double[] values, double size) {
    double[] result = RandomProblems.normals(random, values.length, size);
    for (int i = 0; i < values.length; i++) {
      result[i] += values[i];
    }
    return result;
  }

  @Test
  void aTinyBoundStaysAtTheReference() {
    Problem problem = RandomProblems.convex(random, 20, 5, 3);
    var solution = problem.solve(1e-12);
    assertEquals(1e-12, solution.kl(), 1e-13);
    assertClose(problem.reference().K, solution.controller().K, 1e-6, "K");
    assertClose(problem.reference().k, solution.controller().k, 1e-6, "k");
    assertClose(problem.reference().C, solution.controller().C, 1e-6, "C");
  }

  @Test
  void aHugeBoundIsInactiveAndGivesTheUnconstrainedOptimum() {
    Problem problem = RandomProblems.convex(random, 6, 4, 2);
    var solution = problem.solve(1e6);
    assertFalse(solution.constraintActive());
    assertEquals(1e-8, solution.eta());
    assertTrue(solution.kl() < 1e6);
    // With the reference a million times wider, its pull is gone at eta = 1 already.
    double[] C = problem.reference().C.clone();
    Arrays.setAll(C, i -> 1e9 * C[i]);
    var r = problem.reference();
    var wide = LinearGaussianController.of(6, 4, 2, r.K, r.k, C);
    var unconstrained =
        new Problem(problem.dynamics(), problem.initial(), problem.cost(), wide).solveAt(1);
    assertClose(unconstrained.controller().K, solution.controller().K, 1e-6, "K");
    assertClose(unconstrained.controller().k, solution.controller().k, 1e-6, "k");
  }

  @Test
  void unitsDoNotMatter() {
    for (int n = 0; n < 20; n++) {
      Problem problem = RandomProblems.of(random, 10, 4, 2, n % 2 == 0 ? 0 : 0.3);
      double[] scale = new double[6];
      Arrays.setAll(scale, i -> Math.pow(10, random.nextDouble(-4, 4)));
      Problem other = Units.scaled(problem, scale);
      var a = problem.solve(2);
      var b = other.solve(2);
      assertEquals(a.eta(), b.eta(), 1e-6 * a.eta());
      assertEquals(a.kl(), b.kl(), 1e-6);
      assertEquals(a.backwardPasses(), b.backwardPasses());
      assertClose(Units.scaled(a.controller(), scale).C, b.controller().C, 1e-6, "C");
      double[] K = Units.scaled(a.controller(), scale).K;
      for (int i = 0; i < K.length; i++) {
        assertEquals(K[i], b.controller().K[i], 1e-5 * Math.abs(K[i]) + 1e-9 * Math.abs(K[i]));
      }
    }
  }

  @Test
  void aMultipleOfTheCostIsAMultipleOfEta() {
    Problem p = RandomProblems.convex(random, 10, 4, 2);
    double[] gradient = p.cost().gradient.clone();
    double[] hessian = p.cost().hessian.clone();
    Arrays.setAll(gradient, i -> 1e3 * gradient[i]);
    Arrays.setAll(hessian, i -> 1e3 * hessian[i]);
    var cost = QuadraticCost.of(10, 4, 2, p.cost().constant, gradient, hessian);
    var a = p.solveAt(0.7);
    var b = new Problem(p.dynamics(), p.initial(), cost, p.reference()).solveAt(700);
    assertClose(a.controller().K, b.controller().K, 1e-10, "K");
    assertClose(a.controller().C, b.controller().C, 1e-10, "C");
  }

  @Test
  void oneStepAloneIsSolved() {
    Problem problem = RandomProblems.convex(random, 1, 3, 2);
    var solution = problem.solve(0.5);
    assertEquals(0.5, solution.kl(), 0.05);
    assertEquals(1, solution.distribution().horizon());
  }

  @Test
  void indefiniteCostsAtAnyStepAreSolvedWithALargerEta() {
    for (int step : new int[] {0, 3, 7}) {
      Problem p = RandomProblems.convex(random, 8, 3, 2);
      double[] hessian = p.cost().hessian.clone();
      for (int i = 0; i < 5; i++) {
        hessian[(step * 5 + i) * 5 + i] -= 30;
      }
      var cost = QuadraticCost.of(8, 3, 2, p.cost().constant, p.cost().gradient, hessian);
      var bad = new Problem(p.dynamics(), p.initial(), cost, p.reference());
      assertThrows(LqrException.class, () -> bad.solveAt(0.01));
      var solution = bad.solve(1, 0.01);
      assertEquals(1, solution.kl(), 0.1);
      assertTrue(solution.controller().K.length > 0 && solution.distribution().isFinite());
    }
  }

  @Test
  void noFeasibleEtaIsExplained() {
    Problem p = RandomProblems.convex(random, 8, 3, 2);
    double[] hessian = p.cost().hessian.clone();
    hessian[(5 * 5 + 4) * 5 + 4] = -1e30;
    var cost = QuadraticCost.of(8, 3, 2, p.cost().constant, p.cost().gradient, hessian);
    var bad = new Problem(p.dynamics(), p.initial(), cost, p.reference());
    String message = assertThrows(LqrException.class, () -> bad.solve(1)).getMessage();
    assertTrue(message.contains("no eta in [1.00e-08, 1.00e+16]"), message);
    assertTrue(message.contains("step 5, smallest eigenvalue -1.00e+14"), message);
    assertTrue(message.contains("check the cost Hessian and the dynamics"), message);
  }

  @Test
  void aBoundOutOfReachIsExplained() {
    Problem p = RandomProblems.convex(random, 8, 3, 2);
    var options = new KlConstrainedLqr.Options(1e-8, 1, 0.1, 50);
    var solver = p.solver(options);
    String message =
        assertThrows(
                LqrException.class,
                () -> solver.solve(p.dynamics(), p.initial(), p.cost(), p.reference(), 1e-9, 1))
            .getMessage();
    assertTrue(message.contains("at eta = 1.000 it is still"), message);
  }

  @Test
  void unstableDynamicsAreNamedIfNothingHelps() {
    int T = 60;
    Problem p = RandomProblems.convex(random, T, 3, 2);
    // x' = 1e12 x, whatever the action.
    double[] fxu = new double[(T - 1) * 3 * 5];
    for (int i = 0; i < (T - 1) * 3; i++) {
      fxu[i * 5 + i % 3] = 1e12;
    }
    var dynamics = LinearGaussianDynamics.of(T, 3, 2, fxu, p.dynamics().fc, p.dynamics().F);
    var unstable = new Problem(dynamics, p.initial(), p.cost(), p.reference());
    String message = assertThrows(LqrException.class, () -> unstable.solve(1)).getMessage();
    assertTrue(message.contains("at eta = 1.000e+16 the cost to go overflows"), message);

    double[] onlyLast = new double[T * 5];
    onlyLast[0] = 1;
    var linear = QuadraticCost.of(T, 3, 2, new double[T], onlyLast, new double[T * 25]);
    var overflowing = new Problem(dynamics, p.initial(), linear, p.reference());
    message = assertThrows(LqrException.class, () -> overflowing.solve(1)).getMessage();
    assertTrue(message.contains("the marginals overflow: step"), message);
    message = assertThrows(LqrException.class, () -> overflowing.solveAt(1)).getMessage();
    assertTrue(message.contains("the marginals overflow: step"), message);
  }

  @Test
  void growthThatAControllerCanHoldIsSolvedFromAnyStart() {
    int T = 60;
    Problem p = RandomProblems.convex(random, T, 3, 2);
    double[] fxu = p.dynamics().fxu.clone();
    Arrays.setAll(fxu, i -> 3 * fxu[i]);
    var growing = LinearGaussianDynamics.of(T, 3, 2, fxu, p.dynamics().fc, p.dynamics().F);
    var problem = new Problem(growing, p.initial(), p.cost(), p.reference());
    var marginals = TrajectoryDistribution.of(growing, p.initial(), p.reference());
    assertTrue(marginals.covariance(T - 1).get(0, 0) > 1e15, "grows under the reference");
    for (double start : new double[] {1e-8, 1, 1e8, 1e16}) {
      assertEquals(1000, problem.solve(1000, start).kl(), 100);
    }
  }

  @Test
  void everyInputThatIsNotFiniteIsNamed() {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      assertNamed("dynamics jacobian fxu at step 2", Poison.dynamicsJacobian(bad));
      assertNamed("dynamics offset fc at step 2", Poison.dynamicsOffset(bad));
      assertNamed("dynamics covariance F at step 2", Poison.dynamicsCovariance(bad));
      assertNamed("initial mean", Poison.initialMean(bad));
      assertNamed("initial covariance", Poison.initialCovariance(bad));
      assertNamed("cost constant at step 2", Poison.costConstant(bad));
      assertNamed("cost gradient at step 2", Poison.costGradient(bad));
      assertNamed("cost Hessian at step 2", Poison.costHessian(bad));
      assertNamed("reference gain K at step 2", Poison.referenceGain(bad));
      assertNamed("reference offset k at step 2", Poison.referenceOffset(bad));
      assertNamed("reference covariance C at step 2", Poison.referenceCovariance(bad));
    }
    assertNamed(
        "reference covariance C at step 2 is not positive definite: smallest eigenvalue -1",
        Poison.referenceCovariance(-1));
  }

  private static void assertNamed(String what, Problem problem) {
    var e = assertThrows(LqrException.class, () -> problem.solve(1), what);
    assertTrue(e.getMessage().contains(what), e.getMessage());
    assertThrows(LqrException.class, () -> problem.solveAt(1), what);
  }

  @Test
  void argumentsOutOfRangeAreRefused() {
    Problem p = RandomProblems.convex(random, 4, 3, 2);
    for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> p.solve(bad));
      assertThrows(IllegalArgumentException.class, () -> p.solve(1, bad));
      assertThrows(IllegalArgumentException.class, () -> p.solveAt(bad));
      assertThrows(
          IllegalArgumentException.class, () -> new KlConstrainedLqr.Options(bad, 1, 0.1, 5));
      assertThrows(
          IllegalArgumentException.class, () -> new KlConstrainedLqr.Options(1e-9, bad, 0.1, 5));
      assertThrows(
          IllegalArgumentException.class, () -> new KlConstrainedLqr.Options(1e-9, 1, bad, 5));
    }
    Problem other = RandomProblems.convex(random, 5, 3, 2);
    var mixed = new Problem(p.dynamics(), p.initial(), other.cost(), p.reference());
    var e = assertThrows(IllegalArgumentException.class, () -> mixed.solve(1));
    assertTrue(e.getMessage().contains("dynamics.horizon is 4, expected 5"), e.getMessage());
  }

  @Test
  void resultsDoNotDependOnWhatTheWorkspaceDidBefore() {
    Problem a = RandomProblems.convex(random, 10, 4, 2);
    Problem b = RandomProblems.of(random, 10, 4, 2, 0.5);
    var solver = a.solver();
    var first = solver.solve(a.dynamics(), a.initial(), a.cost(), a.reference(), 2, 1);
    solver.solve(b.dynamics(), b.initial(), b.cost(), b.reference(), 0.01, 1e-3);
    var again = solver.solve(a.dynamics(), a.initial(), a.cost(), a.reference(), 2, 1);
    assertEquals(first.eta(), again.eta());
    assertEquals(first.backwardPasses(), again.backwardPasses());
    assertArrayEquals(first.controller().K, again.controller().K);
    assertArrayEquals(first.controller().C, again.controller().C);
    assertArrayEquals(first.distribution().covariance, again.distribution().covariance);
  }

  @Test
  void aStartNearTheSolutionTakesFewPasses() {
    int cold = 0;
    int warm = 0;
    int problems = 200;
    for (int n = 0; n < problems; n++) {
      Problem problem = RandomProblems.of(random, 30, 6, 2, n % 2 == 0 ? 0 : 0.2);
      var solution = problem.solve(30 * Math.exp(random.nextGaussian()));
      cold += solution.backwardPasses();
      warm += problem.solve(solution.kl(), 2 * solution.eta()).backwardPasses();
    }
    assertTrue(cold <= 8 * problems, "cold " + cold);
    assertTrue(warm <= 4 * problems, "warm " + warm);
  }

  @Test
  void nothingIsAllocatedWhileSearching() {
    Problem p = RandomProblems.of(random, 20, 5, 3, 0.3);
    var solver = p.solver();
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int n = 0; n < 10; n++) {
        solver.prepare(p.dynamics(), p.initial(), p.cost(), p.reference());
        solver.findEta(p.dynamics(), p.initial(), 5, 1);
      }
      allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(0, allocated);
  }

  @Test
  @Tag("sampling")
  void illConditionedProblemsGiveAFiniteSolutionOrAnException() {
    int solved = 0;
    for (int n = 0; n < 3000; n++) {
      double digits = random.nextDouble(0, 16);
      Problem problem = IllConditioned.problem(random, digits);
      try {
        var s = problem.solve(Math.pow(10, random.nextDouble(-4, 4)));
        assertTrue(Double.isFinite(s.kl()) && Double.isFinite(s.eta()));
        assertTrue(Shapes.isFinite(s.controller().K) && Shapes.isFinite(s.controller().k));
        assertTrue(Shapes.isFinite(s.controller().C) && s.distribution().isFinite());
        solved++;
      } catch (LqrException e) {
        assertTrue(e.getMessage().length() > 20);
      }
    }
    assertTrue(solved > 1500, "solved " + solved);
  }
}
