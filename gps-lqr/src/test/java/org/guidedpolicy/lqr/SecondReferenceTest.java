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
import org.junit.jupiter.api.function.Executable;

class SecondReferenceTest {
  private final SplittableRandom random = new SplittableRandom(61);

  /** Weights from .03 to 3 in random order, multipliers of the cost's size. */
  private SecondReference second(Problem p) {
    int T = p.cost().T;
    int dU = p.cost().dU;
    double[] nu = random.doubles(T, -1.5, 0.5).map(x -> Math.pow(10, x)).toArray();
    return SecondReference.of(
        RandomProblems.controller(random, T, p.cost().dX, dU),
        nu,
        RandomProblems.normals(random, T * dU, 1));
  }

  private Problem randomSize(double shift) {
    int T = random.nextInt(1, 7);
    return RandomProblems.of(random, T, random.nextInt(1, 6), random.nextInt(1, 5), shift);
  }

  private static KlConstrainedLqr.Solution solveAt(Problem p, SecondReference second, double eta) {
    return p.solver().solveAt(p.dynamics(), p.initial(), p.cost(), p.reference(), second, eta);
  }

  private static KlConstrainedLqr.Solution solve(
      Problem p, SecondReference second, double epsilonTotal) {
    return p.solver()
        .solve(p.dynamics(), p.initial(), p.cost(), p.reference(), second, epsilonTotal, 1);
  }

  @Test
  void weightsThatDifferAHundredfoldBetweenStepsGiveTheOptimumOfTheWholeTrajectory() {
    double[][] weights = {{0.02, 2, 0.2}, {2, 0.02, 0.2}, {0.2, 0.02, 2}};
    for (double[] nu : weights) {
      Problem p = RandomProblems.convex(random, 3, 2, 1);
      var controller = RandomProblems.controller(random, 3, 2, 1);
      var multipliers = RandomProblems.normals(random, 3, 1);
      assertOptimal(p, SecondReference.of(controller, nu, multipliers), 0.1);
    }
  }

  @Test
  void problemsOfAnySizeAreSolvedAsTheDenseSystemSolvesThem() {
    for (int n = 0; n < 300; n++) {
      Problem p = randomSize(0);
      assertOptimal(p, second(p), Math.exp(3 * random.nextGaussian()));
    }
  }

  private void assertOptimal(Problem p, SecondReference second, double eta) {
    var solution = solveAt(p, second, eta);
    var q = solution.controller();
    var dense = new DenseProblem(p, second, eta);
    double[] x0 = RandomProblems.normals(random, q.dX, 2);
    double[] run = BackwardPassTest.noiselessRun(p.dynamics(), q, x0);
    assertClose(dense.optimum(x0), run, 1e-8, "trajectory");
    for (int t = 0; t < q.T; t++) {
      // min over C of 1/2 tr(Quu C) - 1/2 (nu + eta) log |C|
      SimpleMatrix inverse = dense.reducedHessian(t).invert().scale(second.weights()[t] + eta);
      double[] C = inverse.extractMatrix(0, q.dU, 0, q.dU).getDDRM().data;
      assertClose(C, q.covariance(t).data, 1e-9, "C at step " + t);
    }
    double[] kl = TrajectoryKl.perStep(solution.distribution(), q, p.reference());
    assertEquals(Arrays.stream(kl).sum(), solution.kl(), 1e-9 * (1 + solution.kl()));
  }

  @Test
  void noOtherControllerHasALowerLagrangian() {
    for (int n = 0; n < 100; n++) {
      Problem p = RandomProblems.of(random, 4, 3, 2, n % 2 == 0 ? 0 : 0.4);
      SecondReference second = second(p);
      var solution = solve(p, second, 1);
      var q = solution.controller();
      double best = lagrangian(p, second, q, solution.eta());
      for (double size : new double[] {1e-3, 1e-1, 1}) {
        double[] K = plusNoise(q.K, size);
        double[] k = plusNoise(q.k, size);
        double[] C = q.C.clone();
        double wider = Math.exp(size * random.nextGaussian());
        Arrays.setAll(C, i -> wider * C[i]);
        var other = LinearGaussianController.of(4, 3, 2, K, k, C);
        double worse = lagrangian(p, second, other, solution.eta());
        assertTrue(worse > best, "problem " + n + ": " + worse + " < " + best);
      }
    }
  }

  private double[] plusNoise(double[] values, double size) {
    return Arrays.stream(values).map(v -> v + size * random.nextGaussian()).toArray();
  }

