package org.guidedpolicy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
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

  @ParameterizedTest
  @ValueSource(
      strings = {"two-link-arm", "reacher --amplitude 0.1", "servo-arm --actions-are-positions"})
  void aDryRunMovesOneActionAfterAnother(String arguments) {
    Program.Result result =
        Program.run((Object[]) ("check --dry-run --unattended " + arguments).split(" "));
    assertEquals(0, result.exitCode(), result.out() + result.err());
    assertTrue(result.out().contains("The dry run is completed."), result.out());
  }

  @ParameterizedTest
  @ValueSource(strings = "point-mass")
  void aNoAtTheConsoleEndsTheDryRun(String name) {
    InputStream console = System.in;
    try {
      System.setIn(new LateLines("\n", "\n", "no\n"));
      Program.Result result = Program.run("check", name, "--dry-run");
      assertEquals(1, result.exitCode(), result.out());
      assertTrue(result.out().contains("the robot is stopped: the operator said no"), result.out());
    } finally {
      System.setIn(console);
    }
  }

  /** Answers each question after it was asked. */
  private static final class LateLines extends InputStream {
    private final Deque<byte[]> lines = new ArrayDeque<>();
    private int at;
    private long asked = System.nanoTime();

    LateLines(String... lines) {
      for (String line : lines) {
        this.lines.add(line.getBytes(StandardCharsets.US_ASCII));
      }
    }

    /** Nothing yet at the first look after each line. */
    @Override
    public int available() {
      return System.nanoTime() - asked < 100_000_000 || lines.isEmpty()
          ? 0
          : lines.element().length - at;
    }

    @Override
    public int read() {
      byte[] line = lines.element();
      int next = line[at++];
      if (at == line.length) {
        lines.remove();
        at = 0;
        asked = System.nanoTime();
      }
      return next;
    }

    @Override
    public int read(byte[] to, int offset, int length) {
      to[offset] = (byte) read();
      return 1;
    }
  }
}
