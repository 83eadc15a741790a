package org.guidedpolicy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.rollout.RolloutCollector.Rollouts;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  private static final Policy AT_REST =
      LeastSquaresTrainer.linear(new double[2], new double[1], new double[] {1});

  private final AtomicInteger open = new AtomicInteger();

  /** Starts at i and stays there; the broken one fails in its third step. */
  private PointMass startingAt(int i, boolean broken) {
    open.incrementAndGet();
    return new PointMass() {
      private int steps;

      @Override
      public TimeStep reset(RandomGenerator random) {
        return TimeStep.fullyObserved(i, 0);
      }

      @Override
      public TimeStep step(double[] action) {
        if (broken && ++steps == 3) {
          throw new IllegalStateException("stuck");
        }
        return TimeStep.fullyObserved(i, 0);
      }

      @Override
      public void close() {
        open.decrementAndGet();
      }
    };
  }

  private static Rollouts run(Evaluation evaluation, int threads) {
    try (WorkPool pool = WorkPool.of(threads)) {
      return evaluation.run(AT_REST, pool);
    }
  }

  private static double end(Trajectory trajectory) {
    return trajectory.state(PointMass.T)[0];
  }

  @Test
  void resultsAreMeansOverTheEpisodes() {
    Evaluation evaluation =
        Evaluation.of(4, i -> startingAt(i, false))
            .withFinalDistance(EvaluationTest::end)
            .withSuccess(t -> end(t) < 3);
    for (int threads : new int[] {1, 3}) {
      Rollouts rollouts = run(evaluation, threads);
      for (int i = 0; i < 4; i++) {
        assertEquals(i, end(rollouts.trajectories().get(i)));
      }
      Evaluation.Result result = evaluation.summarize(rollouts, PointMass.COST);
      // squares of 0 .. 3, at each step
      double cost = PointMass.T * 14 / 4.0;
      assertEquals(
          new Evaluation.Result(4, 0, Optional.of(cost), Optional.of(1.5), Optional.of(0.75)),
          result);
    }
    assertEquals(0, open.get());
  }

  @Test
  void failedEpisodesCountAsUnsuccessfulAndEnterNoMean() {
    Evaluation evaluation =
        Evaluation.of(4, i -> startingAt(i, i == 3))
            .withFinalDistance(EvaluationTest::end)
            .withSuccess(t -> true);
    Evaluation.Result result = evaluation.summarize(run(evaluation, 2), PointMass.COST);
    double cost = PointMass.T * 5 / 3.0;
    assertEquals(cost, result.meanCost().orElseThrow(), 1e-12);
    assertEquals(
        new Evaluation.Result(4, 1, result.meanCost(), Optional.of(1.0), Optional.of(0.75)),
        result);
    assertEquals(0, open.get());
  }

  @Test
  void whereNothingWasFinishedThereIsNoMean() {
    Evaluation evaluation =
        Evaluation.of(2, i -> startingAt(i, true))
            .withFinalDistance(EvaluationTest::end)
            .withSuccess(t -> true);
    assertEquals(
        new Evaluation.Result(2, 2, Optional.empty(), Optional.empty(), Optional.of(0.0)),
        evaluation.summarize(run(evaluation, 1), PointMass.COST));
  }

  @Test
  void withoutDistanceAndSuccessOnlyCostsAreReported() {
    Evaluation evaluation = Evaluation.of(1, i -> startingAt(2, false));
    assertEquals(
        new Evaluation.Result(
            1, 0, Optional.of(4.0 * PointMass.T), Optional.empty(), Optional.empty()),
        evaluation.summarize(run(evaluation, 1), PointMass.COST));
  }

  @Test
  void noEpisodesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Evaluation.of(0, i -> new PointMass()));
  }
}