  private static double lagrangian(
      Problem p, SecondReference second, LinearGaussianController q, double eta) {
    var marginals = TrajectoryDistribution.of(p.dynamics(), p.initial(), q);
    double sum = ExpectedCost.total(marginals, p.cost());
    sum += eta * Arrays.stream(TrajectoryKl.perStep(marginals, q, p.reference())).sum();
    sum += Arrays.stream(second.weightedKl(marginals, q)).sum();
    for (int t = 0; t < q.T; t++) {
      for (int a = 0; a < q.dU; a++) {
        sum -= second.multipliers(t)[a] * marginals.mean(t)[q.dX + a];
      }
    }
    return sum;
  }

  @Test
  void noWeightAndNoMultiplierGiveTheSameBitsAsNoSecondReference() {
    for (int n = 0; n < 200; n++) {
      Problem p = randomSize(n % 2 == 0 ? 0 : 0.5);
      var controller = RandomProblems.controller(random, p.cost().T, p.cost().dX, p.cost().dU);
      var nothing = SecondReference.of(controller, new double[p.cost().T]);
      assertSame(p.solve(0.5), solve(p, nothing, 0.5));
      double eta = 3 + Math.exp(random.nextGaussian());
      assertSame(p.solveAt(eta), solveAt(p, nothing, eta));
    }
  }

  private static void assertSame(KlConstrainedLqr.Solution a, KlConstrainedLqr.Solution b) {
    assertEquals(a.eta(), b.eta());
    assertEquals(a.kl(), b.kl());
    assertEquals(a.constraintActive(), b.constraintActive());
    assertEquals(a.backwardPasses(), b.backwardPasses());
    assertEquals(a.infeasiblePasses(), b.infeasiblePasses());
    assertArrayEquals(a.controller().K, b.controller().K);
    assertArrayEquals(a.controller().k, b.controller().k);
    assertArrayEquals(a.controller().C, b.controller().C);
    assertArrayEquals(a.distribution().mean, b.distribution().mean);
    assertArrayEquals(a.distribution().covariance, b.distribution().covariance);
  }

  @Test
  void aSolverForgetsTheSecondReferenceOfTheProblemBefore() {
    Problem p = RandomProblems.convex(random, 5, 3, 2);
    var solver = p.solver();
    solver.solve(p.dynamics(), p.initial(), p.cost(), p.reference(), second(p), 1, 1);
    var after = solver.solve(p.dynamics(), p.initial(), p.cost(), p.reference(), 1, 1);
    assertSame(p.solve(1), after);
  }

  @Test
  void theReferenceAsSecondReferenceAddsItsWeightToEta() {
    Problem p = RandomProblems.convex(random, 8, 4, 2);
    double[] nu = new double[8];
    Arrays.fill(nu, 2.5);
    var a = solveAt(p, SecondReference.of(p.reference(), nu), 0.5);
    var b = p.solveAt(3);
    assertClose(b.controller().K, a.controller().K, 1e-12, "K");
    assertClose(b.controller().k, a.controller().k, 1e-12, "k");
    assertClose(b.controller().C, a.controller().C, 1e-12, "C");
    assertEquals(b.kl(), a.kl(), 1e-11);
  }

  @Test
  void multipliersAreALinearActionTermOfTheCost() {
    Problem p = RandomProblems.convex(random, 6, 3, 2);
    double[] lambda = RandomProblems.normals(random, 12, 1);
    double[] gradient = p.cost().gradient.clone();
    for (int i = 0; i < 12; i++) {
      gradient[i / 2 * 5 + 3 + i % 2] -= lambda[i];
    }
    var c = p.cost();
    var cost = QuadraticCost.of(6, 3, 2, c.constant, gradient, c.hessian);
    var expected = new Problem(p.dynamics(), p.initial(), cost, p.reference()).solve(1);
    var actual = solve(p, SecondReference.of(p.reference(), new double[6], lambda), 1);
    assertEquals(expected.eta(), actual.eta(), 1e-9 * expected.eta());
    assertClose(expected.controller().K, actual.controller().K, 1e-9, "K");
    assertClose(expected.controller().k, actual.controller().k, 1e-9, "k");
  }

