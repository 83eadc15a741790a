package org.guidedpolicy.examples.documentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.guidedpolicy.cli.CommandLineOptions;
import org.guidedpolicy.cli.run.OptionTree;
import org.guidedpolicy.cli.run.RunOptions;
import org.guidedpolicy.cost.HessianForm;
import org.guidedpolicy.file.StrictJson;
import org.guidedpolicy.nn.NetworkOptions;
import org.guidedpolicy.resetfree.ResetFree;
import org.guidedpolicy.training.Algorithm;
import org.guidedpolicy.training.Algorithms;
import org.guidedpolicy.training.Fallback;
import org.guidedpolicy.training.IterationReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the pages to the code. */
class DocumentationTest {
  private static final Path ROOT = Path.of("..");
  private static final Path SOURCES =
      Path.of("src/test/java/org/guidedpolicy/examples/documentation");
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern OPTION =
      Pattern.compile("^\\| `([a-zA-Z.]+)` \\| ([^|]+) \\|", Pattern.MULTILINE);
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");

  @Test
  void theReadmesCodeIsCompiledInThisPackage() throws IOException {
    assertCompiled("README.md", "Cart.java", "QuickStart.java", "OnTheRobot.java");
  }

  @Test
  void theCodeOfThePageOnMujocoIsCompiledInThisPackage() throws IOException {
    assertCompiled("docs/mujoco.md", "OwnModel.java");
  }

  @Test
  void theCodeOfThePageOnTrajectoryOptimizationIsCompiledInThisPackage() throws IOException {
    assertCompiled("docs/trajectory-optimization.md", "PlannedPendulum.java");
  }

  private static void assertCompiled(String page, String... sources) throws IOException {
    var compiled = new StringBuilder();
    for (String source : sources) {
      compiled.append(unspaced(read(SOURCES.resolve(source))));
    }
    List<MatchResult> blocks = JAVA.matcher(read(ROOT.resolve(page))).results().toList();
    assertFalse(blocks.isEmpty());
    for (MatchResult block : blocks) {
      for (String statement : block.group(1).split("\n\n")) {
        assertTrue(compiled.indexOf(unspaced(statement)) >= 0, statement);
      }
    }
  }

  private static final Pattern ALGORITHMS_OPTION =
      Pattern.compile("^\\| `([a-z0-9-]+: \\w+)` \\| ([^|]*) \\|", Pattern.MULTILINE);

  @Test
  void theReadmesCodeTrainsACart(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("cart.gps");
    List<IterationReport> history = QuickStart.train(file).history();
    double first = history.get(0).meanCost();
    double last = history.get(history.size() - 1).meanCost();
    assertTrue(last < 0.7 * first, first + " became " + last);
    assertTrue(QuickStart.act(file, new double[] {0.8, 0})[0] < 0, "pushes back");
  }

  @Test
  void everyOptionIsDescribedWithItsDefault() throws IOException {
    Map<String, String> described = new TreeMap<>();
    OPTION
        .matcher(read(ROOT.resolve("docs/options.md")))
        .results()
        .forEach(row -> described.put(row.group(1), row.group(2).strip()));
    Map<String, JsonNode> defaults =
        OptionTree.of(
                new RunOptions(
                    "any", HessianForm.MAJORIZING, ResetFree.defaults(), NetworkOptions.defaults()))
            .leaves();
    assertEquals(defaults.keySet(), described.keySet());
    defaults.remove("training.threads");
    defaults.forEach((name, value) -> assertEquals(text(value), described.get(name), name));
  }

  /** Those of models and policy have their rows among the reset-free method's. */
  @Test
  void everyOptionOfEveryOtherAlgorithmIsDescribedWithItsDefault() throws IOException {
    Map<String, String> described = new TreeMap<>();
    ALGORITHMS_OPTION
        .matcher(read(ROOT.resolve("docs/options.md")))
        .results()
        .forEach(row -> described.put(row.group(1), row.group(2).strip()));
    Set<String> shared = Set.of("name", "models", "policy", "noiseWidth", "minNoiseScale");
    Map<String, String> defaults = new TreeMap<>();
    for (Algorithm algorithm : Algorithms.all()) {
      if (!algorithm.equals(new ResetFree())) {
        StrictJson.tree(algorithm).properties().stream()
            .filter(option -> !shared.contains(option.getKey()))
            .forEach(
                option ->
                    defaults.put(
                        algorithm.name() + ": " + option.getKey(), text(option.getValue())));
      }
    }
    assertEquals(defaults, described);
  }

  @Test
  void everyArgumentOfTheCommandLineIsDescribed() throws IOException {
    String page = read(ROOT.resolve("docs/options.md"));
    for (String name : CommandLineOptions.names()) {
      assertTrue(page.contains("`" + name), name);
    }
  }

  @Test
  void everyFallbackIsDescribed() throws IOException {
    String page = read(ROOT.resolve("docs/operations.md"));
    for (Fallback kind : Fallback.values()) {
      String row = "| `" + kind.key() + "` | " + (kind.isNotable() ? "yes |" : "|");
      assertTrue(page.contains(row), row);
    }
  }

  @Test
  void linksOfThePagesLeadSomewhere() throws IOException {
    for (Path page : pages()) {
      Path folder = page.toAbsolutePath().normalize().getParent();
      LINK.matcher(read(page))
          .results()
          .map(link -> folder.resolve(link.group(1)))
          .forEach(target -> assertTrue(Files.exists(target), page + " refers to " + target));
    }
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
        Stream<Path> top = Files.list(ROOT)) {
      return Stream.concat(docs, top).filter(p -> p.toString().endsWith(".md")).toList();
    }
  }

  private static String text(JsonNode value) {
    if (value.isArray()) {
      return value.toString().replaceAll("[\\[\\]]", "");
    }
    if (value.isFloatingPointNumber()) {
      return value.doubleValue() == Math.rint(value.doubleValue())
          ? Long.toString(value.longValue())
          : value.decimalValue().stripTrailingZeros().toPlainString();
    }
    return value.asText().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String unspaced(String code) {
    return code.replaceAll("\\s+", "");
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file);
  }
}
