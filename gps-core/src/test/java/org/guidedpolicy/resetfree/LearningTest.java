package org.guidedpolicy.resetfree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.gps.ModelOptions;
import org.guidedpolicy.gps.PolicyOptions;
import org.guidedpolicy.gps.StepOptions;
import org.guidedpolicy.gps.StepSizeRule;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.supervised.SupervisedTargets;
import org.guidedpolicy.training.Evaluation;
import org.guidedpolicy.training.IterationReport;
import org.guidedpolicy.training.LeastSquaresTrainer;
import org.guidedpolicy.training.PointMass;
import org.guidedpolicy.training.Runs;
import org.guidedpolicy.training.TrainingException;
import org.guidedpolicy.training.TrainingResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LearningTest {
  private static final ModelOptions MODELS = ModelOptions.defaults().with(o -> o.maxComponents = 3);

  /** The first episodes hold their position: cost 1/3 T and noise. */
  private static void assertLearns(ResetFreeGPS.Builder run) {
    TrainingResult result = run.iterations(6).build().train();
    assertEquals(6, result.history().size());
    assertTrue(
        Runs.lastCost(result) < 0.6 * Runs.firstCost(result),
        () -> "costs " + result.history().stream().map(IterationReport::meanCost).toList());
    assertTrue(
        result.history().stream().allMatch(r -> r.warnings().isEmpty()),
        () -> "warnings of " + result.history());
  }

  @Test
  void executedCostsFall() {
    assertLearns(Runs.pointMass());
  }

  @ParameterizedTest
  @EnumSource
  void everyClusteringLearns(ModelOptions.Clustering clustering) {
    assertLearns(Runs.pointMass().models(MODELS.with(o -> o.clustering = clustering)));
  }

  @Test
  void exactJacobiansLearn() {
    assertLearns(
        Runs.pointMass()
            .models(MODELS.with(o -> o.linearization = ModelOptions.Linearization.JACOBIAN)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10})
  void earlierTrajectoriesMayEnterTheDynamics(int iterations) {
    assertLearns(Runs.pointMass().models(MODELS.with(o -> o.reusedIterations = iterations)));
  }

  @ParameterizedTest
  @EnumSource
  void everyStartOfLocalProblemsLearns(ModelOptions.Start start) {
    assertLearns(Runs.pointMass().models(MODELS.with(o -> o.start = start)));
  }

  @Test
  void episodesOfDifferentNoiseLearn() {
    assertLearns(Runs.pointMass().minNoiseScale(0));
  }

  @Test
  void severalRoundsLearn() {
    assertLearns(Runs.pointMass().policyTargets(PolicyOptions.defaults().with(o -> o.rounds = 3)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 1})
  void targetsWithAndWithoutABoundLearn(double bound) {
    assertLearns(
        Runs.pointMass().policyTargets(PolicyOptions.defaults().with(o -> o.targetBound = bound)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void targetsOfEarlierIterationsAreReplayed(int rounds) {
    List<Integer> sizes = new ArrayList<>();
    Runs.pointMass()
        .iterations(5)
        .policyTargets(
            PolicyOptions.defaults()
                .with(
                    o -> {
                      o.replayedIterations = 2;
                      o.rounds = rounds;
                    }))
        .policy((dO, dU, seed) -> noting(sizes, dO, dU, seed))
        .build()
        .train();
    int N = 12 * new PointMass().spec().horizon();
    List<Integer> expected = new ArrayList<>(List.of(N));
    for (int iterations : List.of(1, 2, 3, 3, 3)) {
      expected.addAll(Collections.nCopies(rounds, iterations * N));
    }
    assertEquals(expected, sizes);
  }

  private static LeastSquaresTrainer noting(List<Integer> sizes, int dO, int dU, long seed) {
    return new LeastSquaresTrainer(dO, dU, seed) {
      @Override
      public Fit fit(SupervisedTargets targets, double[] covariance) {
        sizes.add(targets.size());
        return super.fit(targets, covariance);
      }
    };
  }

  @ParameterizedTest
  @MethodSource
  void allTargetsAndCovariancesLearn(PolicyOptions options) {
    assertLearns(Runs.pointMass().policyTargets(options));
  }

  static Stream<PolicyOptions> allTargetsAndCovariancesLearn() {
    return Arrays.stream(PolicyOptions.Targets.values())
        .flatMap(
            targets ->
                Arrays.stream(PolicyOptions.Covariance.values())
                    .map(
                        covariance ->
                            PolicyOptions.defaults()
                                .with(
                                    o -> {
                                      o.targets = targets;
                                      o.covariance = covariance;
                                    })));
  }

  @ParameterizedTest
  @EnumSource
  void everyStepSizeRuleLearns(StepSizeRule rule) {
    assertLearns(Runs.pointMass().step(StepOptions.defaults().with(o -> o.rule = rule)));
  }

  @Test
  void whiteNoiseLearns() {
    assertLearns(Runs.pointMass().noiseWidth(0));
  }

  @Test
  void theNoiseKeepsItsFloor() {
    TrainingResult result =
        Runs.pointMass()
            .policyTargets(PolicyOptions.defaults().with(o -> o.minStandardDeviation = 0.9))
            .build()
            .train();
    for (IterationReport report : result.history()) {
      assertTrue(deviation(report) >= 0.9 - 1e-12, report::toString);
    }
    assertEquals(
        deviation(result.history().get(2)),
        Math.sqrt(((GaussianPolicy) result.policy()).covariance()[0]));
  }

  private static double deviation(IterationReport report) {
    return Runs.figure(report, "standard deviation of the actions", "action 1");
  }

  private static double allowed(IterationReport report) {
    return Runs.figure(report, "KL", "allowed");
  }

  @Test
  void localPoliciesKeepToTheBound() {
    TrainingResult result = Runs.pointMass().iterations(4).build().train();
    for (IterationReport report : result.history()) {
      assertTrue(Runs.figure(report, "KL", "reached") <= 1.1 * allowed(report), report::toString);
    }
    assertEquals(0.6, allowed(result.history().get(1)));
    assertEquals(2, allowed(result.history().get(2)));
  }

  @Test
  void severalRoundsShareTheBound() {
    TrainingResult result =
        Runs.pointMass()
            .policyTargets(PolicyOptions.defaults().with(o -> o.rounds = 3))
            .build()
            .train();
    for (IterationReport report : result.history()) {
      assertTrue(
          Runs.figure(report, "KL", "reached") <= 1.1 / 3 * allowed(report), report::toString);
    }
  }

  /** The target changes from episode to episode; the policy sees only how far it is. */
  private static final class MovedTarget extends PointMass {
    private double target;

    private MovedTarget() {
      super(
          EnvironmentSpec.builder(3, 1)
              .observation(2)
              .horizon(T)
              .timeStep(0.15)
              .actuated(new int[] {0}, new int[] {1})
              .build());
    }

    @Override
    public TimeStep reset(RandomGenerator random) {
      TimeStep start = super.reset(random);
      target = random.nextDouble(2, 3);
      return seen(start);
    }

    @Override
    public TimeStep step(double[] action) {
      return seen(super.step(action));
    }

    private TimeStep seen(TimeStep now) {
      double p = now.state()[0];
      double v = now.state()[1];
      return new TimeStep(new double[] {p + target, v, target}, new double[] {p, v});
    }
  }

  @Test
  void aPolicyThatSeesLessThanTheStateLearns() {
    assertLearns(
        Runs.small(
            ResetFreeGPS.builder(
                MovedTarget::new,
                (t, horizon, x, u) -> {
                  double distance = x[0] - x[2];
                  return distance * distance + 0.05 * x[1] * x[1] + 0.01 * u[0] * u[0];
                })));
  }

  @Test
  void twoStepsAreEnough() {
    TrainingResult result = Runs.small(() -> new PointMass(PointMass.spec(2))).build().train();
    assertEquals(3, result.history().size());
  }

  @Test
  void oneStepIsRefusedWithTheReason() {
    ResetFreeGPS run = Runs.small(() -> new PointMass(PointMass.spec(1))).build();
    var e = assertThrows(TrainingException.class, run::train);
    assertTrue(e.getMessage().contains("horizon"), e.getMessage());
  }

  @Test
  void asManyClustersAsTrajectoriesLearn() {
    TrainingResult result =
        Runs.pointMass().trajectoriesPerIteration(4).clusters(4).build().train();
    assertEquals(3, result.history().size());
    for (IterationReport report : result.history()) {
      assertSizesAddUpTo(4, report);
    }
  }

  @Test
  void aSingleTrajectoryIsEnoughToGoOn() {
    TrainingResult result =
        Runs.pointMass().trajectoriesPerIteration(1).clusters(1).build().train();
    assertEquals(1, Runs.figure(result.history().get(2), "clusters", "count"));
    assertEquals(1, Runs.figure(result.history().get(2), "clusters", "largest"));
  }

  /** As far as the largest and the smallest can tell. */
  private static void assertSizesAddUpTo(int trajectories, IterationReport report) {
    double count = Runs.figure(report, "clusters", "count");
    double largest = Runs.figure(report, "clusters", "largest");
    double smallest = Runs.figure(report, "clusters", "smallest");
    assertTrue(largest + (count - 1) * smallest <= trajectories, report::toString);
    assertTrue(smallest + (count - 1) * largest >= trajectories, report::toString);
  }

  @Test
  void equalSeedsGiveEqualRunsForAnyNumberOfThreads() {
    TrainingResult first = seeded(7, 1);
    for (int threads : new int[] {1, 2, 4}) {
      TrainingResult again = seeded(7, threads);
      assertEquals(Runs.timeless(first), Runs.timeless(again));
      assertEquals(Runs.numbers(first), Runs.numbers(again));
    }
    assertNotEquals(Runs.numbers(first), Runs.numbers(seeded(8, 1)));
    assertNotEquals(Runs.firstCost(first), Runs.firstCost(seeded(8, 1)));
  }

  @Test
  void aGivenExecutorDoesPartOfTheWorkAndIsLeftRunning() {
    AtomicInteger started = new AtomicInteger();
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(2, 2, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>()) {
          @Override
          protected void beforeExecute(Thread thread, Runnable work) {
            started.incrementAndGet();
          }
        };
    try {
      TrainingResult shared = builder(7, 3).executor(executor).build().train();
      assertEquals(Runs.numbers(seeded(7, 1)), Runs.numbers(shared));
      assertTrue(started.get() > 0);
      assertFalse(executor.isShutdown());
    } finally {
      executor.shutdown();
    }
  }

  private static TrainingResult seeded(long seed, int threads) {
    return builder(seed, threads).build().train();
  }

  private static ResetFreeGPS.Builder builder(long seed, int threads) {
    return evaluated()
        .models(MODELS.with(o -> o.reusedIterations = 1))
        .policyTargets(PolicyOptions.defaults().with(o -> o.rounds = 2))
        .seed(seed)
        .threads(threads);
  }

  /** Held-out starts in the middle between -1, 0 and 1. */
  private static ResetFreeGPS.Builder evaluated() {
    return Runs.pointMass()
        .evaluation(
            Evaluation.of(2, i -> startingAt(i - 0.5))
                .withFinalDistance(t -> Math.abs(t.state(PointMass.T)[0])))
        .diagnosis(true);
  }

  private static PointMass startingAt(double start) {
    return new PointMass() {
      @Override
      public TimeStep reset(RandomGenerator random) {
        super.reset(new Constant(start));
        return TimeStep.fullyObserved(start, 0);
      }
    };
  }

  /** Lets the point mass start at a given place of [-1, 1). */
  private record Constant(double start) implements RandomGenerator {
    @Override
    public long nextLong() {
      return (long) ((start + 1) / 2 * 0x1p53) << 11;
    }
  }

  @Test
  void oneRunDoesNotDisturbTheNext() {
    ResetFreeGPS run = Runs.pointMass().build();
    TrainingResult first = run.train();
    assertEquals(Runs.numbers(first), Runs.numbers(run.train()));
  }

  @Test
  void optionsOfOneRunMakeTheSameRunAgain() {
    TrainingResult first = Runs.pointMass().seed(3).noiseWidth(1).build().train();
    TrainingResult again =
        ResetFreeGPS.builder(PointMass::new, PointMass.COST)
            .options(first.options())
            .policy(LeastSquaresTrainer::new)
            .build()
            .train();
    assertEquals(Runs.numbers(first), Runs.numbers(again));
    assertEquals(3, again.seed());
  }

  /** The network and the next one, from the starts of an iteration's own episodes. */
  @Test
  void aDiagnosisIsTheEvaluationOfTheSameStarts() {
    List<double[]> starts = new ArrayList<>();
    TrainingResult one = recording(starts).iterations(1).build().train();
    TrainingResult two = evaluated().iterations(2).build().train();
    IterationReport diagnosed = two.history().get(1);
    // the first 12 starts of the second iteration, by a run that records them
    starts.clear();
    recording(starts).iterations(2).diagnosis(false).build().train();
    List<double[]> second = starts.subList(12, 24);
    Evaluation same =
        Evaluation.of(12, i -> startingAt(second.get(i)[0]))
            .withFinalDistance(t -> Math.abs(t.state(PointMass.T)[0]));
    try (var pool = org.guidedpolicy.parallel.WorkPool.of(1)) {
      assertClose(
          same.summarize(same.run(one.policy(), pool), PointMass.COST), diagnosed, "network");
      assertClose(
          same.summarize(same.run(two.policy(), pool), PointMass.COST), diagnosed, "next network");
    }
    // a linear network's linearization is itself, and its local policies are better
    double cost = Runs.figure(diagnosed, "diagnosis, cost", "network");
    assertEquals(cost, Runs.figure(diagnosed, "diagnosis, cost", "linearized"), 1e-3 * cost);
    assertEquals(
        Runs.figure(diagnosed, "diagnosis, distance", "network"),
        Runs.figure(diagnosed, "diagnosis, distance", "linearized"),
        1e-3);
    assertTrue(Runs.figure(diagnosed, "diagnosis, cost", "local") < cost);
  }

  private static ResetFreeGPS.Builder recording(List<double[]> starts) {
    PointMass recorder =
        new PointMass() {
          @Override
          public TimeStep reset(RandomGenerator random) {
            TimeStep first = super.reset(random);
            starts.add(first.state().clone());
            return first;
          }
        };
    return Runs.small(ResetFreeGPS.builder(recorder, PointMass.COST));
  }

  private static void assertClose(
      Evaluation.Result expected, IterationReport diagnosed, String part) {
    double cost = expected.meanCost().orElseThrow();
    assertEquals(cost, Runs.figure(diagnosed, "diagnosis, cost", part), 1e-3 * cost);
    assertEquals(
        expected.finalDistance().orElseThrow(),
        Runs.figure(diagnosed, "diagnosis, distance", part),
        1e-3);
  }

  @Test
  void reportsCountEpisodesAndTimePhases() {
    TrainingResult result = evaluated().build().train();
    for (int i = 1; i <= 3; i++) {
      IterationReport report = result.history().get(i - 1);
      assertEquals(i, report.iteration());
      assertEquals(12 * i, report.episodes());
      assertEquals(2, report.test().orElseThrow().episodes());
      assertSizesAddUpTo(12, report);
      assertEquals(i == 1, report.seconds().containsKey("imitation"));
      assertTrue(
          Runs.figure(report, "loss of the fit", "after")
              <= Runs.figure(report, "loss of the fit", "before"),
          report::toString);
      assertEquals(
          report.seconds().values().stream().mapToDouble(s -> s).sum(), report.totalSeconds());
    }
    assertEquals(Optional.empty(), result.history().get(0).figure("improvement", "predicted"));
    assertTrue(result.history().get(1).figure("improvement", "predicted").isPresent());
    assertEquals(TrainingResult.Ending.COMPLETED, result.ending());
    assertEquals(3, result.policyIteration());
  }
}