  @Test
  void aConvexCostWithPositiveWeightsMayLeaveTheBoundInactive() {
    for (int n = 0; n < 50; n++) {
      Problem p = randomSize(0);
      SecondReference second = second(p);
      var solution = solve(p, second, 1e6);
      assertFalse(solution.constraintActive());
      assertEquals(KlConstrainedLqr.Options.defaults().minEta(), solution.eta());
      assertEquals(0, solution.infeasiblePasses());
      double[] x0 = RandomProblems.normals(random, p.cost().dX, 2);
      double[] run = BackwardPassTest.noiselessRun(p.dynamics(), solution.controller(), x0);
      assertClose(new DenseProblem(p, second, 0).optimum(x0), run, 1e-5, "problem " + n);
    }
  }

  @Test
  void theBoundIsMetBesideASecondReference() {
    int active = 0;
    for (int n = 0; n < 200; n++) {
      Problem p = RandomProblems.of(random, 10, 4, 2, n % 2 == 0 ? 0 : 0.5);
      SecondReference second = second(p);
      for (double epsilon : new double[] {1e-4, 0.1, 5}) {
        var solution = solve(p, second, epsilon);
        if (solution.constraintActive()) {
          assertEquals(epsilon, solution.kl(), 0.1 * epsilon);
          active++;
        }
        assertTrue(solution.kl() <= 1.1 * epsilon);
      }
    }
    assertTrue(active > 500, "active " + active);
  }

  @Test
  void aHugeWeightGivesTheSecondReference() {
    Problem p = RandomProblems.convex(random, 6, 3, 2);
    double[] nu = new double[6];
    Arrays.fill(nu, 1e9);
    var other = RandomProblems.controller(random, 6, 3, 2);
    var q = solve(p, SecondReference.of(other, nu), 1e9).controller();
    assertClose(other.K, q.K, 1e-6, "K");
    assertClose(other.k, q.k, 1e-6, "k");
    assertClose(other.C, q.C, 1e-6, "C");
  }

  /** Powers of two, so that even rounding is the same. */
  @Test
  void otherUnitsGiveTheSameControllerInThoseUnitsToTheLastBit() {
    for (int n = 0; n < 50; n++) {
      Problem p = randomSize(0.2);
      int dX = p.cost().dX;
      int dU = p.cost().dU;
      double[] scale = new double[dX + dU];
      Arrays.setAll(scale, i -> Math.scalb(1.0, random.nextInt(-30, 31)));
      SecondReference second = second(p);
      double[] lambda = second.lambda.clone();
      Arrays.setAll(lambda, i -> lambda[i] / scale[dX + i % dU]);
      var scaled =
          SecondReference.of(Units.scaled(second.controller(), scale), second.weights(), lambda);
      var expected = solve(p, second, 0.3);
      var actual = solve(Units.scaled(p, scale), scaled, 0.3);
      assertEquals(expected.eta(), actual.eta());
      assertArrayEquals(Units.scaled(expected.controller(), scale).K, actual.controller().K);
      assertArrayEquals(Units.scaled(expected.controller(), scale).k, actual.controller().k);
      assertArrayEquals(Units.scaled(expected.controller(), scale).C, actual.controller().C);
    }
  }

  @Test
  void theWeightedDivergenceIsThatOfTheQuadraticLogDensities() {
    Problem p = RandomProblems.convex(random, 5, 3, 2);
    SecondReference second = second(p);
    var q = p.reference();
    var marginals = TrajectoryDistribution.of(p.dynamics(), p.initial(), q);
    // E_q[-nu log p] as an expected cost: nu/2 (u - K x - k)^T S^-1 (u - K x - k)
    double[] constant = new double[5];
    double[] gradient = new double[5 * 5];
    double[] hessian = new double[5 * 25];
    double[] rest = new double[5];
    for (int t = 0; t < 5; t++) {
      var S = SimpleMatrix.wrap(second.controller().covariance(t));
      var W = new SimpleMatrix(2, 5);
      W.insertIntoThis(0, 0, SimpleMatrix.wrap(second.controller().gain(t)).negative());
      W.insertIntoThis(0, 3, SimpleMatrix.identity(2));
      var k = new SimpleMatrix(second.controller().offset(t));
      double nu = second.weights()[t];
      var P = S.invert().scale(nu);
      constant[t] = 0.5 * k.dot(P.mult(k));
      System.arraycopy(
          W.transpose().mult(P).mult(k).negative().getDDRM().data, 0, gradient, t * 5, 5);
      System.arraycopy(W.transpose().mult(P).mult(W).getDDRM().data, 0, hessian, t * 25, 25);
      double C = SimpleMatrix.wrap(q.covariance(t)).determinant();
      rest[t] = 0.5 * nu * (Math.log(S.determinant() / C) - 2);
    }
    var cost = QuadraticCost.of(5, 3, 2, constant, gradient, hessian);
    double[] expected = ExpectedCost.perStep(marginals, cost);
    Arrays.setAll(expected, t -> expected[t] + rest[t]);
    assertClose(expected, second.weightedKl(marginals, q), 1e-11, "weighted KL");
  }

