package org.guidedpolicy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.file.StrictJson;
import org.guidedpolicy.gps.PolicyOptions;
import org.guidedpolicy.gps.StepOptions;
import org.guidedpolicy.gps.StepSize;
import org.guidedpolicy.gps.StepSizeRule;
import org.guidedpolicy.resetfree.ResetFreeGPS;
import org.junit.jupiter.api.Test;

/** Where training continues with less than was asked for, it counts it. */
class FallbackTest {

  private static int count(IterationReport report, Fallback kind) {
    return report.fallbacks().getOrDefault(kind, 0);
  }

  private static int count(TrainingResult result, Fallback kind) {
    return result.history().stream().mapToInt(report -> count(report, kind)).sum();
  }

  private static CostFunction withReward(double weight) {
    return (t, horizon, x, u) ->
        PointMass.COST.value(t, horizon, x, u) - (t == 0 && x[0] > 0.5 ? weight * u[0] * u[0] : 0);
  }

  private static ResetFreeGPS.Builder costing(CostFunction cost) {
    return Runs.small(ResetFreeGPS.builder(PointMass::new, cost));
  }

  @Test
  void aQuietTrainingCountsNothingThatAPersonShouldSee() {
    for (IterationReport report : Runs.pointMass().build().train().history()) {
      assertTrue(
          report.fallbacks().keySet().stream().noneMatch(Fallback::isNotable), report::toString);
    }
  }

  @Test
  void velocitiesThatStartAtZeroHaveTheirVarianceRaised() {
    IterationReport first = Runs.pointMass().iterations(1).build().train().history().get(0);
    assertEquals(
        Runs.figure(first, "clusters", "count"), count(first, Fallback.INITIAL_VARIANCE_RAISED));
  }

  @Test
  void trajectoriesWithoutALocalPolicyAreCountedAsTheyAreListed() {
    TrainingResult result = costing(withReward(1e40)).build().train();
    for (IterationReport report : result.history()) {
      assertTrue(report.warnings().size() > 0);
      assertEquals(report.warnings().size(), count(report, Fallback.TRAJECTORY_LEFT_OUT));
    }
  }

  @Test
  void anIndefiniteCostRaisesEta() {
    assertEquals(0, count(Runs.pointMass().build().train(), Fallback.ETA_RAISED));
    assertTrue(count(costing(withReward(300)).build().train(), Fallback.ETA_RAISED) > 0);
  }

  @Test
  void aCostThatIsMinimalAlreadyLeavesTheKlBoundUnreached() {
    TrainingResult result = costing((t, horizon, x, u) -> 0).iterations(1).build().train();
    assertEquals(12, count(result, Fallback.KL_BOUND_NOT_REACHED));
    assertEquals(0, Runs.figure(result.history().get(0), "KL", "reached"), 1e-9);
  }

  @Test
  void aParabolaThatFitsOneSampleOnlyIsNoForecast() {
    assertEquals(0, count(Runs.pointMass().build().train(), Fallback.PREDICTION_IMPLAUSIBLE));
    CostFunction steep = (t, horizon, x, u) -> Math.exp(15 * x[0]) + u[0] * u[0];
    TrainingResult result = costing(steep).clusters(1).iterations(1).build().train();
    assertTrue(count(result, Fallback.PREDICTION_IMPLAUSIBLE) > 0);
  }

  @Test
  void repeatedEpisodesAreCounted() {
    AtomicInteger episodes = new AtomicInteger();
    PointMass robot =
        new PointMass() {
          @Override
          public TimeStep reset(RandomGenerator random) {
            if (episodes.incrementAndGet() % 5 == 0) {
              throw new IllegalStateException("the gripper is open");
            }
            return super.reset(random);
          }
        };
    TrainingResult result = Runs.small(ResetFreeGPS.builder(robot, PointMass.COST)).build().train();
    for (IterationReport report : result.history()) {
      assertTrue(report.warnings().size() > 0);
      assertEquals(report.warnings().size(), count(report, Fallback.EPISODE_REPEATED));
    }
  }

