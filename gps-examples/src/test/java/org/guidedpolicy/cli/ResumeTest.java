package org.guidedpolicy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of the sliding disc that are resumed after they ended. */
class ResumeTest {
  @TempDir static Path shared;
  @TempDir Path folder;

  /** A run of three iterations that nothing interrupted. */
  private static Path whole;

  @BeforeAll
  static void train() {
    whole = shared.resolve("whole");
    assertEquals(0, train(whole, 3).exitCode());
  }

  private static Program.Result train(Path out, int iterations, Object... more) {
    List<Object> arguments =
        new ArrayList<>(List.of("train", "point-mass", "--out", out, "--iterations", iterations));
    arguments.addAll(List.of("--trajectories", 4, "--clusters", 2, "--hidden", 8, "--threads", 1));
    arguments.addAll(List.of(more));
    return Program.run(arguments.toArray());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  @Test
  void moreIterationsGiveWhatOneRunWouldHaveGiven() throws Exception {
    Path run = folder.resolve("run");
    assertEquals(0, train(run, 1).exitCode());
    Program.Result result = Program.run("train", "--resume", run, "--iterations", 3);
    assertEquals(0, result.exitCode(), result.err());
    RunFiles.assertSame(whole, run);
  }

  @Test
  void aCompletedRunIsLeftAsItIs() throws Exception {
    Path run = folder.resolve("run");
    copy(whole, run);
    Program.Result result = Program.run("train", "point-mass", "--resume", run);
    assertEquals(0, result.exitCode(), result.err());
    RunFiles.assertSame(whole, run);
  }

  @Test
  void aRunThatFinishedNoIterationBeginsAnew() throws Exception {
    Path run = folder.resolve("run");
    copy(whole, run);
    for (String gone : List.of("checkpoints", "policy.gps", "result.json", "learning.png")) {
      delete(run.resolve(gone));
    }
    Program.Result result = Program.run("train", "--resume", run);
    assertEquals(0, result.exitCode(), result.err());
    RunFiles.assertSame(whole, run);
  }

  @Test
  void aRecordedRunIsLearnedAgainWithoutRunningTheTask() throws Exception {
    Path run = folder.resolve("run");
    assertEquals(0, train(run, 1, "--record").exitCode());
    assertEquals(0, Program.run("train", "--resume", run, "--iterations", 3).exitCode());
    RunFiles.assertSame(whole, run);
    Path again = folder.resolve("again");
    Path episodes = run.resolve("episodes.trajectories");
    Program.Result result = train(again, 3, "--learn-from", episodes);
    assertEquals(0, result.exitCode(), result.err());
    assertEquals(-1, Files.mismatch(whole.resolve("policy.gps"), again.resolve("policy.gps")));
    assertTrue(result.out().contains("3/3  0 episodes"), result.out());
  }

  private static void delete(Path path) throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void assertRefused(String part, Object... arguments) {
    Program.Result result = Program.run(arguments);
    assertEquals(2, result.exitCode(), result.err());
    assertTrue(result.err().contains(part), result.err());
  }

  @Test
  void whatWouldMakeAnotherRunIsRefused() {
    assertRefused("network.hidden [8] -> [9]", "train", "--resume", whole, "--hidden", 9);
    assertRefused(
        "training.algorithm.step.klPerStep", "train", "--resume", whole, "--set", "klPerStep=0.3");
    assertRefused("training.seed 1 -> 2", "train", "--resume", whole, "--seed", 2);
    assertRefused("not of reacher", "train", "reacher", "--resume", whole);
    assertRefused("--overwrite", "train", "--resume", whole, "--overwrite");
    assertRefused("--resume DIR", "train", "point-mass", "--other-cost");
    assertRefused("--options", "train", "--resume", whole, "--options", whole.resolve("x.json"));
    assertRefused("name a task", "train");
  }

  @Test
  void fewerIterationsThanAreDoneAndAMissingRunAreErrors() {
    Program.Result fewer = Program.run("train", "--resume", whole, "--iterations", 2);
    assertEquals(1, fewer.exitCode());
    assertTrue(fewer.err().contains("has 3 already"), fewer.err());
    Program.Result none = Program.run("train", "--resume", folder.resolve("none"));
    assertEquals(1, none.exitCode());
    assertTrue(none.err().contains("no run to resume"), none.err());
  }
}
