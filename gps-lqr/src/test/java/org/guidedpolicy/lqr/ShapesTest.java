package org.guidedpolicy.lqr;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Values that do not fit each other are refused, whichever dimension differs. */
class ShapesTest {
  private static final int T = 4;
  private static final int X = 3;
  private static final int U = 2;
  private static final Problem FITTING = problem(T, X, U);

  private static Problem problem(int horizon, int stateDimension, int actionDimension) {
    return RandomProblems.convex(new SplittableRandom(5), horizon, stateDimension, actionDimension);
  }

  private static void eachDimensionDiffers(String name, Consumer<Problem> use) {
    assertDoesNotThrow(() -> use.accept(FITTING));
    assertNamed(name + ".horizon", () -> use.accept(problem(T + 1, X, U)));
    assertNamed(name + ".stateDimension", () -> use.accept(problem(T, X + 1, U)));
    assertNamed(name + ".actionDimension", () -> use.accept(problem(T, X, U - 1)));
  }

  private static void assertNamed(String start, Executable call) {
    var e = assertThrows(IllegalArgumentException.class, call);
    assertTrue(e.getMessage().startsWith(start), e::getMessage);
  }

  private static void solve(
      LinearGaussianDynamics d, Gaussian i, QuadraticCost c, LinearGaussianController r) {
    FITTING.solver().solveAt(d, i, c, r, 10);
  }

  @Test
  void aSolverTakesProblemsOfItsOwnShape() {
    Problem f = FITTING;
    eachDimensionDiffers(
        "dynamics", p -> solve(p.dynamics(), f.initial(), f.cost(), f.reference()));
    eachDimensionDiffers("cost", p -> solve(f.dynamics(), f.initial(), p.cost(), f.reference()));
    eachDimensionDiffers(
        "reference", p -> solve(f.dynamics(), f.initial(), f.cost(), p.reference()));
    Gaussian longer = problem(T, X + 1, U).initial();
    assertNamed(
        "initial.dimension is 4, expected 3",
        () -> solve(f.dynamics(), longer, f.cost(), f.reference()));
  }

  @Test
  void marginalsCostsAndDivergencesTakeValuesOfOneShape() {
    Problem f = FITTING;
    var marginals = TrajectoryDistribution.of(f.dynamics(), f.initial(), f.reference());
    eachDimensionDiffers(
        "dynamics", p -> TrajectoryDistribution.of(p.dynamics(), f.initial(), f.reference()));
    eachDimensionDiffers("distribution", p -> ExpectedCost.perStep(marginalsOf(p), f.cost()));
    eachDimensionDiffers(
        "distribution", p -> TrajectoryKl.perStep(marginalsOf(p), f.reference(), f.reference()));
    eachDimensionDiffers(
        "q", p -> TrajectoryKl.perStep(marginalsOf(p), p.reference(), f.reference()));
    assertEquals(T, marginals.horizon());
    assertEquals(X, marginals.stateDimension());
    assertEquals(U, marginals.actionDimension());
  }

  private static TrajectoryDistribution marginalsOf(Problem p) {
    return TrajectoryDistribution.of(p.dynamics(), p.initial(), p.reference());
  }

  @Test
  void aDensityTakesModelsOfOneShapeAndLongEnoughTrajectories() {
    Problem f = FITTING;
    eachDimensionDiffers(
        "dynamics", p -> new TrajectoryLogDensity(f.initial(), f.reference(), p.dynamics()));
    Gaussian longer = problem(T, X + 1, U).initial();
    assertNamed(
        "initial.dimension", () -> new TrajectoryLogDensity(longer, f.reference(), f.dynamics()));
    var density = new TrajectoryLogDensity(f.initial(), f.reference(), f.dynamics());
    double[] states = new double[T * X];
    double[] actions = new double[T * U];
    assertDoesNotThrow(() -> density.of(states, actions));
    double[] fewer = Arrays.copyOf(states, T * X - 1);
    for (Executable call :
        List.<Executable>of(
            () -> density.of(fewer, actions), () -> density.dynamics(fewer, actions))) {
      assertNamed("states has 11 entries", call);
    }
    assertNamed("actions has 7 entries", () -> density.policy(states, new double[7]));
    assertNamed("states has 2 entries", () -> density.initial(new double[2]));
  }

