package org.guidedpolicy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.guidedpolicy.gps.ModelOptions;
import org.guidedpolicy.gps.StepOptions;
import org.guidedpolicy.gps.StepSizeRule;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.resetfree.ResetFreeGPS;
import org.guidedpolicy.supervised.PolicyTrainer;
import org.guidedpolicy.supervised.PolicyTrainerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
  private static final int ITERATIONS = 4;

  @TempDir Path folder;

  @AfterEach
  void leaveNoInterrupt() {
    Thread.interrupted();
  }

  /** Remembers trajectories of several iterations, the step size and the best. */
  private static ResetFreeGPS.Builder remembering(ResetFreeGPS.Builder run) {
    return Runs.small(run)
        .iterations(ITERATIONS)
        .models(
            ModelOptions.defaults()
                .with(
                    o -> {
                      o.maxComponents = 3;
                      o.priorIterations = 3;
                      o.reusedIterations = 1;
                    }))
        .step(StepOptions.defaults().with(o -> o.rule = StepSizeRule.ANALYTIC))
        .selectedPolicy(TrainingOptions.SelectedPolicy.BEST_IN_TRAINING);
  }

  private static ResetFreeGPS.Builder training() {
    return remembering(ResetFreeGPS.builder(PointMass::new, PointMass.COST));
  }

  private static final class PowerCut extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static TrainingListener cutAfter(int iteration) {
    return (report, policy) -> {
      if (report.iteration() == iteration) {
        throw new PowerCut();
      }
    };
  }

  private void cutOffAfter(int iteration) {
    ResetFreeGPS run =
        training().checkpoints(Checkpoints.in(folder)).listener(cutAfter(iteration)).build();
    assertThrows(PowerCut.class, run::train);
  }

  private ResetFreeGPS.Builder resumed() throws IOException {
    return ResetFreeGPS.resume(folder, PointMass::new, PointMass.COST)
        .policy(LeastSquaresTrainer::new);
  }

  private static void assertSame(TrainingResult expected, TrainingResult actual) {
    assertEquals(Runs.timeless(expected), Runs.timeless(actual));
    assertEquals(Runs.numbers(expected), Runs.numbers(actual));
    assertEquals(expected.policyIteration(), actual.policyIteration());
    assertEquals(expected.ending(), actual.ending());
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void checkpointsDoNotChangeTheResult() {
    assertSame(
        training().build().train(), training().checkpoints(Checkpoints.in(folder)).build().train());
  }

  @Test
  void listenersAreToldWhatWasDoneBeforeAndThenOfTheRest() throws Exception {
    cutOffAfter(2);
    List<Integer> before = new ArrayList<>();
    List<Integer> after = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onStart(TrainingOptions options, List<IterationReport> history) {
            history.forEach(report -> before.add(report.iteration()));
          }

          @Override
          public void onIteration(IterationReport report, Policy policy) {
            after.add(report.iteration());
          }
        };
    resumed().listener(listener).build().train();
    assertEquals(List.of(1, 2), before);
    assertEquals(List.of(3, 4), after);
  }

  @Test
  void theNewestCheckpointsAreKept() throws Exception {
    training().checkpoints(Checkpoints.in(folder).keep(2)).build().train();
    assertEquals(
        List.of("iteration-000003.checkpoint", "iteration-000004.checkpoint", "lock"), files());
  }

  @Test
  void everySecondIterationAndTheLastAreStored() throws Exception {
    training().iterations(5).checkpoints(Checkpoints.in(folder).every(2).keep(9)).build().train();
    assertEquals(
        List.of(
            "iteration-000002.checkpoint",
            "iteration-000004.checkpoint",
            "iteration-000005.checkpoint",
            "lock"),
        files());
  }

  @Test
  void aCheckpointTellsWhatTrainingHadReached() throws Exception {
    List<Policy> policies = new ArrayList<>();
    TrainingResult result =
        training()
            .checkpoints(Checkpoints.in(folder))
            .listener((report, policy) -> policies.add(policy))
            .build()
            .train();
    Checkpoint newest = Checkpoint.newest(folder);
    assertEquals(ITERATIONS, newest.iteration());
    assertEquals(result.history(), newest.history());
    assertEquals(result.options(), newest.options());
    Path expected = folder.resolve("expected.policy");
    Path actual = folder.resolve("actual.policy");
    policies.get(ITERATIONS - 1).save(expected);
    newest.policy().save(actual);
    assertEquals(-1, Files.mismatch(expected, actual));
  }

  private static void assertRefused(String part, ResetFreeGPS run) {
    TrainingException e = assertThrows(TrainingException.class, run::train);
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  @Test
  void aChangedOptionIsNamedWithItsOldAndNewValue() throws Exception {
    cutOffAfter(2);
    assertRefused(
        "another algorithm.trajectories: it was 12, now it is 13",
        resumed().trajectoriesPerIteration(13).build());
    assertRefused("another seed: it was 1, now it is 2", resumed().seed(2).build());
    assertRefused(
        "step.klPerStep",
        resumed()
            .step(
                StepOptions.defaults()
                    .with(
                        o -> {
                          o.rule = StepSizeRule.ANALYTIC;
                          o.klPerStep = 0.5;
                        }))
            .build());
    assertRefused("iterations is 1, but", resumed().iterations(1).build());
    ResetFreeGPS otherHorizon =
        ResetFreeGPS.resume(folder, () -> new PointMass(PointMass.spec(20)), PointMass.COST)
            .policy(LeastSquaresTrainer::new)
            .build();
    assertRefused("environment.horizon: it was 15, now it is 20", otherHorizon);
    PolicyTrainerFactory described =
        new PolicyTrainerFactory() {
          @Override
          public PolicyTrainer create(int dO, int dU, long seed) {
            return new LeastSquaresTrainer(dO, dU, seed);
          }

          @Override
          public String description() {
            return "ridge 1e-6";
          }
        };
    assertRefused("now it is ridge 1e-6", resumed().policy(described).build());
  }

  @Test
  void iterationsThreadsAndWhatIsReturnedMayChange() throws Exception {
    cutOffAfter(2);
    TrainingResult result =
        resumed()
            .iterations(ITERATIONS + 1)
            .threads(3)
            .allowedFailures(1)
            .selectedPolicy(TrainingOptions.SelectedPolicy.LAST)
            .build()
            .train();
    TrainingResult whole =
        training()
            .iterations(ITERATIONS + 1)
            .selectedPolicy(TrainingOptions.SelectedPolicy.LAST)
            .build()
            .train();
    assertSame(whole, result);
  }

  @Test
  void aNewTrainingDoesNotBeginWhereAnotherLeftCheckpoints() {
    cutOffAfter(1);
    ResetFreeGPS again = training().checkpoints(Checkpoints.in(folder)).build();
    assertRefused("holds checkpoints of an earlier training", again);
  }

  @Test
  void deletingCheckpointsLeavesOtherFiles() throws Exception {
    cutOffAfter(1);
    Files.writeString(folder.resolve("notes.txt"), "mine");
    Files.writeString(folder.resolve(".iteration-000002.checkpoint.7-0.tmp"), "half");
    Checkpoints.in(folder).delete();
    assertEquals(List.of("lock", "notes.txt"), files());
    Checkpoints.in(folder.resolve("none")).delete();
    CheckpointException e =
        assertThrows(CheckpointException.class, () -> Checkpoint.newest(folder));
    assertTrue(e.getMessage().contains("holds no checkpoint"), e.getMessage());
  }

  @Test
  void aTrainingThatIsStoppedIsStoppedAgainAndGoesOnWithAnotherPredicate() throws Exception {
    training()
        .checkpoints(Checkpoints.in(folder))
        .stopWhen(r -> r.iteration() == 2)
        .build()
        .train();
    TrainingResult stopped = resumed().stopWhen(r -> r.iteration() == 2).build().train();
    assertEquals(TrainingResult.Ending.STOPPED, stopped.ending());
    assertEquals(2, stopped.history().size());
    assertSame(training().build().train(), resumed().build().train());
  }

  @Test
  void aTrainerThatCannotBeStoredIsAnErrorBeforeAnythingMoves() {
    PolicyTrainerFactory unstorable =
        (dO, dU, seed) ->
            new LeastSquaresTrainer(dO, dU, seed) {
              @Override
              public byte[] state() {
                throw new UnsupportedOperationException("cannot be stored");
              }
            };
    ResetFreeGPS run = training().policy(unstorable).checkpoints(Checkpoints.in(folder)).build();
    assertRefused("checkpoints: cannot be stored", run);
  }

  @Test
  void anInterruptedThreadStillStoresItsLastIteration() throws Exception {
    Thread trainer = Thread.currentThread();
    TrainingResult result =
        training()
            .checkpoints(Checkpoints.in(folder).every(3))
            .listener((report, policy) -> trainer.interrupt())
            .build()
            .train();
    assertEquals(TrainingResult.Ending.CANCELLED, result.ending());
    assertTrue(Thread.interrupted());
    assertEquals(1, Checkpoint.newest(folder).iteration());
    assertSame(training().build().train(), resumed().build().train());
  }
}
