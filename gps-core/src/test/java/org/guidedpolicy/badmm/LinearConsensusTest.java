package org.guidedpolicy.badmm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.guidedpolicy.gps.ConditionModels.Priors;
import org.guidedpolicy.gps.LinearTask;
import org.guidedpolicy.training.IterationReport;
import org.guidedpolicy.training.LearnerRun;
import org.guidedpolicy.training.LeastSquaresTrainer;
import org.guidedpolicy.training.TrainingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bregman ADMM where the best policy is known. */
class LinearConsensusTest {
  private static final int ITERATIONS = 40;
  private static final LinearTask TASK = LinearTask.single();

  /** The published setting: KL 0.3 a step, J 4, alpha 0.1, nu from 0.002 on. */
  private static Badmm published() {
    return new Badmm()
        .with(
            o -> {
              o.samples = LinearTask.SAMPLES;
              o.klPerStep = 0.3;
              o.minMultiplier = 1;
              o.maxMultiplier = 1;
              o.initialPolicyWeight = 0.002;
              o.models = LinearTask.MODELS;
              o.policy = LinearTask.POLICY;
            });
  }

  private static LearnerRun run(Badmm algorithm, LinearTask task) {
    return LearnerRun.of(algorithm, task, LinearTask.COST, LinearTask.NOTHING);
  }

  /**
   * What a run has come to.
   *
   * @param gap what its policy costs more than the best affine one
   * @param klAtFirst KL(q || pi) per step after the first iteration
   * @param kl after the last
   */
  private record Outcome(double gap, double klAtFirst, double kl) {
    static Outcome of(Badmm algorithm) {
      try (LearnerRun run = run(algorithm, TASK)) {
        double first = kl(run.next());
        double last = first;
        for (int i = 1; i < ITERATIONS; i++) {
          last = kl(run.next());
        }
        return new Outcome(TASK.cost(run.policy()) - TASK.leastCost(), first, last);
      }
    }

    private static double kl(IterationReport report) {
      return report.figure("KL from the network", "local policies").orElseThrow();
    }
  }

  /** Of the policy that does nothing. */
  private static double gapAtFirst() {
    return TASK.cost(LeastSquaresTrainer.linear(new double[2], new double[1], new double[] {1}))
        - TASK.leastCost();
  }

  @Test
  void itClosesTheGapToTheBestPolicyAsLocalPoliciesAndNetworkComeToAgree() {
    Outcome exact = Outcome.of(published());
    assertTrue(exact.gap < 1e-3 * gapAtFirst(), gapAtFirst() + " became " + exact.gap);
    assertTrue(exact.gap > 0, "no policy costs less than the least, one does by " + -exact.gap);
    assertTrue(exact.kl < 0.05 * exact.klAtFirst, exact.klAtFirst + " became " + exact.kl);
  }

  @Test
  void exactTargetsAreNotWorseThanThePublishedOnes() {
    Outcome asPublished =
        Outcome.of(
            published().with(o -> o.multiplierInTargets = Badmm.MultiplierInTargets.AS_PUBLISHED));
    double exact = Outcome.of(published()).gap;
    assertTrue(exact <= asPublished.gap, exact + " against " + asPublished.gap);
  }

  @Test
  void multipliersMatter() {
    double without = Outcome.of(published().with(o -> o.dualRate = 0)).gap;
    double with = Outcome.of(published()).gap;
    assertTrue(Math.abs(with - without) > 0.1 * without, with + " against " + without);
  }

  @Test
  void withoutMultipliersTheKindOfTargetMakesNoDifference() {
    Badmm without = published().with(o -> o.dualRate = 0);
    Badmm asPublished =
        without.with(o -> o.multiplierInTargets = Badmm.MultiplierInTargets.AS_PUBLISHED);
    try (LearnerRun one = run(without, TASK);
        LearnerRun other = run(asPublished, TASK)) {
      for (int i = 0; i < 4; i++) {
        one.next();
        other.next();
        assertArrayEquals(LinearTask.numbers(one.policy()), LinearTask.numbers(other.policy()));
      }
    }
  }

  @Test
  void fixedWeightsStayAndAdaptedOnesMove() {
    try (LearnerRun fixed =
            run(published().with(o -> o.weightRule = Badmm.WeightRule.FIXED), TASK);
        LearnerRun adapted = run(published(), TASK)) {
      for (int i = 0; i < 3; i++) {
        IterationReport report = fixed.next();
        assertEquals(0.002, report.figure("policy weight", "min").orElseThrow());
        assertEquals(0.002, report.figure("policy weight", "max").orElseThrow());
        report = adapted.next();
        assertTrue(report.figure("policy weight", "max").orElseThrow() > 0.002);
      }
    }
  }

