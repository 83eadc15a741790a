package org.guidedpolicy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.policy.MlpPolicy;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.resetfree.ResetFreeGPS;
import org.guidedpolicy.supervised.SupervisedTargets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndingsTest {
  private final List<IterationReport> heard = new ArrayList<>();
  private final List<Policy> policies = new ArrayList<>();

  private ResetFreeGPS.Builder listening(ResetFreeGPS.Builder run) {
    return run.listener(
        (report, policy) -> {
          heard.add(report);
          policies.add(policy);
        });
  }

  @AfterEach
  void leaveNoInterrupt() {
    Thread.interrupted();
  }

  @Test
  void listenersHearOfEveryIterationOnceAndInOrder() {
    List<Integer> second = new ArrayList<>();
    TrainingResult result =
        listening(Runs.pointMass())
            .listener((report, policy) -> second.add(report.iteration()))
            .build()
            .train();
    assertEquals(result.history(), heard);
    assertEquals(List.of(1, 2, 3), second);
    assertSame(result.policy(), policies.get(2));
  }

  /** Writes down what it is told. */
  private static final class Diary implements TrainingListener {
    private final List<String> entries = new ArrayList<>();

    @Override
    public void onStart(TrainingOptions options, List<IterationReport> history) {
      entries.add("start of " + options.iterations() + " with " + history.size());
    }

    @Override
    public void onIteration(IterationReport report, Policy policy) {
      entries.add("iteration " + report.iteration());
    }

    @Override
    public void onEnd(TrainingResult result) {
      entries.add(result.ending() + " after " + result.history().size());
    }

    @Override
    public void onFailure(TrainingException failure) {
      entries.add("failure: " + failure.getMessage());
    }
  }

  @Test
  void listenersHearOfTheStartAndOfTheEnd() {
    Diary diary = new Diary();
    Runs.pointMass().iterations(2).listener(diary).build().train();
    assertEquals(
        List.of("start of 2 with 0", "iteration 1", "iteration 2", "COMPLETED after 2"),
        diary.entries);
  }

  @Test
  void listenersHearOfAFailureAndCannotHideIt() {
    Diary diary = new Diary();
    AtomicInteger episodes = new AtomicInteger();
    Runnable breaking =
        () -> {
          throw new IllegalStateException("a wheel fell off");
        };
    TrainingListener rude =
        new TrainingListener() {
          @Override
          public void onIteration(IterationReport report, Policy policy) {}

          @Override
          public void onFailure(TrainingException failure) {
            throw new IllegalStateException("cannot write");
          }
        };
    ResetFreeGPS run =
        Runs.small(() -> new Watched(episodes, 30, breaking))
            .allowedFailures(0)
            .listener(rude)
            .listener(diary)
            .build();
    var e = assertThrows(TrainingException.class, run::train);
    assertTrue(e.getMessage().contains("a wheel fell off"), e.getMessage());
    assertEquals("cannot write", e.getSuppressed()[0].getMessage());
    assertEquals("failure: " + e.getMessage(), diary.entries.get(3));
    assertEquals(4, diary.entries.size());
  }

  @Test
  void trainingStopsAfterTheFirstReportThatSatisfies() {
    TrainingResult result =
        listening(Runs.pointMass()).stopWhen(r -> r.iteration() >= 2).build().train();
    assertEquals(TrainingResult.Ending.STOPPED, result.ending());
    assertEquals(2, result.history().size());
    assertEquals(2, result.policyIteration());
    assertSame(result.policy(), policies.get(1));
  }

  @Test
  void aCancelledRunReturnsTheLastFinishedIteration() {
    AtomicReference<ResetFreeGPS> run = new AtomicReference<>();
    run.set(
        listening(Runs.pointMass())
            .iterations(100)
            .listener(
                (report, policy) -> {
                  if (report.iteration() == 2) {
                    run.get().cancel();
                  }
                })
            .build());
    assertCancelledAfterTwo(run.get().train());
    var e = assertThrows(TrainingException.class, () -> run.get().train());
    assertTrue(e.getMessage().contains("cancelled before"), e.getMessage());
  }

  private void assertCancelledAfterTwo(TrainingResult result) {
    assertEquals(TrainingResult.Ending.CANCELLED, result.ending());
    assertEquals(2, result.history().size());
    assertEquals(2, result.policyIteration());
    assertSame(policies.get(1), result.policy());
  }

  /** A point mass that does something at the start of an episode. */
  private static final class Watched extends PointMass {
    private final AtomicInteger episodes;
    private final int number;
    private final Runnable deed;

    private Watched(AtomicInteger episodes, int number, Runnable deed) {
      this.episodes = episodes;
      this.number = number;
      this.deed = deed;
    }

    @Override
    public TimeStep reset(RandomGenerator random) {
      if (episodes.incrementAndGet() == number) {
        deed.run();
      }
      return super.reset(random);
    }
  }

  /** The 30th episode is in the third iteration. */
  @Test
  void aRunCancelledInTheMiddleOfAnIterationEndsAfterTheRunningEpisode() {
    AtomicReference<ResetFreeGPS> run = new AtomicReference<>();
    AtomicInteger episodes = new AtomicInteger();
    run.set(
        listening(Runs.small(() -> new Watched(episodes, 30, () -> run.get().cancel())))
            .iterations(100)
            .build());
    assertCancelledAfterTwo(run.get().train());
    assertEquals(30, episodes.get());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aThreadInterruptedInAnEpisodeReturnsTheLastFinishedIteration(int threads) {
    Thread trainer = Thread.currentThread();
    AtomicInteger episodes = new AtomicInteger();
    ResetFreeGPS run =
        listening(Runs.small(() -> new Watched(episodes, 30, trainer::interrupt)))
            .iterations(100)
            .threads(threads)
            .build();
    assertCancelledAfterTwo(run.train());
    assertTrue(Thread.currentThread().isInterrupted(), "the interrupt is for the caller too");
  }

  @Test
  void aRunCancelledInItsFirstIterationSaysThatThereIsNoPolicy() {
    AtomicReference<ResetFreeGPS> run = new AtomicReference<>();
    AtomicInteger episodes = new AtomicInteger();
    run.set(
        listening(Runs.small(() -> new Watched(episodes, 3, () -> run.get().cancel()))).build());
    var e = assertThrows(TrainingException.class, () -> run.get().train());
    assertTrue(e.getMessage().contains("before its first iteration"), e.getMessage());
    assertTrue(e.partialResult().isEmpty());
    assertTrue(heard.isEmpty());
  }

  @Test
  void theTrainerAndTheEnvironmentsOfTheFactoryAreClosed() {
    List<LeastSquaresTrainer> trainers = new ArrayList<>();
    AtomicInteger open = new AtomicInteger();
    Runs.small(
            () -> {
              open.incrementAndGet();
              return new PointMass() {
                @Override
                public void close() {
                  open.decrementAndGet();
                }
              };
            })
        .policy(
            (dO, dU, seed) -> {
              trainers.add(new LeastSquaresTrainer(dO, dU, seed));
              return trainers.get(0);
            })
        .build()
        .train();
    assertEquals(0, open.get());
    assertEquals(1, trainers.size());
    assertTrue(trainers.get(0).closed);
  }

  @Test
  void oneRobotDoesAllEpisodesInTurnAndStaysOpen() {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger episodes = new AtomicInteger();
    List<String> misuse = new ArrayList<>();
    PointMass robot =
        new PointMass() {
          private int steps = T;

          @Override
          public TimeStep reset(RandomGenerator random) {
            episodes.incrementAndGet();
            if (steps != T) {
              misuse.add("reset after " + steps + " steps");
            }
            steps = 0;
            return super.reset(random);
          }

          @Override
          public TimeStep step(double[] action) {
            if (running.incrementAndGet() > 1) {
              misuse.add("two steps at once");
            }
            steps++;
            TimeStep now = super.step(action);
            running.decrementAndGet();
            return now;
          }

          @Override
          public void close() {
            misuse.add("closed");
          }
        };
    TrainingResult inTurn =
        Runs.small(ResetFreeGPS.builder(robot, PointMass.COST)).threads(4).build().train();
    assertEquals(List.of(), misuse);
    assertEquals(36, episodes.get());
    assertEquals(Runs.numbers(Runs.pointMass().build().train()), Runs.numbers(inTurn));
  }

  /** Turns the policies of some fits around; the first fit is the imitation. */
  private static final class Saboteur extends LeastSquaresTrainer {
    private final List<Integer> spoiled;
    private int fits;

    private Saboteur(int dO, int dU, long seed, List<Integer> spoiled) {
      super(dO, dU, seed);
      this.spoiled = spoiled;
    }

    @Override
    public Fit fit(SupervisedTargets targets, double[] covariance) {
      Fit fit = super.fit(targets, covariance);
      int iteration = fits++;
      if (!spoiled.contains(iteration)) {
        return fit;
      }
      MlpPolicy.Layer layer = ((MlpPolicy) fit.policy()).layers().get(0);
      double[] W = layer.weights();
      for (int i = 0; i < W.length; i++) {
        W[i] = -W[i];
      }
      GaussianPolicy opposite = linear(W, layer.biases(), covariance);
      return new Fit(opposite, fit.lossBefore(), targets.loss(opposite), fit.steps());
    }
  }

  private ResetFreeGPS.Builder spoiled(List<Integer> iterations) {
    return listening(Runs.pointMass())
        .selectedPolicy(TrainingOptions.SelectedPolicy.BEST_IN_TRAINING)
        .policy((dO, dU, seed) -> new Saboteur(dO, dU, seed, iterations));
  }

  @Test
  void theBestPolicyInTrainingIsTheOneWhoseOwnEpisodesCostLeast() {
    TrainingResult result = spoiled(List.of(4, 5)).iterations(5).build().train();
    List<Double> costs = heard.stream().skip(1).map(IterationReport::meanCost).toList();
    int best = 1 + costs.indexOf(costs.stream().min(Double::compare).orElseThrow());
    assertFalse(best >= 4, costs::toString);
    assertEquals(best, result.policyIteration());
    assertSame(policies.get(best - 1), result.policy());
    assertEquals(5, result.history().size());
  }

  @Test
  void withoutEpisodesOfItsOwnTheLastPolicyIsReturnedOnlyIfItIsTheOnlyOne() {
    TrainingResult one = spoiled(List.of()).iterations(1).build().train();
    assertEquals(1, one.policyIteration());
    assertSame(policies.get(0), one.policy());
    TrainingResult two = spoiled(List.of()).iterations(2).build().train();
    assertEquals(1, two.policyIteration());
  }

  @Test
  void theLastPolicyIsReturnedUnlessAskedOtherwise() {
    TrainingResult result =
        spoiled(List.of(3)).selectedPolicy(TrainingOptions.SelectedPolicy.LAST).build().train();
    assertEquals(3, result.policyIteration());
    assertSame(policies.get(2), result.policy());
  }
}
