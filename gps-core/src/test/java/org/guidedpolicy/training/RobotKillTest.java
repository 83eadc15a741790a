package org.guidedpolicy.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.guidedpolicy.rollout.Recording;
import org.guidedpolicy.rollout.TrajectoryFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills trainings on one robot at random moments, most of them in the middle of a batch. No episode
 * that the robot had finished when it began the next is run again or lost, and the policy is that
 * of a training that is left alone.
 */
class RobotKillTest {
  private static final int KILLS_OF_A_TRAINING = 8;

  @TempDir Path folder;

  @Test
  void threeTimes() throws Exception {
    kill(3);
  }

  @Test
  @Tag("long")
  void aHundredTimes() throws Exception {
    String counts = kill(100);
    Files.writeString(Path.of("target", "robot-kills.txt"), counts);
  }

  private String kill(int wanted) throws Exception {
    Path alone = Files.createDirectory(folder.resolve("alone"));
    KilledRobot.train(alone, 0);
    SplittableRandom random = new SplittableRandom(Long.getLong("seed", 1));
    int kills = 0;
    int inBatches = 0;
    int trainings = 0;
    while (kills < wanted) {
      Path run = Files.createDirectory(folder.resolve("run-" + ++trainings));
      for (int k = 0; kills < wanted && k < KILLS_OF_A_TRAINING && killed(run, random); k++) {
        kills++;
        inBatches += lastLine(run).equals("process") ? 0 : 1;
      }
      Process last = start(run);
      assertTrue(last.waitFor(300, TimeUnit.SECONDS), "the last process hangs");
      assertEquals(0, last.exitValue(), () -> text(run.resolve("output")));
      assertNothingRunAgain(Files.readAllLines(run.resolve("log")));
      assertNothingLost(alone, run);
      assertArrayEquals(
          Files.readAllBytes(alone.resolve("policy")), Files.readAllBytes(run.resolve("policy")));
    }
    return trainings + " trainings killed " + kills + " times, " + inBatches + " in a batch\n";
  }

  /** Starts of episodes that were finished before the robot began another never come again. */
  private static void assertNothingRunAgain(List<String> log) {
    Set<String> kept = new HashSet<>();
    for (int i = 0; i < log.size(); i++) {
      String[] words = log.get(i).split(" ");
      if (words[0].equals("begin")) {
        assertFalse(kept.contains(words[1]), "run again: line " + i + " of " + log);
        if (i > 0 && log.get(i - 1).startsWith("end ")) {
          kept.add(log.get(i - 1).split(" ")[1]);
        }
      }
    }
    assertTrue(kept.size() > KilledRobot.EPISODES, "few episodes: " + log);
  }

  /** Each finished episode of the training left alone was recorded once. */
  private static void assertNothingLost(Path alone, Path run) throws IOException {
    List<String> recorded = places(run);
    assertEquals(KilledRobot.ITERATIONS * KilledRobot.EPISODES, recorded.size());
    assertEquals(new HashSet<>(places(alone)), new HashSet<>(recorded));
  }

  private static List<String> places(Path run) throws IOException {
    Recording recording = TrajectoryFile.read(run.resolve("episodes.trajectories"));
    assertEquals(List.of(), recording.problems());
    return recording.episodes().stream()
        .map(e -> e.iteration() + " " + e.episode() + " " + e.trajectory().hashCode())
        .collect(Collectors.toList());
  }

  private static Process start(Path run) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            KilledRobot.class.getName(),
            run.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(run.resolve("output").toFile()))
        .start();
  }

  /**
   * Starts a process and kills it; a moment is counted from when its robot is there.
   *
   * @return false if it came to its end before
   */
  private static boolean killed(Path run, SplittableRandom random) throws Exception {
    long processes = processes(run);
    Process process = start(run);
    try {
      while (process.isAlive() && processes(run) == processes) {
        Thread.sleep(1);
      }
      Thread.sleep(50 + random.nextInt(800));
    } finally {
      process.destroyForcibly();
    }
    process.waitFor();
    return !Files.exists(run.resolve("policy"));
  }

  private static long processes(Path run) {
    return text(run.resolve("log")).lines().filter("process"::equals).count();
  }

  private static String lastLine(Path run) {
    List<String> lines = text(run.resolve("log")).lines().toList();
    return lines.get(lines.size() - 1);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
