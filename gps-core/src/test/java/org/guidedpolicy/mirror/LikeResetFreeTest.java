package org.guidedpolicy.mirror;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.FixedStarts;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.gps.Expansion;
import org.guidedpolicy.gps.ModelOptions;
import org.guidedpolicy.gps.StepOptions;
import org.guidedpolicy.resetfree.ResetFree;
import org.guidedpolicy.training.Algorithm;
import org.guidedpolicy.training.LeastSquaresTrainer;
import org.guidedpolicy.training.PointMass;
import org.guidedpolicy.training.Runs;
import org.guidedpolicy.training.TrainingOptions;
import org.guidedpolicy.training.TrainingResult;
import org.guidedpolicy.training.Trainings;
import org.junit.jupiter.api.Test;

/** With one condition and one cluster, mirror descent is reset-free training from one start. */
class LikeResetFreeTest {
  private static final ModelOptions MODELS =
      ModelOptions.defaults()
          .with(
              o -> {
                o.clustering = ModelOptions.Clustering.SINGLE;
                o.start = ModelOptions.Start.GROUP;
                o.maxComponents = 3;
              });

  private static final MirrorDescent MIRROR =
      new MirrorDescent()
          .with(
              o -> {
                o.samples = 8;
                o.expansion = Expansion.PER_SAMPLE;
                o.stepRule = MirrorDescent.StepRule.FIXED;
                o.models = MODELS;
              });

  private static final ResetFree RESET_FREE =
      new ResetFree()
          .with(
              o -> {
                o.trajectories = 8;
                o.clusters = 1;
                o.models = MODELS;
                o.imagination = o.imagination.with(i -> i.imaginedRounds = 0);
                o.policy = new MirrorDescent().policy();
                o.step =
                    StepOptions.defaults()
                        .with(
                            s -> {
                              s.warmUpIterations = 0;
                              s.klPerStep = 1;
                            });
              });

  /** Always starts at the same place. */
  private static final class OneStart extends PointMass {
    @Override
    public TimeStep reset(RandomGenerator random) {
      return super.reset(new SplittableRandom(11));
    }
  }

  private static TrainingResult trained(Algorithm algorithm) {
    TrainingOptions options =
        TrainingOptions.of(algorithm)
            .with(
                o -> {
                  o.iterations = 4;
                  o.threads = 1;
                });
    return Trainings.builder(() -> new FixedStarts(new OneStart(), 1), PointMass.COST, options)
        .policy(LeastSquaresTrainer::new)
        .build()
        .train();
  }

  private static List<Double> costs(TrainingResult result) {
    return result.history().stream().map(report -> report.meanCost()).toList();
  }

  @Test
  void theyGiveEqualBits() {
    TrainingResult mirror = trained(MIRROR);
    TrainingResult resetFree = trained(RESET_FREE);
    assertEquals(costs(resetFree), costs(mirror));
    assertEquals(Runs.numbers(resetFree), Runs.numbers(mirror));
  }

  @Test
  void oneLocalPolicyAConditionGivesOtherBits() {
    TrainingResult averaged = trained(MIRROR.with(o -> o.expansion = Expansion.AVERAGED));
    assertNotEquals(Runs.numbers(trained(RESET_FREE)), Runs.numbers(averaged));
  }
}
