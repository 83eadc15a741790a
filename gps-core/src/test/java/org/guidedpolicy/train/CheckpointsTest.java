package org.guidedpolicy.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.guidedpolicy.policy.GaussianPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointsTest {
  private static final int ITERATIONS = 4;

  @TempDir Path folder;

  @AfterEach
  void leaveNoInterrupt() {
    Thread.interrupted();
  }

  /** Remembers trajectories of several iterations, two mixtures, the step size and the best. */
  private static ResetFreeGPS.Builder remembering(ResetFreeGPS.Builder run) {
    return Runs.small(run)
        .iterations(ITERATIONS)
        .models(
            ModelOptions.defaults()
                .withMaxComponents(3)
                .withPriorIterations(3)
                .withReusedIterations(1))
        .step(StepOptions.defaults().withRule(StepSizeRule.ANALYTIC))
        .returned(TrainingOptions.Returned.BEST_IN_TRAINING);
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

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void aResumedTrainingGivesWhatOneWithoutAnInterruptionGives(int interrupted) throws Exception {
    cutOffAfter(interrupted);
    assertSame(training().build().train(), resumed().build().train());
  }

  @Test
  void checkpointsDoNotChangeTheResult() {
    assertSame(
        training().build().train(), training().checkpoints(Checkpoints.in(folder)).build().train());
  }

  @Test
  void aTrainingCanBeInterruptedAfterEveryIteration() throws Exception {
    cutOffAfter(1);
    for (int i = 2; i <= ITERATIONS; i++) {
      ResetFreeGPS run = resumed().listener(cutAfter(i)).build();
      assertThrows(PowerCut.class, run::train);
    }
    assertSame(training().build().train(), resumed().build().train());
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
          public void onIteration(IterationReport report, GaussianPolicy policy) {
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
    List<GaussianPolicy> policies = new ArrayList<>();
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
}
