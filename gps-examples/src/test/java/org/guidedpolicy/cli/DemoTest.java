package org.guidedpolicy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.guidedpolicy.mujoco.Mujoco;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.rollout.TrajectoryFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
  @TempDir Path folder;

  @Test
  void aDemonstrationIsWrittenAndIsTheSameAgain() throws Exception {
    assumeTrue(Mujoco.problem().isEmpty(), () -> "skipped: " + Mujoco.problem().orElse(""));
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    Program.Result result = Program.run("demo", "walker", "--out", first);
    assertEquals(0, result.exitCode(), result.err());
    assertTrue(result.out().contains("walker: 500 steps that cost 205.8"), result.out());
    assertTrue(result.out().contains("a success"), result.out());
    Trajectory episode = TrajectoryFile.read(first).trajectories().get(0);
    assertEquals(18, episode.stateDimension());
    assertEquals(0, Program.run("demo", "walker", "--out", second).exitCode());
    assertEquals(episode, TrajectoryFile.read(second).trajectories().get(0), "bit by bit");
  }

  @Test
  void whatIsThereIsLeftAlone() throws Exception {
    Path file = Files.writeString(folder.resolve("mine"), "mine");
    Program.Result result = Program.run("demo", "walker", "--out", file);
    assertEquals(2, result.exitCode());
    assertTrue(result.err().contains("is there already"), result.err());
    assertEquals("mine", Files.readString(file));
  }

  @Test
  void aTaskWithoutADemonstrationSaysSo() {
    Program.Result result = Program.run("demo", "reacher");
    assertEquals(2, result.exitCode());
    assertTrue(result.err().contains("reacher has no demonstration"), result.err());
  }
}
