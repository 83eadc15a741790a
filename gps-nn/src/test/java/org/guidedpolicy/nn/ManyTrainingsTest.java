package org.guidedpolicy.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many trainings in one process, one after another and at once. */
class ManyTrainingsTest {
  private static final int AT_ONCE = 4;
  private static final long MEGABYTE = 1_000_000;

  @TempDir Path folder;

  private byte[] policyOf(long seed) throws IOException {
    Path file = Files.createTempFile(folder, "cart", ".policy");
    Cart.training().seed(seed).iterations(3).threads(2).build().train().policy().save(file);
    return Files.readAllBytes(file);
  }

  @Test
  void aFewTrainingsAtOnceGiveThePoliciesOfSingleOnes() throws Exception {
    trainAtOnce(1, expected());
  }

  @Test
  @Tag("long")
  void trainingsOneAfterAnotherLeaveNothingBehind() throws Exception {
    int trainings = Integer.getInteger("trainings", 50);
    byte[] first = policyOf(1);
    List<Resources> held = new ArrayList<>();
    for (int i = 1; i <= trainings; i++) {
      assertArrayEquals(first, policyOf(1), "training " + i);
      if (i % 10 == 0) {
        held.add(Resources.now());
        System.out.println(i + " trainings: " + held.get(held.size() - 1));
      }
    }
    assertBounded(held);
  }

  @Test
  @Tag("long")
  void roundsOfTrainingsAtOnceGiveThePoliciesOfSingleOnesAndLeaveNothingBehind() throws Exception {
    int rounds = Integer.getInteger("rounds", 25);
    List<byte[]> expected = expected();
    List<Resources> held = new ArrayList<>();
    for (int i = 1; i <= rounds; i++) {
      trainAtOnce(i, expected);
      if (i % 5 == 0) {
        held.add(Resources.now());
        System.out.println(i + " rounds: " + held.get(held.size() - 1));
      }
    }
    assertBounded(held);
  }

  private List<byte[]> expected() throws IOException {
    List<byte[]> policies = new ArrayList<>();
    for (int k = 0; k < AT_ONCE; k++) {
      policies.add(policyOf(k));
    }
    return policies;
  }

  /** Each on a thread of its own, as in a server. */
  private void trainAtOnce(int round, List<byte[]> expected)
      throws InterruptedException, ExecutionException {
    List<FutureTask<byte[]>> trainings = new ArrayList<>();
    for (int k = 0; k < AT_ONCE; k++) {
      long seed = k;
      FutureTask<byte[]> training = new FutureTask<>(() -> policyOf(seed));
      new Thread(training, "training " + k).start();
      trainings.add(training);
    }
    for (int k = 0; k < AT_ONCE; k++) {
      assertArrayEquals(
          expected.get(k), trainings.get(k).get(), "round " + round + ", training " + k);
    }
  }

  /** What leaks is more at every later look than at every earlier one. */
  private static void assertBounded(List<Resources> held) {
    List<Resources> early = held.subList(0, held.size() / 2);
    List<Resources> late = held.subList(held.size() / 2, held.size());
    // of the heap the libraries hold 12 MB more at some looks than at others
    assertBounded("heap", 16 * MEGABYTE, Resources::heap, early, late);
    assertBounded("pointers", MEGABYTE, Resources::pointers, early, late);
    assertBounded("resident", 40 * MEGABYTE, Resources::resident, early, late);
    assertBounded("threads", 0, Resources::threads, early, late);
    assertBounded("files", 0, Resources::files, early, late);
  }

  private static void assertBounded(
      String what,
      long growth,
      ToLongFunction<Resources> of,
      List<Resources> early,
      List<Resources> late) {
    long before = early.stream().mapToLong(of).min().orElseThrow();
    long after = late.stream().mapToLong(of).min().orElseThrow();
    assertTrue(after <= before + growth, () -> what + ": " + early + ", then " + late);
  }
}
