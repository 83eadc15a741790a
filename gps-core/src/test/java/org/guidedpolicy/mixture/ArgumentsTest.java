package org.guidedpolicy.mixture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.SplittableRandom;
import org.guidedpolicy.parallel.WorkPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Arguments out of their range are refused with their value. */
class ArgumentsTest {
  private static final double[] ONE = {1};
  private static final GaussianMixture MIXTURE = GaussianMixture.of(1, ONE, ONE, ONE);

  private static void refused(String part, Executable call) {
    var e = assertThrows(IllegalArgumentException.class, call);
    assertTrue(e.getMessage().contains(part), e::getMessage);
  }

  @Test
  void aPriorNeedsPointsAndAPositiveFiniteStrength() {
    refused("is 0", () -> new MixturePrior(MIXTURE, 0, 1));
    refused("is 0.0", () -> new MixturePrior(MIXTURE, 1, 0));
    refused("is NaN", () -> new MixturePrior(MIXTURE, 1, Double.NaN));
    refused("is Infinity", () -> new MixturePrior(MIXTURE, 1, Double.POSITIVE_INFINITY));
    refused("2 entries, expected 1", () -> new MixturePrior(MIXTURE, 1, 1).at(new double[2]));
  }

  /** n_0 = s (P - 2 - d) / P falls below 0 with few points, and counts as 0 in a fit. */
  @Test
  void degreesFollowThePointsAndCountAsNoneWhereTheyAreNegative() {
    assertEquals(0.5 * (6 - 2 - 1) / 6, new MixturePrior(MIXTURE, 6, 0.5).at(ONE).degrees());
    NormalInverseWishart few = new MixturePrior(MIXTURE, 1, 0.5).at(ONE);
    assertEquals(-1, few.degrees());
    assertEquals(0, few.clampedDegrees());
    assertEquals(0.5, few.meanStrength());
  }

  @Test
  void aNormalInverseWishartHasASquareScaleAndStrengthsThatAreNumbers() {
    refused("2 entries, expected 1", () -> new NormalInverseWishart(ONE, new double[2], 1, 1));
    refused("-1.0", () -> new NormalInverseWishart(ONE, ONE, -1, 1));
    refused("NaN", () -> new NormalInverseWishart(ONE, ONE, Double.NaN, 1));
    refused("NaN", () -> new NormalInverseWishart(ONE, ONE, 1, Double.NaN));
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    refused(
        "maxComponents must be at least 1, is 0",
        () -> new GaussianMixtureFitter.Options(0, 1, 1, 1, 1));
    refused(
        "minPointsPerComponent must be at least 1, is 0",
        () -> new GaussianMixtureFitter.Options(1, 0, 1, 1, 1));
    refused(
        "maxIterations must be at least 1, is 0",
        () -> new GaussianMixtureFitter.Options(1, 1, 0, 1, 1));
    refused(
        "tolerance must be finite and not negative, is -1.0",
        () -> new GaussianMixtureFitter.Options(1, 1, 1, -1, 1));
    refused(
        "floor must be finite and positive, is 0.0",
        () -> new GaussianMixtureFitter.Options(1, 1, 1, 1, 0));
  }

  @Test
  void pointsThatAreFewerThanSaidAreRefused() {
    var fitter = new GaussianMixtureFitter(GaussianMixtureFitter.Options.of(2, 1));
    try (WorkPool pool = WorkPool.of(1)) {
      for (int[] shape : new int[][] {{0, 1}, {1, 0}, {2, 1}}) {
        refused(
            "expected " + shape[0] + " points of " + shape[1],
            () ->
                fitter.fit(
                    ONE, shape[0], shape[1], Optional.empty(), new SplittableRandom(1), pool));
      }
      refused("expected 2 points of 1", () -> MIXTURE.responsibilities(ONE, 2, pool));
      refused("expected -1 points", () -> MIXTURE.responsibilities(ONE, -1, pool));
    }
  }

  @Test
  void aMixtureHasADimensionAComponentAndProbabilities() {
    refused("0 dimensions", () -> GaussianMixture.of(0, ONE, ONE, ONE));
    refused("0 components", () -> GaussianMixture.of(1, new double[0], ONE, ONE));
    refused("mass -1.0", () -> GaussianMixture.of(1, new double[] {-1}, ONE, ONE));
    refused("mass NaN", () -> GaussianMixture.of(1, new double[] {Double.NaN}, ONE, ONE));
    refused(
        "component 0 is not positive definite",
        () -> GaussianMixture.of(1, ONE, ONE, new double[] {Double.NaN}));
  }

  @Test
  void numbersWhoseSquaresAreNoNumbersAreRefusedWithARemedy() {
    for (double size : new double[] {1e200, 1e-200}) {
      double[] points = {size, 2 * size, 4 * size};
      refused("dimension 0 varies by about", () -> Standardization.of(points, 3, 1));
      refused("choose units", () -> Standardization.of(points, 3, 1));
    }
    assertEquals(1e140, Standardization.of(new double[] {-1e140, 1e140}, 2, 1).scale(0), 1e125);
    assertEquals(1, Standardization.of(new double[2], 2, 1).scale(0));
  }
}
