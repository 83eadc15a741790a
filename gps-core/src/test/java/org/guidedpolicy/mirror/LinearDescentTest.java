package org.guidedpolicy.mirror;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.guidedpolicy.gps.ConditionModels.Priors;
import org.guidedpolicy.gps.LinearTask;
import org.guidedpolicy.training.IterationReport;
import org.guidedpolicy.training.LearnerRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mirror descent where the best policy is known. */
class LinearDescentTest {
  private static MirrorDescent exact() {
    return new MirrorDescent()
        .with(
            o -> {
              o.samples = LinearTask.SAMPLES;
              o.stepRule = MirrorDescent.StepRule.FIXED;
              o.models = LinearTask.MODELS;
              o.policy = LinearTask.POLICY;
            });
  }

  private static LearnerRun run(MirrorDescent algorithm, LinearTask task) {
    return LearnerRun.of(algorithm, task, LinearTask.COST, LinearTask.NOTHING);
  }

  /** What the policy of each iteration costs more than the best affine one. */
  private static double[] gaps(MirrorDescent algorithm, int iterations) {
    LinearTask task = LinearTask.single();
    double least = task.leastCost();
    try (LearnerRun run = run(algorithm, task)) {
      return IntStream.range(0, iterations)
          .mapToDouble(
              i -> {
                run.next();
                return task.cost(run.policy()) - least;
              })
          .toArray();
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.3, 1})
  void everyStepOfExactModelsLowersTheCostUntilNoAffinePolicyIsBetter(double klPerStep) {
    double[] gap = gaps(exact().with(o -> o.klPerStep = klPerStep), 40);
    for (int i = 1; i < gap.length; i++) {
      assertTrue(gap[i] < gap[i - 1], "iteration " + (i + 1) + ": " + gap[i - 1] + ", " + gap[i]);
    }
    assertTrue(gap[39] < 1e-5 * gap[0], gap[0] + " became " + gap[39]);
    assertTrue(gap[39] > 0, "no policy costs less than the least, one does by " + -gap[39]);
  }

  @Test
  void smallStepsLowerTheCostTooAndLess() {
    double[] small = gaps(exact().with(o -> o.klPerStep = 0.05), 10);
    double[] large = gaps(exact().with(o -> o.klPerStep = 0.3), 10);
    for (int i = 1; i < small.length; i++) {
      assertTrue(small[i] < small[i - 1], "iteration " + (i + 1));
      assertTrue(small[i] > large[i], "iteration " + (i + 1));
    }
  }

  @ParameterizedTest
  @EnumSource(MirrorDescent.StepRule.class)
  void everyStepRuleGetsThere(MirrorDescent.StepRule rule) {
    double[] gap = gaps(exact().with(o -> o.stepRule = rule), 40);
    assertTrue(gap[39] < 1e-4 * gap[0], gap[0] + " became " + gap[39]);
  }

  @Test
  void localPoliciesMayMakeTheEpisodes() {
    double[] gap = gaps(exact().with(o -> o.sampling = MirrorDescent.Sampling.OFF_POLICY), 40);
    assertTrue(gap[39] < 1e-4 * gap[0], gap[0] + " became " + gap[39]);
  }

  @Test
  void theKlBoundIsReachedAtEveryStep() {
    try (LearnerRun run = run(exact().with(o -> o.klPerStep = 0.3), LinearTask.single())) {
      for (int i = 0; i < 5; i++) {
        assertEquals(0.3, run.next().figure("KL", "reached").orElseThrow(), 0.03);
      }
    }
  }

  private static final double[] A = {1, 0};
  private static final double[] B = {-0.5, 0.2};
  private static final double[] C = {0.3, -0.6};

  private static List<Double> multipliers(IterationReport report, int... conditions) {
    return IntStream.of(conditions)
        .mapToObj(m -> report.figure("step", "multiplier, condition " + m).orElseThrow())
        .toList();
  }

