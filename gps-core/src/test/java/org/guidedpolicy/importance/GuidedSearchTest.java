package org.guidedpolicy.importance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.importance.ImportanceSampling.Bound;
import org.guidedpolicy.importance.ImportanceSampling.Guidance;
import org.guidedpolicy.importance.ImportanceSampling.Search;
import org.guidedpolicy.initial.InitialController;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.training.IterationReport;
import org.guidedpolicy.training.PointMass;
import org.guidedpolicy.training.TrainingException;
import org.guidedpolicy.training.TrainingResult;
import org.junit.jupiter.api.Test;

class GuidedSearchTest {

  /** A point mass that always starts at the same place. */
  private static final class OneStart extends PointMass {
    @Override
    public TimeStep reset(RandomGenerator random) {
      return super.reset(new SplittableRandom(3));
    }
  }

  /** u = -gain p - gain v + noise, which is far from the best for small gains. */
  private static InitialController guide(double gain, double deviation) {
    int T = PointMass.T;
    double[] K = new double[T * 2];
    double[] C = new double[T];
    for (int t = 0; t < T; t++) {
      K[2 * t] = -gain;
      K[2 * t + 1] = -gain;
      C[t] = deviation * deviation;
    }
    LinearGaussianController q = LinearGaussianController.of(T, 2, 1, K, new double[T], C);
    return (spec, x1) -> q;
  }

  private static ImportanceSampledGPS.Builder training(Consumer<ImportanceSampling.Draft> change) {
    return ImportanceSampledGPS.builder(OneStart::new, PointMass.COST)
        .initialController(guide(1, 0.5))
        .iterations(12)
        .threads(1)
        .samples(20, 20)
        .hiddenUnits(5)
        .search(
            o -> {
              o.maxGuidingCost = 0;
              o.pretrainingEvaluations = 100;
              o.maxNoise = 0.3;
              o.regularization = 0.1;
              o.maxRegularization = 1;
            })
        .search(change);
  }

  private static double cost(TrainingResult result, int iteration) {
    return result.history().get(iteration).meanCost();
  }

  @Test
  void theSearchImprovesOnItsGuide() {
    TrainingResult result = training(o -> {}).build().train();
    IterationReport first = result.history().get(0);
    double guide = first.figure("cost", "guiding samples").orElseThrow();
    double best =
        result.history().stream().mapToDouble(IterationReport::meanCost).min().orElseThrow();
    assertTrue(best < 0.85 * guide, () -> "the guide costs " + guide + ", the best " + best);
    assertEquals(20 + 20, first.episodes());
  }

  @Test
  void everyComparedMethodTrains() {
    List<Consumer<ImportanceSampling.Draft>> changes =
        List.of(
            o -> o.bound = Bound.EFFECTIVE_SAMPLES,
            o -> o.guidance = Guidance.PRETRAINING,
            o -> o.search = Search.DAGGER,
            o -> o.search = Search.POLICY_GRADIENT);
    for (Consumer<ImportanceSampling.Draft> change : changes) {
      TrainingResult result = training(change).iterations(3).build().train();
      assertTrue(cost(result, 2) < 3 * cost(result, 0), () -> result.history().toString());
    }
  }

  @Test
  void withoutABoundTheSearchLeavesItsSamples() {
    TrainingResult free = training(o -> o.bound = Bound.NONE).iterations(3).build().train();
    TrainingResult bounded = training(o -> {}).iterations(3).build().train();
    assertTrue(
        effectiveSamples(free) < 0.7 * effectiveSamples(bounded),
        () -> effectiveSamples(free) + " and " + effectiveSamples(bounded));
  }

  private static double effectiveSamples(TrainingResult result) {
    return result.history().get(1).figure("samples", "effective").orElseThrow();
  }

  @Test
  void aPolicyGradientMakesStepsOfItsLength() {
    TrainingResult result =
        training(
                o -> {
                  o.search = Search.POLICY_GRADIENT;
                  o.stepLength = 0.05;
                })
            .iterations(15)
            .build()
            .train();
    double before = (cost(result, 0) + cost(result, 1) + cost(result, 2)) / 3;
    double after = (cost(result, 12) + cost(result, 13) + cost(result, 14)) / 3;
    assertTrue(after < before, () -> before + " became " + after);
  }

  @Test
  void aGuideWhoseSamplesGoWrongIsRefused() {
    ImportanceSampledGPS training = training(o -> o.maxGuidingCost = 1.01).build();
    TrainingException e = assertThrows(TrainingException.class, training::train);
    assertTrue(e.getMessage().contains("guiding samples cost more than"), e.getMessage());
  }

  @Test
  void aFewGuidingSamplesThatGoWrongAreDrawnAgain() {
    TrainingResult result =
        training(o -> o.maxGuidingCost = 2)
            .initialController(guide(1, 3))
            .iterations(1)
            .build()
            .train();
    IterationReport report = result.history().get(0);
    double rejected = report.figure("guiding samples", "rejected").orElseThrow();
    assertTrue(rejected > 0 && rejected <= 5, () -> rejected + " rejected");
    assertEquals(40 + rejected, report.episodes());
  }

  @Test
  void aGuideWithoutNoiseIsRefused() {
    ImportanceSampledGPS training =
        training(o -> {}).initialController(guide(1, 0)).iterations(2).build();
    TrainingException e = assertThrows(TrainingException.class, training::train);
    assertTrue(e.getMessage().contains("has no density") || e.getMessage().contains("no density"));
  }
}