  @Test
  void accessorsTellTheShape() {
    Problem f = FITTING;
    LinearGaussianController r = f.reference();
    LinearGaussianDynamics d = f.dynamics();
    QuadraticCost c = f.cost();
    assertEquals(List.of(T, X, U), List.of(r.horizon(), r.stateDimension(), r.actionDimension()));
    assertEquals(List.of(T, X, U), List.of(d.horizon(), d.stateDimension(), d.actionDimension()));
    assertEquals(List.of(T, X, U), List.of(c.horizon(), c.stateDimension(), c.actionDimension()));
    assertEquals(c.constant[2], c.constant(2));
  }

  @Test
  void everyArrayOfAWrongLengthIsNamed() {
    int[] controller = {T * U * X, T * U, T * U * U};
    eachLengthDiffers(
        controller,
        List.of("K", "k", "C"),
        a -> LinearGaussianController.of(T, X, U, a[0], a[1], a[2]));
    int[] dynamics = {(T - 1) * X * (X + U), (T - 1) * X, (T - 1) * X * X};
    eachLengthDiffers(
        dynamics,
        List.of("fxu", "fc", "F"),
        a -> LinearGaussianDynamics.of(T, X, U, a[0], a[1], a[2]));
    int[] cost = {T, T * (X + U), T * (X + U) * (X + U)};
    eachLengthDiffers(
        cost,
        List.of("constant", "gradient", "hessian"),
        a -> QuadraticCost.of(T, X, U, a[0], a[1], a[2]));
  }

  private static void eachLengthDiffers(
      int[] lengths, List<String> names, Consumer<double[][]> use) {
    for (int wrong = 0; wrong < lengths.length; wrong++) {
      for (int by : new int[] {-1, 1}) {
        double[][] arrays = new double[lengths.length][];
        for (int i = 0; i < lengths.length; i++) {
          arrays[i] = new double[lengths[i] + (i == wrong ? by : 0)];
        }
        assertNamed(
            names.get(wrong)
                + " has "
                + (lengths[wrong] + by)
                + " entries, expected "
                + lengths[wrong],
            () -> use.accept(arrays));
      }
    }
  }

  @Test
  void badEntriesOfMarginalsAndDensitiesAreNamedWithTheirPlace() {
    Problem bad = Poison.referenceCovariance(Double.NaN);
    var e =
        assertThrows(
            LqrException.class,
            () -> TrajectoryDistribution.of(bad.dynamics(), bad.initial(), bad.reference()));
    assertTrue(e.getMessage().contains("covariance C at step 2"), e::getMessage);
    for (Problem p :
        List.of(
            Poison.initialMean(Double.NaN),
            Poison.referenceGain(Double.NaN),
            Poison.dynamicsOffset(Double.NaN))) {
      assertThrows(
          LqrException.class,
          () -> new TrajectoryLogDensity(p.initial(), p.reference(), p.dynamics()));
    }
    Problem start = Poison.initialMean(Double.NaN);
    assertThrows(
        LqrException.class,
        () -> TrajectoryDistribution.of(start.dynamics(), start.initial(), start.reference()));
  }

  /** Two actions that are nearly one: of the second's variance a share is its own. */
  private static Problem withOwnShare(double share) {
    Problem p = problem(1, X, U);
    double[] C = {1, 1, 1, 1 + share};
    var reference = LinearGaussianController.of(1, X, U, new double[U * X], new double[U], C);
    double[] flat = new double[(X + U) * (X + U)];
    var cost = QuadraticCost.of(1, X, U, new double[1], new double[X + U], flat);
    return new Problem(p.dynamics(), p.initial(), cost, reference);
  }

  @Test
  void aSolutionWhoseCovarianceIsLostToRoundingIsRefusedWithARemedy() {
    assertDoesNotThrow(() -> withOwnShare(1e-11).solveAt(1));
    var e = assertThrows(LqrException.class, () -> withOwnShare(2e-14).solveAt(1));
    assertTrue(e.getMessage().startsWith("the solution's covariance C at step 0"), e::getMessage);
    assertTrue(e.getMessage().contains("raise the smallest variances"), e::getMessage);
  }
}
