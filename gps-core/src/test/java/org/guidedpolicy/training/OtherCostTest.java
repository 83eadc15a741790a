package org.guidedpolicy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.resetfree.ResetFreeGPS;
import org.guidedpolicy.rollout.TrajectoryFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** A training that is resumed with another cost is refused, unless that is asked for. */
class OtherCostTest {
  private static final CostFunction OTHER =
      (t, horizon, x, u) -> 3 * PointMass.COST.value(t, horizon, x, u);

  @TempDir Path folder;

  @BeforeEach
  void stopAfterTwo() {
    Runs.pointMass()
        .selectedPolicy(TrainingOptions.SelectedPolicy.BEST_IN_TRAINING)
        .checkpoints(Checkpoints.in(folder))
        .stopWhen(r -> r.iteration() == 2)
        .build()
        .train();
  }

  private ResetFreeGPS.Builder resumed(CostFunction cost) throws IOException {
    return ResetFreeGPS.resume(folder, PointMass::new, cost).policy(LeastSquaresTrainer::new);
  }

  @Test
  void bothMeanCostsAreNamedAndNothingIsRun() throws IOException {
    TrainingException e =
        assertThrows(TrainingException.class, () -> resumed(OTHER).build().train());
    double before = Checkpoint.newest(folder).history().get(1).meanCost();
    String[] numbers = e.getMessage().split("cost ");
    assertTrue(
        e.getMessage().contains("12 episodes cost " + before + " on average"), e.getMessage());
    double now = Double.parseDouble(numbers[numbers.length - 2].split("[;,]")[0].trim());
    assertEquals(3 * before, now, 1e-9 * now, e.getMessage());
    assertEquals(2, Checkpoint.newest(folder).iteration());
  }

  @Test
  void askedForItContinuesAndForgetsWhichPolicyWasBest() throws IOException {
    TrainingResult result = resumed(OTHER).otherCost(true).build().train();
    assertEquals(3, result.history().size());
    assertEquals(
        2, result.policyIteration()); // of the third alone the episodes cost by the new one
  }

  @Test
  void theSameCostWrittenAnotherWayIsTheSame() throws IOException {
    CostFunction same = (t, horizon, x, u) -> 0.01 * u[0] * u[0] + 0.05 * x[1] * x[1] + x[0] * x[0];
    assertEquals(3, resumed(same).build().train().history().size());
  }

  private static void assertNamed(Path file, String reason, Executable call) {
    IOException e = assertThrows(IOException.class, call);
    assertTrue(e.getMessage().startsWith(file + ": " + reason), e.getMessage());
  }

  @Test
  void everyFailureOfAFileHasItsNameAndTheReason() throws IOException {
    Path nowhere = folder.resolve("nowhere");
    String missing = "there is no such file or folder";
    assertNamed(
        nowhere, missing, () -> ResetFreeGPS.resume(nowhere, PointMass::new, PointMass.COST));
    assertNamed(nowhere, missing, () -> Checkpoint.newest(nowhere));
    assertNamed(nowhere, missing, () -> Checkpoint.read(nowhere));
    assertNamed(nowhere, missing, () -> TrajectoryFile.read(nowhere));
    assertNamed(nowhere, missing, () -> Policy.load(nowhere));
    assertThrows(NoSuchFileException.class, () -> Policy.load(nowhere));
    Path below = nowhere.resolve("file");
    Policy policy = Checkpoint.newest(folder).policy();
    assertNamed(below, missing, () -> policy.save(below));
    Path lock = nowhere.resolve(".file.lock");
    assertNamed(lock, missing, () -> TrajectoryFile.append(below, PointMass.SPEC));
    Path file = Files.writeString(folder.resolve("file"), "text");
    assertNamed(file, "it is a file, and must be a folder", () -> Checkpoint.newest(file));
    assertNamed(folder, "", () -> Policy.load(folder));
  }
}