  @Test
  void aDiagnosisIsLeftOutWhereEpisodesWereRepeated() {
    AtomicInteger episodes = new AtomicInteger();
    PointMass robot =
        new PointMass() {
          @Override
          public TimeStep reset(RandomGenerator random) {
            if (episodes.incrementAndGet() == 3) {
              throw new IllegalStateException("the gripper is open");
            }
            return super.reset(random);
          }
        };
    List<IterationReport> history =
        Runs.small(ResetFreeGPS.builder(robot, PointMass.COST))
            .iterations(2)
            .evaluation(Evaluation.of(1, i -> new PointMass()))
            .diagnosis(true)
            .build()
            .train()
            .history();
    assertEquals(1, count(history.get(0), Fallback.DIAGNOSIS_LEFT_OUT));
    assertTrue(history.get(0).figure("diagnosis, cost", "network").isEmpty());
    assertEquals(0, count(history.get(1), Fallback.DIAGNOSIS_LEFT_OUT));
    assertTrue(history.get(1).figure("diagnosis, cost", "network").isPresent());
  }

  /** A point mass at the same place in the beginning of every episode. */
  private static Environment fromOnePlace() {
    return new PointMass() {
      @Override
      public TimeStep reset(RandomGenerator random) {
        return super.reset(new java.util.SplittableRandom(1));
      }
    };
  }

  @Test
  void equalStartsCannotBeClustered() {
    TrainingResult result = Runs.small(FallbackTest::fromOnePlace).iterations(1).build().train();
    assertEquals(1, Runs.figure(result.history().get(0), "clusters", "count"));
    assertEquals(1, count(result, Fallback.CLUSTER_MISSING));
  }

  @Test
  void tooFewPointsForAPriorAreCounted() {
    // 3 points for 5 dimensions; the policy has exact Jacobians and needs no prior
    TrainingResult result =
        Runs.small(() -> new PointMass(PointMass.spec(4)))
            .iterations(1)
            .trajectoriesPerIteration(1)
            .clusters(1)
            .build()
            .train();
    assertEquals(1, count(result, Fallback.PRIOR_CLAMPED));
  }

  @Test
  void aFloorOnExplorationIsCountedWhereItActs() {
    PolicyOptions none = PolicyOptions.defaults();
    assertEquals(0, count(with(none), Fallback.EXPLORATION_RAISED));
    TrainingResult raised = with(none.with(o -> o.minStandardDeviation = 50));
    // the first iteration fits twice: to the first controllers, and to the local policies
    assertEquals(2, count(raised.history().get(0), Fallback.EXPLORATION_RAISED));
    assertEquals(1, count(raised.history().get(1), Fallback.EXPLORATION_RAISED));
    assertEquals(
        0, count(with(none.with(o -> o.minStandardDeviation = 1e-9)), Fallback.EXPLORATION_RAISED));
  }

  private static TrainingResult with(PolicyOptions options) {
    return Runs.pointMass().iterations(2).policyTargets(options).build().train();
  }

  @Test
  void aStepAtItsLimitAndOneWithoutFiguresAreCounted() {
    FallbackCounter counter = new FallbackCounter();
    StepOptions options = StepOptions.defaults().with(o -> o.rule = StepSizeRule.SAMPLED);
    StepSize steps = new StepSize(options, counter);
    steps.next(1, 10, 10);
    steps.remember(10, 10, 1);
    counter.begin(2);
    assertEquals(2, steps.next(2, 0.5, 0.5).multiplier());
    assertEquals(Map.of(Fallback.STEP_AT_LIMIT, 1), counter.counts());
    steps.remember(10, 10, Double.NaN);
    counter.begin(3);
    assertEquals(2, steps.next(3, 5, 5).multiplier());
    assertEquals(Map.of(Fallback.STEP_KEPT, 1), counter.counts());
  }

  @Test
  void testEpisodesThatFailAreCounted() {
    Evaluation evaluation =
        Evaluation.of(
            3,
            i ->
                new PointMass() {
                  @Override
                  public TimeStep step(double[] action) {
                    if (i == 1) {
                      throw new IllegalStateException("the simulation exploded");
                    }
                    return super.step(action);
                  }
                });
    TrainingResult result = Runs.pointMass().evaluation(evaluation).build().train();
    assertEquals(3, count(result, Fallback.TEST_EPISODE_FAILED));
    assertEquals(Optional.of(1), result.history().get(0).test().map(Evaluation.Result::failed));
  }

