package org.guidedpolicy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.guidedpolicy.policy.Activation;
import org.guidedpolicy.policy.MlpPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class UsageTest {
  @TempDir Path folder;

  @Test
  void tasksAreListedWithADescription() {
    Program.Result result = Program.run("tasks");
    assertEquals(0, result.exitCode());
    assertTrue(result.out().matches("(?s).*\\breacher +planar arm, 3 torques.*"), result.out());
    assertTrue(result.out().matches("(?s).*\\bpoint-mass +sliding disc.*"), result.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --iterations 0        | '--iterations': must be a whole number of at least 1, is '0'
          --iterations -3       | is '-3'
          --iterations 2.5      | is '2.5'
          --trajectories none   | '--trajectories': must be a whole number
          --clusters 0          | '--clusters'
          --threads 0           | '--threads'
          --seed x              | '--seed' (N): must be a whole number, is 'x'
          --hidden 42,          | such as 42,42, or none, is '42,'
          --hidden 0            | such as 42,42
          --clustering kmeens   | must be em, k-means, single, is 'kmeens'
          --clusters 41         | clusters is 41, more than the 40 trajectories
          --set rounds           | --set
          --set klPerSetp=1     | did you mean training.algorithm.step.klPerStep?
          --set klPerStep=-1    | klPerStep
          --set rule=sometimes  | may be fixed
          --options missing     | missing
          --iteratons 3         | --iterations
          --out                 | --out
          more                  | more
          """)
  void badOptionsOfTrainAreNamedAndNothingIsWritten(String option, String expected) {
    Path out = folder.resolve("run");
    Object[] arguments = ("train reacher --out " + out + " " + option).trim().split(" +");
    if (option.equals("--out")) {
      arguments = new Object[] {"train", "reacher", "--out"};
    }
    Program.Result result = Program.run(arguments);
    assertEquals(2, result.exitCode(), result.err());
    assertTrue(
        result.err().replace(" (N)", "").contains(expected.replace(" (N)", "")), result.err());
    assertFalse(Files.exists(out));
  }

  @Test
  void aMistypedTaskIsAnsweredWithTheOneThatWasMeant() {
    for (String command : new String[] {"train", "experiment"}) {
      Program.Result result = Program.run(command, "reachr");
      assertEquals(2, result.exitCode());
      assertTrue(
          result.err().contains("there is no task 'reachr'; did you mean reacher?"), result.err());
    }
    Program.Result result = Program.run("evaluate", "pointmass", "--policy", "x");
    assertEquals(2, result.exitCode());
    assertTrue(result.err().contains("did you mean point-mass?"), result.err());
  }

  @Test
  void aMistypedOptionIsNamedEvenIfAnotherIsMissing() {
    Program.Result result = Program.run("evaluate", "reacher", "--polcy", "x");
    assertEquals(2, result.exitCode());
    assertTrue(result.err().contains("Unknown options: '--polcy'"), result.err());
    assertTrue(result.err().contains("--policy"), result.err());
  }

  @Test
  void aFolderThatCannotBeMadeIsNamedWithTheReason() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "mine");
    Program.Result result = Program.run("train", "reacher", "--out", file.resolve("run"));
    assertEquals(1, result.exitCode());
    assertTrue(result.err().contains(file.toString()), result.err());
    assertTrue(result.err().strip().length() > file.toString().length() + 10, result.err());
  }

  /** The parser breaks lines itself; lines of an array would be broken twice. */
  @Test
  void helpFitsATerminalAndLeavesTheBreakingOfLinesToTheParser() {
    for (CommandLine command : Main.commandLine().getSubcommands().values()) {
      command.getUsageMessage().lines().forEach(l -> assertTrue(l.length() <= 80, l));
      for (String sentence : command.getCommandSpec().usageMessage().description()) {
        assertTrue(sentence.endsWith("."), sentence);
      }
      for (OptionSpec option : command.getCommandSpec().options()) {
        assertEquals(1, option.description().length, option.longestName());
      }
    }
  }

  @Test
  void aMistypedCommandIsAnsweredWithTheOneThatWasMeant() {
    Program.Result result = Program.run("trian");
    assertEquals(2, result.exitCode());
    assertTrue(result.err().contains("train"), result.err());
    assertEquals(2, Program.run().exitCode());
    assertEquals(2, Program.run("train").exitCode());
  }

  @Test
  void exportWritesAPolicyWithTheLimitsOfItsTask() throws Exception {
    Path policy = folder.resolve("policy.gps");
    Path onnx = folder.resolve("policy.onnx");
    MlpPolicy.Layer layer =
        new MlpPolicy.Layer(3, 2, Activation.IDENTITY, new double[6], new double[2]);
    double[] ones = {1, 1, 1};
    MlpPolicy.of(new double[3], ones, List.of(layer), new double[] {1, 0, 0, 1}).save(policy);
    Program.Result missing = Program.run("export", folder.resolve("x"), "--onnx", onnx);
    assertEquals(2, missing.exitCode());
    Program.Result without = Program.run("export", policy, "--onnx", onnx);
    assertEquals(0, without.exitCode(), without.err());
    assertTrue(without.out().contains("no action limits inside"), without.out());
    assertTrue(Files.size(onnx) > 100);
    Program.Result other = Program.run("export", policy, "--onnx", onnx, "--task", "peg-2d");
    assertEquals(2, other.exitCode());
    assertTrue(other.err().contains("expected"), other.err());
  }

  @Test
  void evaluateNeedsAPolicyThatExistsAndIsOne() throws Exception {
    assertEquals(2, Program.run("evaluate", "reacher").exitCode());
    Program.Result missing = Program.run("evaluate", "reacher", "--policy", folder.resolve("x"));
    assertEquals(2, missing.exitCode());
    assertTrue(missing.err().contains("there is no file"), missing.err());
    Path text = Files.writeString(folder.resolve("text"), "not a policy at all");
    Program.Result foreign = Program.run("evaluate", "reacher", "--policy", text);
    assertEquals(2, foreign.exitCode());
    assertTrue(foreign.err().contains("no policy file"), foreign.err());
  }

  @Test
  void aFileInPlaceOfTheFolderIsAnError() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "mine");
    Program.Result result = Program.run("train", "reacher", "--out", file);
    assertEquals(1, result.exitCode());
    assertTrue(result.err().contains("is a file"), result.err());
    assertEquals("mine", Files.readString(file));
  }

  @Test
  void aFolderWithSomethingInItIsLeftAlone() throws Exception {
    Files.writeString(folder.resolve("policy.gps"), "hours of work");
    Program.Result result = Program.run("train", "reacher", "--out", folder);
    assertEquals(2, result.exitCode());
    assertTrue(result.err().contains("--overwrite"), result.err());
    assertEquals("hours of work", Files.readString(folder.resolve("policy.gps")));
  }

  @Test
  void helpAndVersionAreNoErrors() {
    for (String command :
        new String[] {"tasks", "train", "evaluate", "replay", "experiment", "demo"}) {
      Program.Result help = Program.run(command, "--help");
      assertEquals(0, help.exitCode());
      assertTrue(help.out().contains("Usage: gps " + command), help.out());
    }
    assertEquals(0, Program.run("--version").exitCode());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --seeds 4-0                        | must be seeds such as 0-4
          --seeds a                          | must be seeds
          --jobs 0                           | '--jobs'
          --vary klPerStep                   | is not KEY=VALUE
          --vary klPerSetp=1,2               | did you mean training.algorithm.step.klPerStep?
          --vary rounds=1,0                  | rounds
          --variant :rounds=2                | has no name
          --variant a:rounds=2 --variant a:  | different names
          """)
  void badOptionsOfAnExperimentAreNamedAndNothingIsWritten(String option, String expected) {
    Path out = folder.resolve("experiment");
    Program.Result result =
        Program.run((Object[]) ("experiment reacher --out " + out + " " + option).split(" +"));
    assertEquals(2, result.exitCode(), result.err());
    assertTrue(result.err().contains(expected), result.err());
    assertFalse(Files.exists(out));
  }
}
