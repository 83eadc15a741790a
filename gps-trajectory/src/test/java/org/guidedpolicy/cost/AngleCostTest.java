package org.guidedpolicy.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.guidedpolicy.cost.DistanceCost.Norm;

class AngleCostTest {
  private static final double PI = Math.PI;
  private static final double[] U = {};

  /** State: two angles, two that they are to reach, cosine and sine, another cosine and sine. */
  private static double[] state(double a, double b, double c, double d) {
    return new double[] {
      a, b, c, d, Math.cos(a), Math.sin(a), 1.3 * Math.cos(b), 1.3 * Math.sin(b)
    };
  }

  private static double value(CostFunction cost, double[] x) {
    return cost.value(0, 1, x, U);
  }

  @Property
  void theSquareIsThatOfTheShortestWayRound(
      @ForAll @DoubleRange(min = -20, max = 20) @Scale(9) double angle,
      @ForAll @DoubleRange(min = -7, max = 7) @Scale(9) double target) {
    double shortest = Double.POSITIVE_INFINITY;
    for (int turns = -6; turns <= 6; turns++) {
      shortest = Math.min(shortest, Math.abs(angle - target + turns * 2 * PI));
    }
    double expected = 0.5 * shortest * shortest;
    double[] x = state(angle, target, 0, 0);
    assertEquals(expected, value(AngleCost.toTarget(0, target), x), 1e-12);
    assertEquals(expected, value(AngleCost.between(new int[] {0}, new int[] {1}), x), 1e-12);
    assertEquals(expected, value(AngleCost.ofCosSin(4, 5, target), x), 1e-12);
    assertEquals(expected, value(AngleCost.betweenCosSin(4, 5, 6, 7), x), 1e-12);
  }

  @Property(tries = 300)
  void derivativesAreExactInEveryNormOnBothSidesOfTheTurn(
      @ForAll long seed,
      @ForAll @IntRange(max = 4) int kind,
      @ForAll Norm norm,
      @ForAll boolean nearTheRidge) {
    RandomGenerator random = new SplittableRandom(seed);
    double[] target = random.doubles(2, -4, 4).toArray();
    double side = random.nextBoolean() ? 1 : -1;
    double away = nearTheRidge ? PI - 0.02 : random.nextDouble(0, PI - 0.02);
    double[] x = state(0, target[1] + side * away / 3, target[0], target[1]);
    if (kind == 3) { // between two pairs
      x = state(x[1] + side * away, x[1], 0, 0);
    } else {
      double from = kind == 1 ? x[2] : target[0];
      x = state(from + side * away, x[1], x[2], x[3]);
    }
    ExactDerivatives.check(any(kind, target, norm, random), x, U, 1e-3, 1e-7);
  }

  private static AngleCost any(int kind, double[] target, Norm norm, RandomGenerator random) {
    AngleCost cost =
        switch (kind) {
          case 0 -> AngleCost.toTarget(new int[] {0, 1}, target).weights(1, 0.3);
          case 1 -> AngleCost.between(new int[] {0, 1}, new int[] {2, 3}).weights(2, 0.5);
          case 2 -> AngleCost.ofCosSin(4, 5, target[0]);
          case 3 -> AngleCost.betweenCosSin(4, 5, 6, 7);
          default -> AngleCost.toTarget(0, 90 / PI * target[0] * 2).fullTurn(360);
        };
    return cost.norm(norm)
        .l1(random.nextDouble(0, 2))
        .l2(random.nextDouble())
        .alpha(random.nextDouble(0.1, 1))
        .hessian(HessianForm.EXACT);
  }

  @Property(tries = 200)
  void theOtherFormsArePositiveWhereverTheAngleIs(
      @ForAll long seed, @ForAll @IntRange(max = 3) int kind, @ForAll Norm norm) {
    RandomGenerator random = new SplittableRandom(seed);
    double[] target = random.doubles(2, -4, 4).toArray();
    double[] angles = random.doubles(4, -7, 7).toArray();
    double[] x = state(angles[0], angles[1], angles[2], angles[3]);
    AngleCost cost = any(kind, target, norm, random);
    ExactDerivatives.assertPositive(cost.hessian(HessianForm.PROJECTED), x, U);
    ExactDerivatives.assertPositive(cost.hessian(HessianForm.MAJORIZING), x, U);
  }

  /**
   * A hanging pendulum is pushed away from where it hangs, the harder the more exactly it hangs.
   */
  @Example
  void theSlopeIsLargestOppositeTheTargetOnEitherSide() {
    AngleCost cost = AngleCost.toTarget(0, 0);
    for (double beside : new double[] {1e-3, 1e-9, 1e-15}) {
      double[] left = {PI - beside};
      double[] right = {-PI + beside};
      assertEquals(PI - beside, ExactDerivatives.of(cost, left, U).gradient(0), 1e-12);
      assertEquals(-PI + beside, ExactDerivatives.of(cost, right, U).gradient(0), 1e-12);
      assertEquals(1, ExactDerivatives.of(cost, left, U).hessian(0, 0));
      assertEquals(value(cost, left), value(cost, right), 1e-12);
    }
    double atTheRidge = ExactDerivatives.of(cost, new double[] {PI}, U).gradient(0);
    assertEquals(PI, Math.abs(atTheRidge), 1e-12);
  }

