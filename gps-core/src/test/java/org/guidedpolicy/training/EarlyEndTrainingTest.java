package org.guidedpolicy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.FixedStarts;
import org.guidedpolicy.environment.TimeStep;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training on a point mass whose episodes end at the goal, and when it leaves its track. */
class EarlyEndTrainingTest {
  private static final double GOAL = 0.05;
  private static final double TRACK = 1.3;

  @TempDir Path folder;

  /** It fails where it is asked for a step after an end. */
  private static final class Track extends PointMass {
    private boolean over = true;

    @Override
    public TimeStep reset(RandomGenerator random) {
      over = false;
      return super.reset(random);
    }

    @Override
    public TimeStep step(double[] action) {
      if (over) {
        throw new IllegalStateException("step after the end");
      }
      TimeStep now = super.step(action);
      double p = Math.abs(now.state()[0]);
      over = p > TRACK || p < GOAL && Math.abs(now.state()[1]) < GOAL;
      return over ? now.ending() : now;
    }
  }

  private static Supplier<Environment> tracks(String algorithm) {
    return algorithm.equals("reset-free")
        ? Track::new
        : () -> new FixedStarts(new Track(), 1, 2, 3, 4, 5, 6, 7, 8);
  }

  private static Trainings.Builder training(String algorithm) {
    TrainingOptions options =
        TrainingOptions.of(Algorithms.named(algorithm).orElseThrow())
            .with(
                o -> {
                  o.iterations = 6;
                  o.threads = 1;
                  o.allowedFailures = 0;
                });
    return Trainings.builder(tracks(algorithm), PointMass.COST, options)
        .policy(LeastSquaresTrainer::new)
        .evaluation(
            Evaluation.of(20, i -> new Track()).withSuccess(t -> Math.abs(t.state(15, 0)) < 0.2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"reset-free", "mdgps", "badmm"})
  void everyAlgorithmLearnsFromEpisodesThatEnd(String algorithm) {
    TrainingResult result = training(algorithm).build().train();
    IterationReport first = result.history().get(0);
    IterationReport last = result.history().get(result.history().size() - 1);
    assertTrue(last.test().orElseThrow().meanCost().orElseThrow() < 0.8 * first.meanCost());
    assertTrue(last.test().orElseThrow().success().orElseThrow() >= 0.9);
    assertTrue(
        result.history().stream()
            .anyMatch(r -> r.figure("episodes that ended early", "training").orElse(0.0) > 0));
    double length = last.figure("length of the episodes", "training").orElseThrow();
    assertTrue(length > 1 && length < PointMass.T);
  }

  @ParameterizedTest
  @ValueSource(strings = {"reset-free", "mdgps", "badmm"})
  void anInterruptedTrainingGoesOnBitForBit(String algorithm) throws IOException {
    TrainingResult whole = training(algorithm).build().train();
    training(algorithm)
        .checkpoints(Checkpoints.in(folder))
        .stopWhen(report -> report.iteration() == 3)
        .build()
        .train();
    TrainingResult resumed =
        Trainings.resume(folder, tracks(algorithm), PointMass.COST)
            .policy(LeastSquaresTrainer::new)
            .evaluation(
                Evaluation.of(20, i -> new Track())
                    .withSuccess(t -> Math.abs(t.state(15, 0)) < 0.2))
            .build()
            .train();
    assertEquals(Runs.timeless(whole), Runs.timeless(resumed));
  }
}
