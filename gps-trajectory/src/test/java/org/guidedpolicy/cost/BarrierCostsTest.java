package org.guidedpolicy.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;

/** Limits and obstacles. */
class BarrierCostsTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final double[] U = {0.3, -0.2};

  private static double value(CostFunction cost, double... x) {
    return cost.value(0, 1, x, U);
  }

  @Property
  void shapesAreWhatTheirFormulasSayOnBothSides(
      @ForAll @DoubleRange(min = -30, max = 30) @Scale(9) double y) {
    double h = Math.log(1 + Math.exp(y));
    double s = 1 / (1 + Math.exp(-y));
    assertEquals(0.5 * h * h, BarrierShape.SQUARE.value(y), 1e-12 * (1 + h * h));
    assertEquals(h, BarrierShape.LINEAR.value(y), 1e-12 * (1 + h));
    assertEquals(s, BarrierShape.STEP.value(y), 1e-14);
  }

  @Property
  void shapesAreFiniteHoweverFarAndConvexButForTheStep(
      @ForAll BarrierShape shape,
      @ForAll @DoubleRange(min = -1e150, max = 1e150) @Scale(9) double y) {
    assertTrue(shape.value(y) >= 0 && Double.isFinite(shape.value(y)));
    assertTrue(shape.slope(y) >= 0 && Double.isFinite(shape.slope(y)));
    assertTrue(Double.isFinite(shape.curvature(y)));
    assertTrue(shape == BarrierShape.STEP || shape.curvature(y) >= 0);
  }

  @Property(tries = 300)
  void derivativesOfLimitsAreExact(
      @ForAll long seed, @ForAll BarrierShape shape, @ForAll boolean ofAction) {
    RandomGenerator random = new SplittableRandom(seed);
    double[] lower = {-1, -INFINITY};
    double[] upper = {1, 0.5};
    LimitCost cost =
        (ofAction
                ? LimitCost.action(lower, upper)
                : LimitCost.state(new int[] {2, 0}, lower, upper))
            .width(0.2, 0.4)
            .weight(3)
            .shape(shape)
            .hessian(HessianForm.EXACT);
    double[] x = random.doubles(3, -2, 2).toArray();
    double[] u = random.doubles(2, -2, 2).toArray();
    ExactDerivatives.check(cost, x, u, 1e-3, 1e-6);
    ExactDerivatives.assertPositive(cost.hessian(HessianForm.PROJECTED), x, u);
  }

  @Example
  void limitsCostNextToNothingInTheirMiddleAndRiseOnBothSides() {
    LimitCost cost = LimitCost.state(0, -10, 30);
    assertTrue(value(cost, 10) < 1e-8);
    assertEquals(0.5 * Math.log(2) * Math.log(2), value(cost, 30), 1e-12);
    assertEquals(0.5 * Math.log(2) * Math.log(2), value(cost, -10), 1e-12);
    assertEquals(0.5 * 10 * 10, value(cost, 50), 1e-2);
    assertEquals(value(cost, 31), value(cost, -11), 1e-12);
  }

  @Property(tries = 200)
  void aLimitInOtherUnitsCostsTheSame(
      @ForAll BarrierShape shape,
      @ForAll @DoubleRange(min = -2, max = 2) @Scale(9) double x,
      @ForAll @IntRange(min = -60, max = 60) int exponent) {
    double unit = Math.scalb(1.0, exponent);
    LimitCost one = LimitCost.state(0, -1, 1).shape(shape).hessian(HessianForm.EXACT);
    LimitCost other = LimitCost.state(0, -unit, unit).shape(shape).hessian(HessianForm.EXACT);
    CostDerivatives expected = ExactDerivatives.of(one, new double[] {x}, U);
    CostDerivatives actual = ExactDerivatives.of(other, new double[] {unit * x}, U);
    assertEquals(expected.value(), actual.value());
    assertEquals(expected.gradient(0), unit * actual.gradient(0));
    assertEquals(expected.hessian(0, 0), unit * unit * actual.hessian(0, 0));
  }

  @Property(tries = 300)
  void derivativesOfObstaclesAreExactAndOtherwisePositive(
      @ForAll long seed,
      @ForAll BarrierShape shape,
      @ForAll @IntRange(max = 4) int kind,
      @ForAll boolean moving) {
    RandomGenerator random = new SplittableRandom(seed);
    double[] x = random.doubles(5, -1, 1).toArray();
    Clearance clearance =
        switch (kind) {
          case 0 -> Clearance.sphere(0.3, 0.1, -0.2);
          case 1 -> Clearance.sphere(0.3, 0.1, -0.2).inverted();
          case 2 -> Clearance.box(new double[] {-0.3, -0.5}, new double[] {0.4, 0.2});
          case 3 -> Clearance.box(new double[] {-0.3, -0.5}, new double[] {0.4, 0.2}).inverted();
          default -> p -> Math.sin(p[0]) + p[0] * p[1];
        };
    ObstacleCost cost =
        ObstacleCost.of(new int[] {3, 1}, clearance, 0.3)
            .margin(0.1)
            .weight(2)
            .shape(shape)
            .hessian(HessianForm.EXACT);
    if (moving) {
      cost = cost.relativeTo(new int[] {0, 4});
    }
    double px = x[3] - (moving ? x[0] : 0);
    double py = x[1] - (moving ? x[4] : 0);
    if (isSmooth(kind, px, py)) {
      ExactDerivatives.check(cost, x, U, 1e-4, kind == 4 ? 1e-5 : 1e-6);
    }
    if (kind != 4) {
      ExactDerivatives.assertPositive(cost.hessian(HessianForm.PROJECTED), x, U);
    }
  }

  /** Away from a sphere's centre, and from where another face of a box becomes the nearest. */
  private static boolean isSmooth(int kind, double x, double y) {
    double near = 0.02;
    if (kind < 2) {
      return Math.hypot(x - 0.1, y + 0.2) > 0.05;
    }
    double bx = Math.max(-0.3 - x, x - 0.4);
    double by = Math.max(-0.5 - y, y - 0.2);
    boolean sidesDiffer = Math.abs(x - 0.05) > near && Math.abs(y + 0.15) > near;
    boolean inside = Math.max(bx, by) < 0;
    return kind == 4
        || Math.abs(bx) > near
            && Math.abs(by) > near
            && (!inside || Math.abs(bx - by) > near && sidesDiffer);
  }

  @Property
  void aBoxIsAsFarAsItsNearestPoint(
      @ForAll @DoubleRange(min = -2, max = 2) @Scale(9) double x,
      @ForAll @DoubleRange(min = -2, max = 2) @Scale(9) double y) {
    Clearance box = Clearance.box(new double[] {-0.3, -0.5}, new double[] {0.4, 0.2});
    double nx = Math.max(-0.3, Math.min(0.4, x));
    double ny = Math.max(-0.5, Math.min(0.2, y));
    double inside = Math.min(Math.min(x + 0.3, 0.4 - x), Math.min(y + 0.5, 0.2 - y));
    double expected = inside > 0 ? -inside : Math.hypot(x - nx, y - ny);
    assertEquals(expected, box.value(new double[] {x, y}), 1e-12);
  }

  @Example
  void atASpheresCentreThereIsNoWayOutAndNoSlope() {
    ObstacleCost cost =
        ObstacleCost.of(new int[] {0, 1}, Clearance.sphere(1, 2, 3), 0.1)
            .hessian(HessianForm.EXACT);
    CostDerivatives at = ExactDerivatives.of(cost, new double[] {2, 3}, U);
    assertEquals(50, at.value(), 0.1);
    assertEquals(0, at.gradient(0));
    assertEquals(0, at.hessian(0, 0));
  }

  /** With finite differences that know the width, micrometres are as good as metres. */
  @Property(tries = 50)
  void aClearanceWithoutDerivativesHasThemInAnyUnit(
      @ForAll @IntRange(min = -30, max = 30) int exponent) {
    double unit = Math.scalb(1.0, exponent);
    Clearance own = p -> Math.hypot(p[0], p[1]) - unit;
    double[] x = {0.9 * unit, 0.8 * unit};
    ObstacleCost numeric = ObstacleCost.of(new int[] {0, 1}, own, 0.2 * unit);
    ObstacleCost exact =
        ObstacleCost.of(new int[] {0, 1}, Clearance.sphere(unit, 0, 0), 0.2 * unit);
    CostDerivatives expected = ExactDerivatives.of(exact.hessian(HessianForm.EXACT), x, U);
    CostDerivatives actual = ExactDerivatives.of(numeric.hessian(HessianForm.EXACT), x, U);
    for (int i = 0; i < 2; i++) {
      assertEquals(unit * expected.gradient(i), unit * actual.gradient(i), 1e-7);
      for (int j = 0; j < 2; j++) {
        double second = unit * unit * expected.hessian(i, j);
        assertEquals(second, unit * unit * actual.hessian(i, j), 1e-4);
      }
    }
  }

  @Example
  void settingsThatMakeNoSenseAreNamed() {
    refused("lower[0] must be below upper[0], are 1.0 and 1.0", () -> LimitCost.state(0, 1, 1));
    refused(
        "LimitCost has no width for entry 0, which has one limit alone; set one",
        () -> value(LimitCost.state(0, 0, INFINITY), 1));
    refused(
        "width[1] must be finite and positive, is 0.0",
        () -> LimitCost.action(new double[2], new double[] {1, 1}).width(1, 0));
    refused(
        "LimitCost of actions has 1 entries, expected 2 (the action's dimension)",
        () -> value(LimitCost.action(new double[1], new double[] {1}), 1));
    refused(
        "LimitCost uses state entry 4, the state has 1 entries",
        () -> value(LimitCost.state(4, 0, 1), 1));
    refused(
        "weight must be finite and not negative, is -1.0",
        () -> LimitCost.state(0, 0, 1).weight(-1));
    refused(
        "ObstacleCost uses state entry 2, the state has 1 entries",
        () -> value(ObstacleCost.of(new int[] {0, 2}, Clearance.sphere(1, 0, 0), 1), 1));
    refused(
        "the sphere's centre has 3 entries, expected 1 (the position's)",
        () -> value(ObstacleCost.of(new int[] {0}, Clearance.sphere(1, 0, 0, 0), 1), 1));
    refused(
        "width must be finite and positive, is 0.0",
        () -> ObstacleCost.of(new int[] {0}, Clearance.sphere(1, 0), 0));
    refused(
        "lower[1] must be below upper[1], are 0.0 and -1.0",
        () -> Clearance.box(new double[2], new double[] {1, -1}));
    assertEquals(
        0,
        value(
            LimitCost.action(
                new double[] {-INFINITY, -INFINITY}, new double[] {INFINITY, INFINITY}),
            1));
  }

  private static void refused(String message, org.junit.jupiter.api.function.Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }
}
