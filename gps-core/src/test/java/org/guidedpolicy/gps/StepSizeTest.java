package org.guidedpolicy.gps;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.guidedpolicy.training.FallbackCounter;
import org.junit.jupiter.api.Test;

class StepSizeTest {
  private static final StepOptions OPTIONS =
      StepOptions.defaults()
          .with(
              o -> {
                o.klPerStep = 0.5;
                o.warmUpIterations = 2;
                o.warmUpFactor = 0.25;
              });

  @Test
  void outcomesThatAreNotFiniteLeaveTheMultiplier() {
    assertEquals(0.7, StepSizeRule.nextMultiplier(0.7, Double.NaN, 1, 0.1, 2));
    assertEquals(0.7, StepSizeRule.nextMultiplier(0.7, 1, Double.NaN, 0.1, 2));
    assertEquals(0.7, StepSizeRule.nextMultiplier(0.7, Double.POSITIVE_INFINITY, 1, 0.1, 2));
  }

  @Test
  void theFirstIterationsUseASmallerBound() {
    StepSize steps = new StepSize(OPTIONS, new FallbackCounter());
    assertEquals(0.125, steps.next(1, 9, 9).klPerStep());
    assertEquals(0.125, steps.next(2, 9, 9).klPerStep());
    assertEquals(0.5, steps.next(3, 9, 9).klPerStep());
  }

  @Test
  void theFirstIterationHasNothingToCompare() {
    StepSize.Decision first =
        new StepSize(OPTIONS.with(o -> o.rule = StepSizeRule.SAMPLED), new FallbackCounter())
            .next(1, 9, 8);
    assertEquals(1, first.multiplier());
    assertEquals(Optional.empty(), first.predicted());
    assertEquals(Optional.empty(), first.actual());
  }

  @Test
  void theSampledRuleComparesThePromiseWithExecutedCosts() {
    StepSize.Decision second = second(StepSizeRule.SAMPLED);
    assertEquals(Optional.of(4.0), second.predicted());
    assertEquals(Optional.of(2.0), second.actual());
    // 4 / (2 (4 - 2))
    assertEquals(1, second.multiplier(), 1e-15);
  }

  @Test
  void theAnalyticRuleComparesThePromiseWithExpectedCosts() {
    StepSize.Decision second = second(StepSizeRule.ANALYTIC);
    assertEquals(Optional.of(1.0), second.actual());
    // 4 / (2 (4 - 1))
    assertEquals(4 / 6.0, second.multiplier(), 1e-15);
  }

  @Test
  void theFixedRuleReportsImprovementsAndKeepsTheBound() {
    StepSize.Decision second = second(StepSizeRule.FIXED);
    assertEquals(Optional.of(2.0), second.actual());
    assertEquals(1, second.multiplier());
  }

  /** First executed 10, expected 9, promised 5; then executed 8, expected 8. */
  private static StepSize.Decision second(StepSizeRule rule) {
    StepSize steps = new StepSize(OPTIONS.with(o -> o.rule = rule), new FallbackCounter());
    steps.next(1, 10, 9);
    steps.remember(10, 9, 5);
    return steps.next(2, 8, 8);
  }

  @Test
  void theExecutedRuleGrowsWhileCostsFallAndShrinksWhenTheyRise() {
    StepOptions options =
        StepOptions.defaults()
            .with(
                o -> {
                  o.rule = StepSizeRule.EXECUTED;
                  o.minMultiplier = 0.5;
                  o.maxMultiplier = 1.15;
                });
    StepSize steps = new StepSize(options, new FallbackCounter());
    double[] executed = {10, 9, 8, 8.5, 9, 7};
    double[] expected = {1, 1.1, 1.15, 0.69, 0.5, 0.55};
    for (int i = 0; i < executed.length; i++) {
      assertEquals(expected[i], steps.next(i + 1, executed[i], 1e9).multiplier(), 1e-12);
      // predictions that are nonsense change nothing
      steps.remember(executed[i], Double.NaN, -1e300);
    }
  }

  @Test
  void theMultiplierStartsWithinItsLimits() {
    StepOptions low =
        OPTIONS.with(
            o -> {
              o.minMultiplier = 0.1;
              o.maxMultiplier = 0.5;
            });
    assertEquals(0.5, new StepSize(low, new FallbackCounter()).next(1, 9, 9).multiplier());
    StepOptions high =
        OPTIONS.with(
            o -> {
              o.maxMultiplier = 4;
              o.minMultiplier = 3;
            });
    assertEquals(3, new StepSize(high, new FallbackCounter()).next(1, 9, 9).multiplier());
  }
}