  @Property
  void turnsMoreDoNotMatter(
      @ForAll @DoubleRange(min = -3, max = 3) @Scale(9) double angle,
      @ForAll @IntRange(min = -1000, max = 1000) int turns) {
    AngleCost cost = AngleCost.toTarget(0, 0.1).l1(1).norm(Norm.LOG);
    double once = value(cost, new double[] {angle});
    assertEquals(once, value(cost, new double[] {angle + turns * 2 * PI}), 1e-8);
  }

  @Property
  void cosineAndSineOfAnyLengthHaveTheSlopeOfTheAngleAlongTheCircleAlone(
      @ForAll @DoubleRange(min = -3, max = 3) @Scale(9) double angle,
      @ForAll @DoubleRange(min = -5, max = 5) @Scale(9) double exponent) {
    double length = Math.pow(10, exponent);
    double c = Math.cos(angle);
    double s = Math.sin(angle);
    AngleCost cost = AngleCost.ofCosSin(0, 1, 0);
    double[] x = {length * c, length * s};
    CostDerivatives at = ExactDerivatives.of(cost, x, U);
    assertEquals(0.5 * angle * angle, at.value(), 1e-12);
    assertEquals(angle, length * (c * at.gradient(1) - s * at.gradient(0)), 1e-12);
    assertEquals(0, length * (c * at.gradient(0) + s * at.gradient(1)), 1e-12);
  }

  @Example
  void withoutADirectionItIsHalfATurnAndHasNoSlope() {
    for (HessianForm form : HessianForm.values()) {
      AngleCost cost = AngleCost.ofCosSin(0, 1, 0).hessian(form);
      AngleCost between = AngleCost.betweenCosSin(2, 3, 0, 1).hessian(form);
      for (double[] x : new double[][] {{0, 0, 1, 0}, {-0.0, 5e-7, 1, 0}}) {
        for (CostFunction each : List.of(cost, between)) {
          CostDerivatives at = ExactDerivatives.of(each, x, U);
          assertEquals(0.5 * PI * PI, at.value(), 1e-15);
          assertEquals(0.5 * PI * PI, value(each, x), 1e-15);
          for (int i = 0; i < 4; i++) {
            assertEquals(0, at.gradient(i));
            assertEquals(0, at.hessian(i, i));
          }
        }
      }
    }
  }

  @Example
  void degreesAreSaidByTheFullTurn() {
    AngleCost cost = AngleCost.toTarget(0, 170).fullTurn(360).l1(1);
    AngleCost same = AngleCost.toTarget(0, 170 * PI / 180).l1(1);
    assertEquals(
        value(same, new double[] {-175 * PI / 180}), value(cost, new double[] {-175}), 1e-12);
    CostDerivatives degrees = ExactDerivatives.of(cost, new double[] {-175}, U);
    CostDerivatives radians = ExactDerivatives.of(same, new double[] {-175 * PI / 180}, U);
    assertEquals(radians.gradient(0) * PI / 180, degrees.gradient(0), 1e-12);
    assertEquals(value(cost, new double[] {185}), value(cost, new double[] {-175}), 1e-12);
  }

  @Example
  void theCheckDoesNotBlameIt() {
    var hanging =
        new org.guidedpolicy.rollout.Trajectory(
            2, new double[] {PI, 0, 2, 1, -3, 1}, new double[] {1, 2}, new double[2]);
    CostFunction cost =
        CostFunction.sum(AngleCost.toTarget(0, 0).l1(1), ActionCost.quadratic(1e-3));
    assertEquals(List.of(), CostChecks.check(cost, List.of(hanging)));
    var circle =
        new org.guidedpolicy.rollout.Trajectory(
            2, new double[] {-0.6, 0.8, 0, 1, 0.6, 0.8}, new double[] {1, 2}, new double[2]);
    assertEquals(List.of(), CostChecks.check(AngleCost.ofCosSin(0, 1, 0), List.of(circle)));
  }

  @Example
  void settingsThatMakeNoSenseAreNamed() {
    refused("an AngleCost needs at least one angle", () -> AngleCost.toTarget(new int[0]));
    refused(
        "target has 1 entries, expected 2 (one for each angle)",
        () -> AngleCost.toTarget(new int[] {0, 1}, 3));
    refused("target must be finite, is NaN", () -> AngleCost.ofCosSin(0, 1, Double.NaN));
    refused("cosEntry and sinEntry are both state entry 3", () -> AngleCost.ofCosSin(3, 3, 0));
    refused(
        "entries[0] and targetEntries[0] are both state entry 2",
        () -> AngleCost.between(new int[] {2}, new int[] {2}));
    refused("state entry must not be negative, is -1", () -> AngleCost.toTarget(-1, 0));
    refused(
        "fullTurn must be finite and positive, is 0.0", () -> AngleCost.toTarget(0, 0).fullTurn(0));
    refused(
        "weights has 2 entries, expected 1 (one for each angle)",
        () -> AngleCost.toTarget(0, 0).weights(1, 2));
    refused(
        "AngleCost uses state entry 5, the state has 2 entries",
        () -> value(AngleCost.ofCosSin(0, 5, 0), new double[2]));
    assertEquals(
        "AngleCost[d = wrap[angle(x0, x1) - angle(x2, x3)], weights=[1.0], norm=SQRT, l1=0.0,"
            + " l2=1.0, alpha=1.0E-5, hessian=PROJECTED, ramp=CostRamp[shape=CONSTANT,"
            + " finalMultiplier=1.0]]",
        AngleCost.betweenCosSin(0, 1, 2, 3).toString());
  }

  private static void refused(String message, org.junit.jupiter.api.function.Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }
}
