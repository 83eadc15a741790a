package org.guidedpolicy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.guidedpolicy.badmm.Badmm;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.FixedStarts;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.mirror.MirrorDescent;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the algorithms that reset to conditions refuse. */
class ConditionRefusalsTest {
  private static Stream<Algorithm> algorithms() {
    return Stream.of(
        new MirrorDescent().with(o -> o.samples = 3), new Badmm().with(o -> o.samples = 3));
  }

  private static Trainings.Builder training(
      Algorithm algorithm, Supplier<? extends Environment> environments) {
    TrainingOptions options =
        TrainingOptions.of(algorithm)
            .with(
                o -> {
                  o.iterations = 2;
                  o.threads = 1;
                  o.allowedFailures = 0;
                });
    return Trainings.builder(environments, PointMass.COST, options)
        .policy(LeastSquaresTrainer::new);
  }

  private static String refusal(Trainings.Builder training) {
    Training run = training.build();
    return String.valueOf(assertThrows(TrainingException.class, run::train).getMessage());
  }

  /** Counts its episodes. */
  private static final class Counted extends PointMass {
    private final AtomicInteger episodes;

    Counted(AtomicInteger episodes) {
      this.episodes = episodes;
    }

    @Override
    public TimeStep reset(RandomGenerator random) {
      episodes.incrementAndGet();
      return super.reset(random);
    }
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void anEnvironmentThatCannotBeResetIsRefusedInOneSentenceBeforeAnyEpisode(Algorithm algorithm) {
    AtomicInteger episodes = new AtomicInteger();
    String message = refusal(training(algorithm, () -> new Counted(episodes)));
    assertEquals(
        algorithm.name()
            + " resets the environment to its conditions, and this one cannot be reset; implement"
            + " ResettableEnvironment, put FixedStarts around a simulation, or train by reset-free",
        message);
    assertEquals(0, episodes.get());
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void recordedTrajectoriesAreRefusedBeforeAnyEpisode(Algorithm algorithm) {
    AtomicInteger episodes = new AtomicInteger();
    int T = PointMass.T;
    Trajectory recorded =
        new Trajectory(T, new double[2 * (T + 1)], new double[T], new double[2 * T]);
    String message =
        refusal(
            training(algorithm, () -> new FixedStarts(new Counted(episodes), 1, 2))
                .learnFrom(List.of(recorded, recorded, recorded, recorded, recorded, recorded)));
    assertTrue(message.startsWith("learnFrom: " + algorithm.name() + " learns from"), message);
    assertTrue(message.contains("train by reset-free"), message);
    assertEquals(0, episodes.get());
  }

  @Test
  void oneSampleOfAConditionIsRefused() {
    String expected = "samples is 1, but a condition needs at least 2 to fit its models";
    for (var make :
        List.<Runnable>of(
            () -> new MirrorDescent().with(o -> o.samples = 1),
            () -> new Badmm().with(o -> o.samples = 1))) {
      assertEquals(expected, assertThrows(IllegalArgumentException.class, make::run).getMessage());
    }
  }

  /** Two of the three episodes of the second condition fail in their third step. */
  private static Supplier<Environment> failing() {
    AtomicInteger episodes = new AtomicInteger();
    return () ->
        new FixedStarts(
            new PointMass() {
              private int step;
              private boolean fails;

              @Override
              public TimeStep reset(RandomGenerator random) {
                int episode = episodes.getAndIncrement();
                fails = episode == 3 || episode == 5;
                step = 0;
                return super.reset(random);
              }

              @Override
              public TimeStep step(double[] action) {
                if (fails && ++step == 3) {
                  throw new IllegalStateException("the cable is taut");
                }
                return super.step(action);
              }
            },
            1,
            2);
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void aConditionNeedsTwoEpisodesThatAreLeft(Algorithm algorithm) {
    EpisodeOptions drops = EpisodeOptions.defaults().with(o -> o.allowedDrops = 2);
    assertEquals(
        "iteration 1: condition 1 has 1 episodes left, its models need at least 2; allow more"
            + " failures",
        refusal(training(algorithm, failing()).episodes(drops)));
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void aRepeatedEpisodeKeepsItsCondition(Algorithm algorithm) {
    TrainingResult result = training(algorithm, failing()).allowedFailures(2).build().train();
    assertEquals(12, result.history().get(1).episodes());
    assertEquals(2, result.history().get(0).fallbacks().get(Fallback.EPISODE_REPEATED));
  }
}
