package org.guidedpolicy.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.guidedpolicy.file.WholeFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills trainings, {@code -Dkills=N} times: half of them at random moments, half of them when a
 * checkpoint is being written. What they give in the end is what one that is left alone gives.
 */
class KillTest {
  private static final int KILLS = Integer.getInteger("kills", 4);

  @TempDir Path folder;

  @Test
  void killedTrainingsGiveWhatOneLeftAloneGives() throws Exception {
    Path alone = Files.createDirectory(folder.resolve("alone"));
    KilledTraining.train(alone);
    SplittableRandom random = new SplittableRandom(Long.getLong("seed", 1));
    int kills = 0;
    int whileWriting = 0;
    int trainings = 0;
    while (kills < KILLS) {
      Path run = Files.createDirectory(folder.resolve("run-" + ++trainings));
      for (int k = 0; kills < KILLS && k < 10; k++) {
        boolean aimed = random.nextBoolean();
        if (!killed(run, aimed, random)) {
          break;
        }
        kills++;
        whileWriting += leftover(run) ? 1 : 0;
      }
      Process last = start(run);
      assertTrue(last.waitFor(120, TimeUnit.SECONDS), "the last process hangs");
      assertEquals(0, last.exitValue());
      assertSame(alone, run, "policy");
      assertSame(alone, run, "progress");
    }
    Files.writeString(
        Path.of("target", "kills.txt"),
        trainings
            + " trainings killed "
            + kills
            + " times, "
            + whileWriting
            + " of them with a checkpoint half written: all equal\n");
  }

  @Test
  void aSecondProcessIsRefusedWithTheNameOfTheLockAndItsHolder() throws Exception {
    Process process = start(folder);
    try {
      awaitStart(folder, process);
      CheckpointException e =
          assertThrows(
              CheckpointException.class,
              () -> CheckpointFolder.open(folder.resolve("checkpoints"), 3).close());
      assertTrue(e.getMessage().contains("is in use by another training"), e.getMessage());
      assertTrue(e.getMessage().contains("lock is held by process " + process.pid()));
    } finally {
      process.destroyForcibly();
    }
    process.waitFor();
    CheckpointFolder.open(folder.resolve("checkpoints"), 3).close();
  }

  private static void assertSame(Path expected, Path actual, String name) throws IOException {
    assertArrayEquals(
        Files.readAllBytes(expected.resolve(name)), Files.readAllBytes(actual.resolve(name)), name);
  }

  private static Process start(Path run) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            KilledTraining.class.getName(),
            run.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(run.resolve("output").toFile()))
        .start();
  }

  /**
   * Starts a process and kills it; a moment is counted from when it holds the lock.
   *
   * @return false if it came to its end before
   */
  private static boolean killed(Path run, boolean aimed, SplittableRandom random) throws Exception {
    Process process = start(run);
    try {
      awaitStart(run, process);
      Thread.sleep(random.nextInt(600));
      while (aimed && process.isAlive() && !leftover(run)) {
        Thread.onSpinWait();
      }
    } finally {
      process.destroyForcibly();
    }
    process.waitFor();
    return !Files.exists(run.resolve("policy"));
  }

  private static void awaitStart(Path run, Process process) throws Exception {
    String holder = "process " + process.pid() + " ";
    while (process.isAlive() && !text(run.resolve("checkpoints/lock")).startsWith(holder)) {
      Thread.sleep(1);
    }
  }

  private static String text(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  private static boolean leftover(Path run) throws IOException {
    try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
      return files.anyMatch(WholeFile::isLeftover);
    }
  }
}
