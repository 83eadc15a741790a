package org.guidedpolicy.examples.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The short programs: each runs, is short, and stands in the list of examples. */
class StartTest {
  private static final Path SOURCES = Path.of("src/main/java/org/guidedpolicy/examples/start");
  private static final Pattern COST = Pattern.compile("cost:? (\\d+\\.\\d+)");

  @TempDir Path folder;

  static List<String> programs() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      return files
          .map(file -> file.getFileName().toString().replace(".java", ""))
          .filter(name -> !name.equals("Cart") && !name.equals("package-info"))
          .sorted()
          .toList();
    }
  }

  @Test
  void thereAreAtLeastTen() throws IOException {
    assertTrue(programs().size() >= 10, programs().toString());
  }

  private String run(String program) throws Exception {
    PrintStream before = System.out;
    var printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      Class.forName(getClass().getPackageName() + "." + program)
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[] {folder.toString()});
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  /** Where costs are printed, the last is less than the first: something was learned. */
  @ParameterizedTest
  @MethodSource("programs")
  void itRunsAndLearns(String program) throws Exception {
    String printed = run(program);
    assertFalse(printed.isBlank());
    List<Double> costs =
        COST.matcher(printed).results().map(m -> Double.valueOf(m.group(1))).toList();
    if (costs.size() > 1) {
      assertTrue(costs.get(costs.size() - 1) < costs.get(0), printed);
    }
    assertFalse(printed.contains("WARNING") || printed.contains("ERROR"), printed);
  }

  @ParameterizedTest
  @MethodSource("programs")
  void itIsShortAndListedWithASentence(String program) throws IOException {
    long lines = Files.readAllLines(SOURCES.resolve(program + ".java")).size();
    assertTrue(lines < 60, program + " has " + lines + " lines");
    String page = Files.readString(Path.of("../docs/examples.md"));
    assertTrue(page.contains("[" + program + "](../gps-examples/" + SOURCES + "/"), program);
  }

  @Test
  void anInterruptedTrainingEndsAsIfNothingHadHappened() throws Exception {
    MatchResult costs =
        Pattern.compile("never interrupted: (\\S+), interrupted and resumed: (\\S+)")
            .matcher(run("ResumeAfterInterruption"))
            .results()
            .findFirst()
            .orElseThrow();
    assertEquals(costs.group(1), costs.group(2));
  }

  @Test
  void theSavedPolicyBringsTheCartToRest() throws Exception {
    MatchResult end =
        Pattern.compile("ends at (\\S+) m with (\\S+) m/s")
            .matcher(run("ControlLoop"))
            .results()
            .findFirst()
            .orElseThrow();
    assertEquals(0, Double.parseDouble(end.group(1)), 0.2);
    assertEquals(0, Double.parseDouble(end.group(2)), 0.2);
  }
}
