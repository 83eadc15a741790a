package org.guidedpolicy.cli;

import static javax.xml.xpath.XPathConstants.NODESET;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathFactory;
import org.guidedpolicy.policy.Policy;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** Short training runs of the sliding disc. */
class TrainingTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> FILES =
      List.of(
          "checkpoints",
          "learning.png",
          "options.json",
          "policy.gps",
          "progress.csv",
          "progress.jsonl",
          "report.html",
          "result.json",
          "settings.json",
          "trajectories.png");

  private static final List<String> PAGE_COLUMNS =
      List.of("episodes", "meanCost", "testMeanCost", "testFinalDistance", "testSuccess");

  @TempDir static Path shared;
  @TempDir Path folder;
  private static Program.Result first;

  @BeforeAll
  static void train() {
    first = train(shared.resolve("run"), "--seed", 3, "--threads", 1);
  }

  private static Program.Result train(Path out, Object... more) {
    List<Object> arguments =
        new ArrayList<>(List.of("train", "point-mass", "--out", out, "--iterations", 2));
    arguments.addAll(List.of("--trajectories", 4, "--clusters", 2, "--hidden", 8));
    arguments.addAll(List.of(more));
    return Program.run(arguments.toArray());
  }

  private static List<ObjectNode> progress(Path run) throws Exception {
    List<ObjectNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(run.resolve("progress.jsonl"))) {
      lines.add((ObjectNode) JSON.readTree(line));
    }
    return lines;
  }

  private static List<ObjectNode> withoutTimes(Path run) throws Exception {
    List<ObjectNode> lines = progress(run);
    lines.forEach(line -> line.remove(List.of("seconds", "secondsByPhase")));
    return lines;
  }

  @Test
  void everyFileIsThereAndSaysWhatItShould() throws Exception {
    Path run = shared.resolve("run");
    assertEquals(0, first.exitCode(), first.err());
    try (Stream<Path> files = Files.list(run)) {
      List<String> names = files.map(f -> f.getFileName().toString()).sorted().toList();
      assertTrue(names.get(1).startsWith("events.out.tfevents."), names.toString());
      assertEquals(FILES, names.stream().filter(n -> !n.startsWith("events.out.")).toList());
    }
    Policy policy = Policy.load(run.resolve("policy.gps"));
    assertEquals(6, policy.observationDimension());
    for (String png : List.of("learning.png", "trajectories.png")) {
      assertTrue(ImageIO.read(run.resolve(png).toFile()).getWidth() > 1000);
    }
    JsonNode options = JSON.readTree(run.resolve("options.json").toFile());
    assertEquals("point-mass", options.path("task").asText());
    assertEquals(3, options.at("/training/seed").asInt());
    assertEquals("[8]", options.at("/network/hidden").toString());
  }

  @Test
  void progressHasOneLineForEachIteration() throws Exception {
    List<ObjectNode> lines = progress(shared.resolve("run"));
    assertEquals(2, lines.size());
    for (int i = 0; i < 2; i++) {
      ObjectNode line = lines.get(i);
      assertEquals(i + 1, line.path("iteration").asInt());
      assertEquals(4 * (i + 1), line.path("episodes").asInt());
      for (String key :
          List.of("meanCost", "testMeanCost", "testFinalDistance", "testSuccess", "seconds")) {
        assertTrue(line.path(key).isNumber(), key);
      }
      assertTrue(line.at("/figures/step/multiplier").isNumber(), line::toString);
      assertEquals(i == 1, line.at("/figures/improvement/predicted").isNumber(), line::toString);
    }
    List<String> csv = Files.readAllLines(shared.resolve("run/progress.csv"));
    assertEquals(3, csv.size());
    int columns = csv.get(0).split(",", -1).length;
    for (String row : csv) {
      assertEquals(columns, row.split(",", -1).length, row);
    }
    int predicted = List.of(csv.get(0).split(",")).indexOf("improvement.predicted");
    assertEquals("", csv.get(1).split(",")[predicted]);
    assertEquals(
        lines.get(1).at("/figures/improvement/predicted").asText(),
        csv.get(2).split(",")[predicted]);
    assertTrue(csv.get(1).startsWith("1,4," + lines.get(0).path("meanCost").asText() + ","));
  }

  @Test
  void thePageHasTheNumbersOfProgress() throws Exception {
    Document page =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(shared.resolve("run/report.html").toFile());
    List<Double> expected = new ArrayList<>();
    for (ObjectNode line : progress(shared.resolve("run"))) {
      for (String key : PAGE_COLUMNS) {
        if (line.path(key).isNumber()) {
          expected.add(line.path(key).asDouble());
        }
      }
      line.path("figures")
          .forEach(group -> group.forEach(figure -> expected.add(figure.asDouble())));
      expected.add(line.path("seconds").asDouble());
    }
    assertEquals(expected, numbers(page, "iterations"));
    assertEquals(12, page.getElementsByTagName("img").getLength());
    String text = page.getDocumentElement().getTextContent();
    ObjectNode last = progress(shared.resolve("run")).get(1);
    String success = "%.1f\u202f%%".formatted(100 * last.path("testSuccess").asDouble());
    assertTrue(text.contains("The policy reaches the goal in " + success), text);
    assertTrue(text.contains("Training is complete: 2 iterations, 8 training episodes"), text);
    assertTrue(text.contains("evaluate point-mass --policy " + shared.resolve("run/policy.gps")));
  }

  private static List<Double> numbers(Document page, String table) throws Exception {
    NodeList data =
        (NodeList)
            XPathFactory.newInstance()
                .newXPath()
                .evaluate("//table[@class='" + table + "']//data/@value", page, NODESET);
    return IntStream.range(0, data.getLength())
        .mapToObj(i -> Double.valueOf(data.item(i).getNodeValue()))
        .toList();
  }

  @Test
  void printsALineForEachIteration() {
    assertTrue(first.out().lines().anyMatch(l -> l.startsWith("1/2  4 episodes")), first.out());
    String line = first.out().lines().filter(l -> l.startsWith("2/2")).findFirst().orElseThrow();
    for (String word : List.of("8 episodes", "cost", "distance", "success", "KL", "step")) {
      assertTrue(line.contains(word), line);
    }
  }

  @Test
  void theRunsOwnOptionsRepeatItWithAnyNumberOfThreads() throws Exception {
    Path run = shared.resolve("run");
    Program.Result again =
        Program.run(
            "train",
            "point-mass",
            "--out",
            folder.resolve("again"),
            "--threads",
            2,
            "--options",
            run.resolve("options.json"));
    assertEquals(0, again.exitCode(), again.err());
    assertEquals(withoutTimes(run), withoutTimes(folder.resolve("again")));
    assertArrayEquals(
        Files.readAllBytes(run.resolve("policy.gps")),
        Files.readAllBytes(folder.resolve("again/policy.gps")));
    assertArrayEquals(
        Files.readAllBytes(run.resolve("trajectories.png")),
        Files.readAllBytes(folder.resolve("again/trajectories.png")));
  }

  @Test
  void optionsOfAnotherTaskAreRefused() {
    Path options = shared.resolve("run/options.json");
    Program.Result result =
        Program.run("train", "reacher", "--out", folder.resolve("x"), "--options", options);
    assertEquals(2, result.exitCode());
    assertTrue(result.err().contains("point-mass"), result.err());
  }

  @Test
  void evaluateRepeatsTheTestOfTheLastIteration() throws Exception {
    Path run = shared.resolve("run");
    Program.Result result =
        Program.run("evaluate", "point-mass", "--policy", run.resolve("policy.gps"));
    assertEquals(0, result.exitCode(), result.err());
    assertEquals(result, Program.run("evaluate", "point-mass", "--policy", run));
    ObjectNode last = progress(run).get(1);
    String success = "success   %.3f".formatted(last.path("testSuccess").asDouble());
    String distance = "distance  %.4f m".formatted(last.path("testFinalDistance").asDouble());
    assertTrue(result.out().contains(success), result.out());
    assertTrue(result.out().contains(distance), result.out());
  }

  @Test
  void replayDrawsASheetAndAMovingPicture() {
    Path pictures = folder.resolve("new/pictures");
    Path policy = shared.resolve("run/policy.gps");
    Program.Result result =
        Program.run("replay", "point-mass", "--policy", policy, "--out", pictures, "--episodes", 2);
    assertEquals(0, result.exitCode(), result.err());
    assertTrue(result.out().contains("of 2 episodes reach the goal"), result.out());
    assertTrue(Files.exists(pictures.resolve("episodes.png")));
    assertTrue(Files.exists(pictures.resolve("episodes.gif")));
  }

  @Test
  void aPolicyOfAnotherTaskIsRefused() {
    Program.Result result =
        Program.run("evaluate", "reacher", "--policy", shared.resolve("run/policy.gps"));
    assertEquals(2, result.exitCode());
    assertTrue(result.err().contains("6 observations to 2 actions"), result.err());
  }

  @Test
  void overwriteReplacesTheRunAndLeavesOtherFiles() throws Exception {
    Files.writeString(folder.resolve("notes.txt"), "mine");
    Files.writeString(folder.resolve("progress.jsonl"), "old\n");
    Program.Result result = train(folder, "--overwrite", "--iterations", 1);
    assertEquals(2, result.exitCode()); // --iterations twice
    result = train(folder, "--overwrite", "--clustering", "kmeans", "--diagnose");
    assertEquals(0, result.exitCode(), result.err());
    assertEquals("mine", Files.readString(folder.resolve("notes.txt")));
    List<ObjectNode> lines = progress(folder);
    assertEquals(2, lines.size());
    assertTrue(lines.get(1).at("/figures/diagnosis_success/local").isNumber());
  }
}
