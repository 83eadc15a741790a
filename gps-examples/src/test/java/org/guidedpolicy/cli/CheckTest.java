package org.guidedpolicy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.guidedpolicy.check.Finding;
import org.guidedpolicy.check.Finding.Severity;
import org.guidedpolicy.task.Task;
import org.guidedpolicy.task.Tasks;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckTest {

  @ParameterizedTest
  @ValueSource(strings = {"reacher", "point-mass", "mujoco-reacher", "peg-2d", "peg-3d"})
  void theTasksAreSound(String name) {
    Task task = Tasks.named(name).orElseThrow();
    assumeTrue(task.problem().isEmpty());
    List<Finding> findings = CheckCommand.findings(task, 2, 7);
    for (Finding finding : findings) {
      assertEquals(Severity.NOTE, finding.severity(), finding.toString());
      assertEquals(Finding.Kind.CONSTANT_ENTRY, finding.kind(), finding.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = "point-mass")
  void itsEpisodesAreDrawnOverTime(String name, @TempDir Path folder) throws IOException {
    Path png = folder.resolve("episodes.png");
    Program.Result result = Program.run("check", name, "--episodes", "3", "--plot", png.toString());
    assertEquals(0, result.exitCode(), result.err());
    assertTrue(result.out().contains("Episodes are drawn in " + png), result.out());
    assertTrue(ImageIO.read(png.toFile()).getWidth() > 300);
  }

  @ParameterizedTest
  @ValueSource(strings = "point-mass")
  void theCommandSaysSo(String name) {
    Program.Result result = Program.run("check", name, "--episodes", "2", "--seed", "3");
    assertEquals(0, result.exitCode(), result.err());
    assertTrue(result.out().contains(name), result.out());
  }
}
