package org.guidedpolicy.lqr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.guidedpolicy.lqr.DualSearch.Outcome;
import org.junit.jupiter.api.Test;

class DualSearchTest {
  private static final double[] STARTS = {1e-8, 1e-3, 1, 30, 1e6, 1e16};
  private final KlConstrainedLqr.Options options = KlConstrainedLqr.Options.defaults();

  private record Result(Outcome outcome, double eta, int evaluations) {}

  /** Infinite values stand for a problem without solution. */
  private Result search(DoubleUnaryOperator kl, double epsilon, double start) {
    return search(options, kl, epsilon, start);
  }

  private static Result search(
      KlConstrainedLqr.Options options, DoubleUnaryOperator kl, double epsilon, double start) {
    var search = new DualSearch(options);
    search.start(epsilon, start);
    int evaluations = 0;
    while (search.next()) {
      double value = kl.applyAsDouble(search.eta());
      evaluations++;
      if (Double.isInfinite(value)) {
        search.infeasible();
      } else {
        search.kl(value);
      }
    }
    assertTrue(evaluations <= options.maxEvaluations(), "evaluations " + evaluations);
    return new Result(search.outcome(), search.eta(), evaluations);
  }

  @Test
  void aQuadraticDecayTakesTwoEvaluations() {
    for (double scale : new double[] {1e-6, 1, 1e6}) {
      var result = search(eta -> scale / (eta * eta), 1, 1);
      assertEquals(Outcome.CONVERGED, result.outcome());
      assertTrue(result.evaluations() <= 2, "evaluations " + result.evaluations());
    }
  }

  @Test
  void curvesOfOneStepProblemsConvergeInFewEvaluations() {
    double total = 0;
    int searches = 0;
    for (double[] curvatures : new double[][] {{1}, {1e-3, 1, 1e3}, {-1}, {-50, 3}, {-1e5, 1}}) {
      for (double gradient : new double[] {0, 1, 100}) {
        for (double epsilon : new double[] {1e-3, 1, 100}) {
          DoubleUnaryOperator kl = eta -> oneStepKl(eta, curvatures, gradient);
          for (double start : STARTS) {
            var result = search(kl, epsilon, start);
            String what =
                "curvature %g gradient %g epsilon %g from %g"
                    .formatted(curvatures[0], gradient, epsilon, start);
            if (result.outcome() == Outcome.INACTIVE) {
              assertTrue(kl.applyAsDouble(options.minEta()) < epsilon, what);
            } else {
              assertEquals(Outcome.CONVERGED, result.outcome(), what);
              assertEquals(epsilon, kl.applyAsDouble(result.eta()), 0.1 * epsilon, what);
            }
            assertTrue(result.evaluations() <= 25, what + ": " + result.evaluations());
            total += result.evaluations();
            searches++;
          }
        }
      }
    }
    assertTrue(total / searches < 8, "mean number of evaluations " + total / searches);
  }

  /** KL(q || N(0, I)) for q = N(-Q^-1 gradient/eta, Q^-1), Q = I + diag(curvatures)/eta. */
  private static double oneStepKl(double eta, double[] curvatures, double gradient) {
    double kl = 0;
    for (double curvature : curvatures) {
      double Q = 1 + curvature / eta;
      if (Q <= 0) {
        return Double.POSITIVE_INFINITY;
      }
      double k = gradient / eta / Q;
      kl += 0.5 * (1 / Q - 1 + Math.log(Q) + k * k);
    }
    return kl;
  }

  @Test
  void aBoundThatNothingReachesIsInactiveAtTheSmallestEta() {
    for (double start : STARTS) {
      var result = search(eta -> 5 / (1 + eta), 6, start);
      assertEquals(Outcome.INACTIVE, result.outcome());
      assertEquals(options.minEta(), result.eta());
    }
  }

  @Test
  void aBoundBelowTheLastFeasibleValueIsInactiveAtTheEdge() {
    for (double start : STARTS) {
      var result = search(eta -> eta < 40 ? Double.POSITIVE_INFINITY : 5 / (1 + eta), 6, start);
      assertEquals(Outcome.INACTIVE, result.outcome());
      assertEquals(40, result.eta(), 0.01);
      assertTrue(result.eta() >= 40);
    }
  }

  @Test
  void aJumpOverTheBoundEndsOnItsFeasibleSide() {
    for (double start : STARTS) {
      var result = search(eta -> eta < 40 ? 100 : 5 / (1 + eta), 6, start);
      assertEquals(Outcome.BELOW, result.outcome());
      assertEquals(40, result.eta(), 0.01);
      assertTrue(result.eta() >= 40);
    }
  }

  @Test
  void nothingFeasibleIsFoundOutAtTheLargestEta() {
    for (double start : STARTS) {
      var result = search(eta -> Double.POSITIVE_INFINITY, 1, start);
      assertEquals(Outcome.NONE, result.outcome());
      assertEquals(options.maxEta(), result.eta());
      assertEquals(Outcome.NONE, search(eta -> 3, 1, start).outcome());
    }
  }

  @Test
  void evaluationsRunOutOnTheFeasibleSide() {
    var few = new KlConstrainedLqr.Options(1e-8, 1e16, 1e-13, 4);
    DoubleUnaryOperator kl = eta -> 10 * Math.log1p(1 / eta);
    var result = search(few, kl, 0.01, 1e6);
    assertEquals(Outcome.BELOW, result.outcome());
    assertTrue(kl.applyAsDouble(result.eta()) <= 0.01);
  }

  @Test
  void zeroAndNegativeKlCountAsBelow() {
    assertEquals(Outcome.INACTIVE, search(eta -> 0, 1, 1).outcome());
    assertEquals(Outcome.INACTIVE, search(eta -> -1e-18, 1, 1).outcome());
  }
}
