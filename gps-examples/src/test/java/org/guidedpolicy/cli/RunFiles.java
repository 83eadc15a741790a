package org.guidedpolicy.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Compares what two runs left. */
final class RunFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RunFiles() {}

  /** The same policy, byte by byte, and the same progress but for the wall-clock times. */
  static void assertSame(Path expected, Path actual) throws IOException {
    assertEquals(progress(expected), progress(actual));
    assertEquals(table(expected), table(actual));
    assertArrayEquals(
        Files.readAllBytes(expected.resolve("policy.gps")),
        Files.readAllBytes(actual.resolve("policy.gps")));
  }

  /** The lines of progress.jsonl without seconds and secondsByPhase. */
  static List<String> progress(Path run) throws IOException {
    return Files.readAllLines(run.resolve("progress.jsonl")).stream()
        .map(RunFiles::timeless)
        .toList();
  }

  private static String timeless(String line) {
    try {
      ObjectNode json = (ObjectNode) JSON.readTree(line);
      json.remove(List.of("seconds", "secondsByPhase"));
      return json.toString();
    } catch (IOException e) {
      throw new AssertionError(line, e);
    }
  }

  /** The rows of progress.csv without the last column, seconds. */
  static List<String> table(Path run) throws IOException {
    return Files.readAllLines(run.resolve("progress.csv")).stream()
        .map(row -> row.substring(0, row.lastIndexOf(',')))
        .toList();
  }
}
