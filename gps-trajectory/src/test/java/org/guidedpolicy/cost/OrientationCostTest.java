package org.guidedpolicy.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;
import org.guidedpolicy.cost.DistanceCost.Norm;

class OrientationCostTest {
  private static final int[] Q = {0, 1, 2, 3};
  private static final int[] P = {4, 5, 6, 7};
  private static final double[] U = {};

  /** The Hamilton product. */
  private static double[] product(double[] a, double[] b) {
    return new double[] {
      a[0] * b[0] - a[1] * b[1] - a[2] * b[2] - a[3] * b[3],
      a[0] * b[1] + a[1] * b[0] + a[2] * b[3] - a[3] * b[2],
      a[0] * b[2] - a[1] * b[3] + a[2] * b[0] + a[3] * b[1],
      a[0] * b[3] + a[1] * b[2] - a[2] * b[1] + a[3] * b[0]
    };
  }

  private static double[] rotation(double[] axis, double angle) {
    double s = Math.sin(angle / 2);
    return new double[] {Math.cos(angle / 2), s * axis[0], s * axis[1], s * axis[2]};
  }

  private static double[] unit(RandomGenerator random, int n) {
    double[] v = new double[n];
    double squares = 0;
    for (int i = 0; i < n; i++) {
      v[i] = random.nextGaussian();
      squares += v[i] * v[i];
    }
    for (int i = 0; i < n; i++) {
      v[i] /= Math.sqrt(squares);
    }
    return v;
  }

  private static double[] both(double[] q, double[] p, double factor) {
    double[] x = new double[8];
    for (int i = 0; i < 4; i++) {
      x[i] = factor * q[i];
      x[4 + i] = p[i];
    }
    return x;
  }

  private static double value(CostFunction cost, double[] x) {
    return cost.value(0, 1, x, U);
  }

  @Property
  void itIsTheSquaredAngleAboutEachAxisOfTheTarget(
      @ForAll long seed,
      @ForAll @DoubleRange(max = 3.1415) @Scale(9) double angle,
      @ForAll @DoubleRange(min = 0.1, max = 10) @Scale(9) double length) {
    RandomGenerator random = new SplittableRandom(seed);
    double[] target = unit(random, 4);
    double[] axis = unit(random, 3);
    double[] x = both(product(target, rotation(axis, angle)), target, -length);
    double[] w = {1, 0.5, 3};
    double expected = 0;
    for (int i = 0; i < 3; i++) {
      expected += 0.5 * w[i] * Math.pow(angle * axis[i], 2);
    }
    double[] twice = {2 * target[0], 2 * target[1], 2 * target[2], 2 * target[3]};
    assertEquals(expected, value(OrientationCost.toTarget(Q, twice).weights(w), x), 1e-11);
    assertEquals(expected, value(OrientationCost.between(Q, P).weights(w), x), 1e-11);
  }

  @Property(tries = 300)
  void derivativesAreExactFromTheTargetToHalfATurn(
      @ForAll long seed,
      @ForAll Norm norm,
      @ForAll boolean between,
      @ForAll @DoubleRange(min = -8, max = 0) @Scale(9) double exponent,
      @ForAll boolean nearHalfATurn) {
    RandomGenerator random = new SplittableRandom(seed);
    double share = Math.pow(10, exponent);
    double angle = nearHalfATurn ? Math.PI - 0.02 - share : (Math.PI - 0.02) * share;
    double[] target = unit(random, 4);
    double[] q = product(target, rotation(unit(random, 3), angle));
    double[] x = both(q, target, random.nextBoolean() ? 1 : -1.2);
    OrientationCost cost =
        (between ? OrientationCost.between(Q, P) : OrientationCost.toTarget(Q, target))
            .weights(random.doubles(3, 0.1, 2).toArray())
            .norm(norm)
            .l1(random.nextDouble(0, 2))
            .l2(random.nextDouble())
            .alpha(random.nextDouble(0.1, 1))
            .hessian(HessianForm.EXACT);
    ExactDerivatives.check(cost, x, U, 1e-3, 1e-7);
  }

