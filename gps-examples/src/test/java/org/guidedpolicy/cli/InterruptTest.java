package org.guidedpolicy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.guidedpolicy.policy.Policy;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ctrl-C in a process of its own. */
@EnabledOnOs(OS.LINUX)
class InterruptTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void everythingOfTheFinishedIterationsIsKept(int presses) throws Exception {
    Path run = folder.resolve("run");
    Path err = folder.resolve("err");
    Process gps =
        new ProcessBuilder(
                "env",
                "--default-signal=INT", // the build may run with it ignored
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "train",
                "point-mass",
                "--out",
                run.toString(),
                "--trajectories",
                "4",
                "--iterations",
                "1000",
                "--hidden",
                "8")
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(err.toFile())
            .start();
    try {
      awaitLines(run.resolve("progress.jsonl"), 2, gps);
      for (int press = 0; press < presses; press++) {
        new ProcessBuilder("kill", "-INT", Long.toString(gps.pid())).start().waitFor();
      }
      assertTrue(gps.waitFor(60, TimeUnit.SECONDS), "still running");
    } finally {
      gps.destroyForcibly();
    }
    assertEquals(130, gps.exitValue());
    List<String> lines = Files.readAllLines(run.resolve("progress.jsonl"));
    for (int i = 0; i < lines.size(); i++) {
      assertEquals(i + 1, new ObjectMapper().readTree(lines.get(i)).path("iteration").asInt());
    }
    String said = Files.readString(err);
    String printed = Files.readString(folder.resolve("out"));
    assertTrue(printed.contains("Ending after the running episode"), printed);
    assertTrue(said.contains("Interrupted after iteration " + lines.size() + ";"), said);
    assertEquals(lines.size() + 1, Files.readAllLines(run.resolve("progress.csv")).size());
    assertEquals(6, Policy.load(run.resolve("policy.gps")).observationDimension());
    assertTrue(ImageIO.read(run.resolve("learning.png").toFile()).getWidth() > 1000);
    assertTrue(ImageIO.read(run.resolve("trajectories.png").toFile()).getWidth() > 1000);
    assertTrue(Files.size(run.resolve("options.json")) > 100);
    assertEquals(
        List.of(
            "checkpoints",
            "events.out.tfevents",
            "learning.png",
            "options.json",
            "policy.gps",
            "progress.csv",
            "progress.jsonl",
            "report.html",
            "settings.json",
            "trajectories.png"),
        names(run));
  }

  /** Of a run's files, without the time in those of events. */
  private static List<String> names(Path run) throws IOException {
    try (Stream<Path> files = Files.list(run)) {
      return files
          .map(file -> file.getFileName().toString().replaceAll("(tfevents).*", "$1"))
          .sorted()
          .toList();
    }
  }

  private static void awaitLines(Path file, int count, Process gps) throws Exception {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (System.nanoTime() < end && gps.isAlive()) {
      if (Files.exists(file) && Files.readAllLines(file).size() >= count) {
        return;
      }
      Thread.sleep(50);
    }
    throw new AssertionError("no progress");
  }
}
