package org.guidedpolicy.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.policy.MlpPolicy;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.resetfree.ResetFreeGPS;
import org.guidedpolicy.training.Evaluation;
import org.guidedpolicy.training.IterationReport;
import org.guidedpolicy.training.TrainingResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver with the neural policy that the class path provides. */
class ResetFreeGpsTest {
  private static Cart startingAt(double start) {
    return new Cart() {
      @Override
      public TimeStep reset(RandomGenerator random) {
        return startAt(start);
      }
    };
  }

  private static ResetFreeGPS.Builder run() {
    return Cart.training().seed(4);
  }

  @Test
  void aCartLearnsToStopAtItsTargetFromStartsItWasNotTrainedOn() {
    TrainingResult result =
        run()
            .iterations(8)
            .threads(2)
            .evaluation(
                Evaluation.of(9, i -> startingAt(-0.9 + 0.225 * i))
                    .withFinalDistance(t -> Math.abs(t.state(Cart.T)[0]))
                    .withSuccess(t -> Math.abs(t.state(Cart.T)[0]) < 0.15))
            .build()
            .train();
    IterationReport last = result.history().get(7);
    assertEquals(1.0, last.test().orElseThrow().success().orElseThrow(), last::toString);
    assertTrue(last.meanCost() < 0.6 * result.history().get(0).meanCost(), last::toString);
    assertEquals(2, ((MlpPolicy) result.policy()).observationDimension());
  }

  @Test
  void equalSeedsGiveEqualFilesForAnyNumberOfThreads(@TempDir Path folder) throws IOException {
    byte[] alone = trained(1, folder);
    assertArrayEquals(alone, trained(1, folder));
    assertArrayEquals(alone, trained(2, folder));
    assertArrayEquals(alone, trained(4, folder));
  }

  private static byte[] trained(int threads, Path folder) throws IOException {
    Policy policy = run().iterations(2).threads(threads).build().train().policy();
    Path file = folder.resolve("policy");
    policy.save(file);
    return Files.readAllBytes(file);
  }
}
