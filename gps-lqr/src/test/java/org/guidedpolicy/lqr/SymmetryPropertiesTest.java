package org.guidedpolicy.lqr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** What must not matter to a controller, on problems of any size. */
class SymmetryPropertiesTest {
  private static final int TRIES = 100;

  private static Problem problem(long seed, int T, int dX, int dU) {
    return RandomProblems.of(new SplittableRandom(seed), T, dX, dU, 0.2);
  }

  /** Powers of two, so that even rounding is the same. */
  @Property(tries = TRIES)
  void otherUnitsGiveTheSameControllerInThoseUnitsToTheLastBit(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 9) int T,
      @ForAll @IntRange(min = 1, max = 6) int dX,
      @ForAll @IntRange(min = 1, max = 4) int dU,
      @ForAll @IntRange(min = 1, max = 40) int largestExponent,
      @ForAll @DoubleRange(min = 0.01, max = 10) double epsilon) {
    RandomGenerator random = new SplittableRandom(seed);
    double[] scale = new double[dX + dU];
    Arrays.setAll(
        scale, i -> Math.scalb(1.0, random.nextInt(-largestExponent, largestExponent + 1)));
    Problem problem = problem(seed, T, dX, dU);
    KlConstrainedLqr.Solution expected = problem.solve(epsilon);
    KlConstrainedLqr.Solution actual = Units.scaled(problem, scale).solve(epsilon);
    LinearGaussianController inThoseUnits = Units.scaled(expected.controller(), scale);
    assertEquals(expected.eta(), actual.eta());
    assertEquals(expected.kl(), actual.kl());
    assertArrayEquals(inThoseUnits.K, actual.controller().K);
    assertArrayEquals(inThoseUnits.k, actual.controller().k);
    assertArrayEquals(inThoseUnits.C, actual.controller().C);
  }

  @Property(tries = TRIES)
  void theOrderOfStateAndActionEntriesDoesNotMatter(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 9) int T,
      @ForAll @IntRange(min = 1, max = 6) int dX,
      @ForAll @IntRange(min = 1, max = 4) int dU,
      @ForAll @DoubleRange(min = 1e-2, max = 100) double eta) {
    Problem problem = RandomProblems.convex(new SplittableRandom(seed), T, dX, dU);
    Permutation order = Permutation.random(new SplittableRandom(seed), dX, dU);
    KlConstrainedLqr.Solution expected = problem.solveAt(eta);
    KlConstrainedLqr.Solution actual = order.of(problem).solveAt(eta);
    LinearGaussianController inThatOrder = order.of(expected.controller());
    assertEquals(expected.kl(), actual.kl(), 1e-9 * (1 + expected.kl()));
    assertClose(inThatOrder.K, actual.controller().K);
    assertClose(inThatOrder.k, actual.controller().k);
    assertClose(inThatOrder.C, actual.controller().C);
    assertClose(order.ofSteps(expected.distribution().mean), actual.distribution().mean);
    assertEquals(
        ExpectedCost.total(expected.distribution(), problem.cost()),
        ExpectedCost.total(actual.distribution(), order.of(problem).cost()),
        1e-9 * (1 + Math.abs(ExpectedCost.total(expected.distribution(), problem.cost()))));
  }

  @Property(tries = TRIES)
  void aConstantInTheCostChangesNothingButTheExpectedCost(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 9) int T,
      @ForAll @DoubleRange(min = -1e6, max = 1e6) double constant) {
    Problem problem = problem(seed, T, 3, 2);
    QuadraticCost c = problem.cost();
    double[] constants = Arrays.stream(c.constant).map(value -> value + constant).toArray();
    QuadraticCost raised = QuadraticCost.of(T, 3, 2, constants, c.gradient, c.hessian);
    KlConstrainedLqr.Solution expected = problem.solve(1);
    KlConstrainedLqr.Solution actual =
        new Problem(problem.dynamics(), problem.initial(), raised, problem.reference()).solve(1);
    assertArrayEquals(expected.controller().K, actual.controller().K);
    assertEquals(
        ExpectedCost.total(expected.distribution(), c) + T * constant,
        ExpectedCost.total(actual.distribution(), raised),
        1e-9 * (1 + T * Math.abs(constant)));
  }

  private static void assertClose(double[] expected, double[] actual) {
    double largest = 1;
    for (double value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertArrayEquals(expected, actual, 1e-8 * largest);
  }
}
