package org.guidedpolicy.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.guidedpolicy.cli.record.RunFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentTest {
  @TempDir Path folder;

  private static Program.Result experiment(Path out, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("experiment", "point-mass", "--out", out));
    arguments.addAll(List.of("--iterations", 2, "--trajectories", 4, "--hidden", 8));
    arguments.addAll(List.of("--vary", "clustering=em,single", "--set", "clusters=2"));
    arguments.addAll(List.of(more));
    return Program.run(arguments.toArray());
  }

  @Test
  void finishedRunsAreKeptAndOthersAreRunAgain() throws Exception {
    Path out = folder.resolve("experiment");
    Program.Result first = experiment(out, "--seeds", "0");
    assertEquals(0, first.exitCode(), first.err());
    Path em = out.resolve("clustering=em/seed-0");
    Path single = out.resolve("clustering=single/seed-0");
    byte[] policy = Files.readAllBytes(single.resolve("policy.gps"));
    var made = Files.getLastModifiedTime(em.resolve("policy.gps"));
    // as if the process had ended during the second run
    Files.delete(single.resolve("result.json"));
    Files.writeString(single.resolve("progress.jsonl"), "half a line");

    Program.Result second = experiment(out, "--seeds", "0-1", "--jobs", 2);
    assertEquals(0, second.exitCode(), second.err());
    assertTrue(second.out().contains("clustering=em seed 0  was finished before"), second.out());
    assertEquals(made, Files.getLastModifiedTime(em.resolve("policy.gps")));
    assertArrayEquals(policy, Files.readAllBytes(single.resolve("policy.gps")));

    String table = Files.readString(out.resolve("table.md"));
    assertTrue(table.contains("| clustering=em | 2 | 8 |"), table);
    assertTrue(table.contains("| clustering=single | 1 | 8 |"), table);
    assertEquals(5, Files.readAllLines(out.resolve("runs.csv")).size());
    assertTrue(ImageIO.read(out.resolve("learning.png").toFile()).getWidth() > 1000);

    Program.Result other = experiment(out, "--seeds", "0", "--set", "klPerStep=3");
    assertEquals(2, other.exitCode());
    assertTrue(other.err().contains("klPerStep 1.0 -> 3.0"), other.err());
  }

  @Test
  void aDiagnosisIsInTheTableAndInAPlot() throws Exception {
    Path out = folder.resolve("diagnosed");
    Program.Result result = experiment(out, "--seeds", "0,1", "--diagnose");
    assertEquals(0, result.exitCode(), result.err());
    double sum = 0;
    for (String seed : List.of("seed-0", "seed-1")) {
      List<JsonNode> lines =
          RunFolder.open(out.resolve("clustering=em").resolve(seed)).readProgress();
      sum += lines.get(1).at("/figures/diagnosis_distance/local").asDouble();
    }
    String table = Files.readString(out.resolve("table.md"));
    String em = table.substring(table.indexOf("### clustering=em"));
    String second =
        em.lines().filter(line -> line.startsWith("| 2 | 2 |")).findFirst().orElseThrow();
    String local = second.split(" \\| ")[8];
    assertEquals(String.format(Locale.ROOT, "%.3f", sum / 2), local, second);
    assertTrue(ImageIO.read(out.resolve("diagnosis.png").toFile()).getWidth() > 1000);
  }
}