  @Test
  void theKlBoundHoldsForWholeIterations() {
    try (LearnerRun run = run(published(), TASK)) {
      for (int i = 0; i < 10; i++) {
        double moved = run.next().figure("KL", "reached").orElseThrow();
        assertTrue(moved <= 1.1 * 0.3, "iteration " + (i + 1) + " moved by " + moved);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Priors.class)
  void theOrderOfConditionsMakesNoDifference(Priors priors) {
    double[] a = {1, 0};
    double[] b = {-0.5, 0.2};
    double[] c = {0.3, -0.6};
    Badmm algorithm =
        published()
            .with(
                o -> {
                  o.priors = priors;
                  o.models = LinearTask.WITHOUT_PRIOR;
                  o.minMultiplier = 0.1;
                  o.maxMultiplier = 2;
                });
    try (LearnerRun one = run(algorithm, new LinearTask(a, b, c));
        LearnerRun other = run(algorithm, new LinearTask(c, a, b))) {
      for (int i = 0; i < 4; i++) {
        IterationReport first = one.next();
        IterationReport second = other.next();
        for (int m = 0; m < 3; m++) {
          assertEquals(multiplier(first, m), multiplier(second, (m + 1) % 3), 1e-9);
        }
        assertArrayEquals(
            LinearTask.numbers(one.policy()), LinearTask.numbers(other.policy()), 1e-9);
      }
    }
  }

  private static double multiplier(IterationReport report, int m) {
    return report.figure("step", "multiplier, condition " + (m + 1)).orElseThrow();
  }

  /** Exact models foresee the Lagrangian, whatever its weights have become since. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void localPoliciesDoWhatExactModelsPredict(boolean withMultipliers) {
    Badmm algorithm =
        published()
            .with(
                o -> {
                  o.klPerStep = 0.01;
                  o.maxMultiplier = 100;
                  o.stepIncludesMultipliers = withMultipliers;
                });
    try (LearnerRun run = run(algorithm, TASK)) {
      for (double expected : new double[] {1, 5, 25}) {
        assertEquals(expected, multiplier(run.next(), 0), 1e-12);
      }
    }
  }

  /**
   * The multipliers of the constraint that mean actions agree pay where local policies answer for
   * all of their term, and cost where they only answer for their own actions.
   */
  @Test
  void multipliersPayOnlyWithAllOfTheirTerm() {
    Badmm penalties =
        published()
            .with(
                o -> {
                  o.initialPolicyWeight = 1;
                  o.weightRule = Badmm.WeightRule.FIXED;
                  o.dualRate = 0;
                });
    double without = Outcome.of(penalties).gap;
    double half = Outcome.of(penalties.with(o -> o.dualRate = 0.1)).gap;
    double whole =
        Outcome.of(
                penalties.with(
                    o -> {
                      o.dualRate = 0.1;
                      o.multipliersFollowStates = true;
                    }))
            .gap;
    assertTrue(whole < 0.6 * without, whole + " against " + without);
    assertTrue(half > 2 * without, half + " against " + without);
  }

  /** Any rate leads to the same multipliers: their step ends where mean actions agree. */
  @Test
  void multipliersDoNotDependOnTheirRateInTheEnd() {
    double slow = multipliers(0.1);
    assertEquals(slow, multipliers(1), 0.05 * slow);
  }

  private static double multipliers(double rate) {
    Badmm algorithm =
        published()
            .with(
                o -> {
                  o.initialPolicyWeight = 1;
                  o.weightRule = Badmm.WeightRule.FIXED;
                  o.dualRate = rate;
                });
    try (LearnerRun run = run(algorithm, TASK)) {
      iterate(run);
      return run.next().figure("multipliers", "largest").orElseThrow();
    }
  }

  /** With nu = 10 and alpha = 0.1 the published dual step multiplies lambda by 1 - 0.1 x 100. */
  @Test
  void multipliersThatGrowWithoutBoundAreNamed() {
    Badmm algorithm =
        published()
            .with(
                o -> {
                  o.initialPolicyWeight = 10;
                  o.weightRule = Badmm.WeightRule.FIXED;
                });
    try (LearnerRun exact = run(algorithm, TASK);
        LearnerRun asPublished =
            run(
                algorithm.with(o -> o.multiplierInTargets = Badmm.MultiplierInTargets.AS_PUBLISHED),
                TASK)) {
      iterate(exact);
      var e = assertThrows(TrainingException.class, () -> iterate(asPublished));
      assertTrue(
          e.getMessage()
              .startsWith(
                  "C-phase: multiplierInTargets as-published makes the multipliers grow without"
                      + " bound where nu is above 4.47, at dualRate 0.1, and nu is up to 10.0;"),
          e.getMessage());
    }
  }

  private static void iterate(LearnerRun run) {
    for (int i = 0; i < ITERATIONS; i++) {
      run.next();
    }
  }
}