  @Test
  void theMultiplierTermIsTheExpectedDisagreementOfTheMeanActions() {
    Problem p = RandomProblems.convex(random, 5, 3, 2);
    SecondReference second = second(p);
    var marginals = TrajectoryDistribution.of(p.dynamics(), p.initial(), p.reference());
    double[] expected = new double[5];
    double[] u = new double[2];
    for (int t = 0; t < 5; t++) {
      double[] mean = marginals.mean(t);
      second.controller().mean(t, Arrays.copyOf(mean, 3), u);
      double[] lambda = second.multipliers(t);
      expected[t] = lambda[0] * (u[0] - mean[3]) + lambda[1] * (u[1] - mean[4]);
    }
    assertClose(expected, second.multiplierTerm(marginals), 1e-12, "multiplier term");
    var without = SecondReference.of(second.controller(), second.weights());
    assertArrayEquals(new double[5], without.multiplierTerm(marginals));
  }

  @Test
  void whatDoesNotFitIsNamed() {
    Problem p = RandomProblems.convex(random, 4, 3, 2);
    var c = RandomProblems.controller(random, 4, 3, 2);
    assertNamed("weights has 3", () -> SecondReference.of(c, new double[3]));
    assertNamed("multipliers has 7", () -> SecondReference.of(c, new double[4], new double[7]));
    for (double bad : new double[] {-1e-9, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertNamed(
          "the weight at step 2 must be finite and not negative, is " + bad,
          () -> SecondReference.of(c, new double[] {0, 1, bad, 1}));
    }
    double[] lambda = new double[8];
    lambda[5] = Double.NaN;
    assertNamed(
        "the multipliers at step 2 must be finite, entry 1 is NaN",
        () -> SecondReference.of(c, new double[4], lambda));
    var longer = SecondReference.of(RandomProblems.controller(random, 5, 3, 2), new double[5]);
    assertNamed("second reference.horizon is 5", () -> solve(p, longer, 1));
    assertNamed("second reference.horizon is 5", () -> solveAt(p, longer, 1));
    assertNamed(
        "distribution.horizon is 4",
        () ->
            longer.multiplierTerm(
                TrajectoryDistribution.of(p.dynamics(), p.initial(), p.reference())));
    for (double bad : new double[] {0, -1, Double.NaN}) {
      var fitting = second(p);
      assertNamed("epsilonTotal must be positive", () -> solve(p, fitting, bad));
      assertNamed("eta must be positive", () -> solveAt(p, fitting, bad));
    }
  }

  private static void assertNamed(String start, Executable call) {
    var e = assertThrows(IllegalArgumentException.class, call);
    assertTrue(e.getMessage().startsWith(start), e::getMessage);
  }

  @Test
  void aSecondReferenceThatIsNoDensityIsNamed() {
    Problem p = RandomProblems.convex(random, 4, 3, 2);
    double[] nu = {1, 1, 0, 1};
    var singular = SecondReference.of(Poison.referenceCovariance(-1).reference(), nu);
    var e = assertThrows(LqrException.class, () -> solve(p, singular, 1));
    assertTrue(
        e.getMessage()
            .contains("second reference covariance C at step 2 is not positive definite: smallest"),
        e::getMessage);
    var notFinite = SecondReference.of(Poison.referenceGain(Double.NaN).reference(), nu);
    e = assertThrows(LqrException.class, () -> solveAt(p, notFinite, 1));
    assertTrue(e.getMessage().contains("second reference gain K at step 2"), e::getMessage);
  }

  @Test
  void arraysAreCopied() {
    double[] nu = {1, 2};
    double[] lambda = {3, 4, 5, 6};
    var c = RandomProblems.controller(random, 2, 1, 2);
    var second = SecondReference.of(c, nu, lambda);
    nu[0] = 9;
    lambda[3] = 9;
    second.weights()[1] = 9;
    second.multipliers(0)[1] = 9;
    assertArrayEquals(new double[] {1, 2}, second.weights());
    assertArrayEquals(new double[] {3, 4}, second.multipliers(0));
    assertArrayEquals(new double[] {5, 6}, second.multipliers(1));
    assertEquals(c, second.controller());
  }
}