  /** Where the power series ends and the closed form begins. */
  @Property(tries = 50)
  void derivativesAreExactWhereTheSeriesEnds(@ForAll long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    double half = Math.atan(Math.sqrt(0.05)) + random.nextDouble(-1e-3, 1e-3);
    double[] q = rotation(unit(random, 3), 2 * half);
    OrientationCost cost =
        OrientationCost.toTarget(Q, 1, 0, 0, 0).weights(1, 2, 3).hessian(HessianForm.EXACT);
    ExactDerivatives.check(cost, q, U, 1e-3, 1e-8);
  }

  @Property(tries = 200)
  void theOtherFormsArePositive(@ForAll long seed, @ForAll Norm norm) {
    RandomGenerator random = new SplittableRandom(seed);
    double[] x = both(unit(random, 4), unit(random, 4), 1);
    OrientationCost cost = OrientationCost.between(Q, P).norm(norm).l1(1).alpha(1e-3);
    ExactDerivatives.assertPositive(cost, x, U);
    ExactDerivatives.assertPositive(cost.hessian(HessianForm.MAJORIZING), x, U);
  }

  @Property(tries = 100)
  void theLengthOfTheQuaternionHasNoSlope(@ForAll long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    double[] q = unit(random, 4);
    CostDerivatives at = ExactDerivatives.of(OrientationCost.toTarget(Q, 1, 2, 3, 4), q, U);
    double along = 0;
    for (int i = 0; i < 4; i++) {
      along += at.gradient(i) * q[i];
    }
    assertEquals(0, along, 1e-12);
  }

  /** Continuous with equal weights, and of full slope on both sides. */
  @Example
  void halfATurnIsARidge() {
    OrientationCost cost = OrientationCost.toTarget(Q, 1, 0, 0, 0);
    for (double w : new double[] {1e-12, 0, -0.0, -1e-12}) {
      double[] q = {w, 0, 0.6, 0.8};
      CostDerivatives at = ExactDerivatives.of(cost, q, U);
      assertEquals(0.5 * Math.PI * Math.PI, at.value(), 1e-10);
      assertEquals(2 * Math.PI, Math.abs(at.gradient(0)), 1e-10);
    }
  }

  @Example
  void aQuaternionOfNoLengthIsHalfATurnAboutEveryAxisWithoutASlope() {
    for (HessianForm form : HessianForm.values()) {
      CostFunction cost = OrientationCost.toTarget(Q, 1, 0, 0, 0).hessian(form);
      CostFunction between = OrientationCost.between(P, Q).hessian(form);
      double[] x = both(new double[4], new double[] {1, 0, 0, 0}, 1);
      for (CostFunction each : new CostFunction[] {cost, between}) {
        CostDerivatives at = ExactDerivatives.of(each, x, U);
        assertEquals(1.5 * Math.PI * Math.PI, at.value(), 1e-14);
        for (int i = 0; i < 8; i++) {
          assertEquals(0, at.gradient(i));
          assertEquals(0, at.hessian(i, i));
        }
      }
    }
  }

  @Example
  void atTheTargetTheHessianIsThatOfTheAngle() {
    CostDerivatives at =
        ExactDerivatives.of(OrientationCost.toTarget(Q, 1, 0, 0, 0), new double[] {1, 0, 0, 0}, U);
    for (int i = 0; i < 4; i++) {
      assertEquals(0, at.gradient(i));
      assertEquals(i == 0 ? 0 : 4, at.hessian(i, i), 1e-15);
    }
  }

  @Example
  void settingsThatMakeNoSenseAreNamed() {
    refused(
        "target has 3 entries, expected 4 (w, x, y, z)",
        () -> OrientationCost.toTarget(Q, 1, 0, 0));
    refused(
        "the target quaternion's length must be finite and positive, is 0.0",
        () -> OrientationCost.toTarget(Q, 0, 0, 0, 0));
    refused(
        "a quaternion's state entries must differ, are [0, 1, 1, 2]",
        () -> OrientationCost.toTarget(new int[] {0, 1, 1, 2}, 1, 0, 0, 0));
    refused(
        "OrientationCost uses state entry 7, the state has 4 entries",
        () -> value(OrientationCost.between(Q, P), new double[4]));
    assertEquals(
        "rotation from (x4, x5, x6, x7) to (x0, x1, x2, x3)",
        OrientationCost.between(Q, P).toString().substring(20, 70));
  }

  private static void refused(String message, org.junit.jupiter.api.function.Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }
}