  @ParameterizedTest
  @EnumSource(Priors.class)
  void theOrderOfConditionsMakesNoDifference(Priors priors) {
    MirrorDescent algorithm =
        exact()
            .with(
                o -> {
                  o.priors = priors;
                  o.models = LinearTask.WITHOUT_PRIOR;
                  o.stepRule = MirrorDescent.StepRule.LOCAL;
                  o.sampling = MirrorDescent.Sampling.OFF_POLICY;
                  o.sharedMultiplier = false;
                });
    try (LearnerRun one = run(algorithm, new LinearTask(A, B, C));
        LearnerRun other = run(algorithm, new LinearTask(C, A, B))) {
      for (int i = 0; i < 4; i++) {
        List<Double> multipliers = multipliers(one.next(), 1, 2, 3);
        List<Double> permuted = multipliers(other.next(), 2, 3, 1);
        for (int m = 0; m < 3; m++) {
          assertEquals(multipliers.get(m), permuted.get(m), 1e-9);
        }
        assertArrayEquals(
            LinearTask.numbers(one.policy()), LinearTask.numbers(other.policy()), 1e-9);
      }
    }
  }

  @Test
  void eachConditionHasItsOwnMultiplier() {
    MirrorDescent algorithm =
        exact()
            .with(
                o -> {
                  o.stepRule = MirrorDescent.StepRule.GLOBAL;
                  o.sharedMultiplier = false;
                  o.maxMultiplier = 100;
                });
    try (LearnerRun run = run(algorithm, new LinearTask(A, B, C))) {
      for (int i = 0; i < 3; i++) {
        run.next();
      }
      assertEquals(3, multipliers(run.next(), 1, 2, 3).stream().distinct().count());
    }
  }

  /** Exact models predict what the local policies do, so the bound grows as fast as it may. */
  @Test
  void localPoliciesDoWhatExactModelsPredict() {
    MirrorDescent algorithm =
        exact()
            .with(
                o -> {
                  o.klPerStep = 0.01;
                  o.stepRule = MirrorDescent.StepRule.LOCAL;
                  o.maxMultiplier = 100;
                });
    try (LearnerRun run = run(algorithm, LinearTask.single())) {
      for (double multiplier : new double[] {1, 5, 25}) {
        IterationReport report = run.next();
        assertEquals(multiplier, report.figure("step", "multiplier").orElseThrow(), 1e-12);
      }
      IterationReport report = run.next();
      double predicted = report.figure("improvement", "predicted").orElseThrow();
      assertEquals(predicted, report.figure("improvement", "actual").orElseThrow(), 1e-3);
    }
  }

  @Test
  void theSampledRuleComparesWhatEpisodesDidCost() {
    MirrorDescent algorithm = exact().with(o -> o.stepRule = MirrorDescent.StepRule.SAMPLED);
    try (LearnerRun run = run(algorithm, new LinearTask(A, B))) {
      double last = run.next().meanCost();
      for (int i = 0; i < 3; i++) {
        IterationReport report = run.next();
        double actual = report.figure("improvement", "actual").orElseThrow();
        assertEquals(last - report.meanCost(), actual, 1e-9);
        last = report.meanCost();
      }
    }
  }

  @Test
  void theGlobalRuleChargesWhatTheNetworkLost() {
    MirrorDescent algorithm = exact();
    MirrorDescent.StepRule rule = MirrorDescent.StepRule.GLOBAL;
    try (LearnerRun global = run(algorithm.with(o -> o.stepRule = rule), LinearTask.single());
        LearnerRun local =
            run(
                algorithm.with(o -> o.stepRule = MirrorDescent.StepRule.LOCAL),
                LinearTask.single())) {
      global.next();
      local.next();
      double byNetwork = global.next().figure("improvement", "actual").orElseThrow();
      double byLocals = local.next().figure("improvement", "actual").orElseThrow();
      assertTrue(byNetwork < byLocals, byNetwork + " against " + byLocals);
    }
  }
}