  @Test
  void testEpisodesForWhichTheCostHasNoValueFailAndDoNotEndTraining() {
    CostFunction outside =
        CostFunction.sum(PointMass.COST, (t, T, x, u) -> x[0] > 50 ? Math.sqrt(-1) : 0);
    Evaluation evaluation =
        Evaluation.of(
            3,
            i ->
                new PointMass() {
                  @Override
                  public TimeStep step(double[] action) {
                    TimeStep step = super.step(action);
                    double[] far = step.state();
                    far[0] += i == 1 ? 100 : 0;
                    return TimeStep.fullyObserved(far);
                  }
                });
    TrainingResult result =
        Runs.small(ResetFreeGPS.builder(PointMass::new, outside))
            .evaluation(evaluation)
            .build()
            .train();
    assertEquals(3, count(result, Fallback.TEST_EPISODE_FAILED));
    assertEquals(Optional.of(1), result.history().get(0).test().map(Evaluation.Result::failed));
  }

  @Test
  void anIterationBeginsWithoutCountsAndEachKindIsSaidOnce() {
    List<String> said = new ArrayList<>();
    FallbackCounter counter = new FallbackCounter(RecordingLogger.to(said));
    counter.begin(1);
    counter.add(Fallback.CLUSTER_MISSING, 0, () -> "never asked for");
    counter.add(Fallback.CLUSTER_MISSING, 2, () -> "8 were asked for");
    counter.add(Fallback.CLUSTER_MISSING, 3, () -> "8 were asked for");
    counter.add(Fallback.COMPONENT_RESEEDED, 1, () -> "of the dynamics");
    assertEquals(
        Map.of(Fallback.CLUSTER_MISSING, 5, Fallback.COMPONENT_RESEEDED, 1), counter.counts());
    counter.begin(2);
    assertEquals(Map.of(), counter.counts());
    counter.add(Fallback.CLUSTER_MISSING, 1, () -> "8 were asked for");
    assertEquals(
        List.of(
            "warn iteration 1: 2 clusters could not be made: 8 were asked for; use fewer clusters,"
                + " or starts that differ more",
            "debug iteration 1: 3 clusters could not be made: 8 were asked for; use fewer"
                + " clusters, or starts that differ more",
            "info iteration 1: 1 mixture components lost their points and were placed anew: of the"
                + " dynamics; if it persists, lower maxComponents",
            "debug iteration 2: 1 clusters could not be made: 8 were asked for; use fewer"
                + " clusters, or starts that differ more"),
        said);
  }

  @Test
  void whatIsWarnedOfIsCountedAndForgottenAfterTheIteration() {
    FallbackCounter counter = new FallbackCounter(RecordingLogger.to(new ArrayList<>()));
    counter.begin(1);
    counter.warn(Fallback.EPISODE_DROPPED, "left out: ", List.of());
    counter.warn(Fallback.EPISODE_REPEATED, "repeated: ", List.of("a", "b"));
    assertEquals(Map.of(Fallback.EPISODE_REPEATED, 2), counter.counts());
    assertEquals(List.of("repeated: a", "repeated: b"), counter.warnings());
    counter.begin(2);
    assertEquals(List.of(), counter.warnings());
  }

  @Test
  void aReportsCountsKeepTheirOrderAndCannotBeChanged() {
    IterationReport report = costing(withReward(1e40)).build().train().history().get(0);
    List<Fallback> kinds = new ArrayList<>(report.fallbacks().keySet());
    assertEquals(kinds.stream().sorted().toList(), kinds);
    assertFalse(kinds.isEmpty());
    assertThrows(
        UnsupportedOperationException.class, () -> report.fallbacks().remove(kinds.get(0)));
    assertNull(report.fallbacks().get(Fallback.STEP_KEPT));
  }

  @Test
  void keysOfFilesAreLowerCaseWords() {
    assertEquals("kl-bound-not-reached", Fallback.KL_BOUND_NOT_REACHED.key());
  }

  @Test
  void aReportOfAnOlderCheckpointIsReadByTheFormerNames() throws Exception {
    Map<Fallback, Integer> counts = Map.of(Fallback.REGRESSION_REGULARIZED, 3);
    IterationReport report =
        new IterationReport(
            1, 5, 2.5, Optional.empty(), List.of(), counts, List.of(), Map.of("models", 0.5));
    String now = new String(StrictJson.bytes(report), StandardCharsets.UTF_8);
    String then = now.replace("REGRESSION_REGULARIZED", "REGRESSION_REGULARISED");
    assertNotEquals(now, then);
    for (String json : List.of(now, then)) {
      byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
      assertEquals(report, StrictJson.parse(bytes, IterationReport.class));
    }
  }
}
