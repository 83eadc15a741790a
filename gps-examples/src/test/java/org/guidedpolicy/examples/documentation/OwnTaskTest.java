package org.guidedpolicy.examples.documentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import javax.xml.parsers.DocumentBuilderFactory;
import org.guidedpolicy.cli.Program;
import org.guidedpolicy.cli.TaskPath;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** The project with an own task: compiled, run by the program, and its pom held to this one's. */
class OwnTaskTest {
  private static final Path PROJECT = Path.of("own-task");

  /** What its pom's literal versions must equal in the parent's properties. */
  private static final Map<String, String> VERSIONS =
      Map.of("nd4j-native", "dl4j.version", "logback-classic", "logback.version");

  @TempDir static Path folder;
  private static Path classes;
  private static TaskPath path;

  @BeforeAll
  static void build() throws Exception {
    classes = Files.createDirectories(folder.resolve("classes"));
    List<String> arguments = new ArrayList<>(List.of("--release", "17", "-d", classes.toString()));
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path"), "-proc:none"));
    Path resources = PROJECT.resolve("src/main/resources");
    for (Path file : files(PROJECT.resolve("src/main"))) {
      if (file.toString().endsWith(".java")) {
        arguments.add(file.toString());
      } else {
        Path copy = classes.resolve(resources.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertEquals(0, code, "the project compiles");
    path = new TaskPath(classes);
    Program.Result result =
        Program.run(
            "train",
            "boom",
            "--out",
            folder.resolve("run"),
            "--iterations",
            2,
            "--trajectories",
            6,
            "--record");
    assertEquals(0, result.exitCode(), result.err());
    assertTrue(result.out().contains("The policy reaches the goal in "), result.out());
  }

  @AfterAll
  static void close() throws IOException {
    path.close();
  }

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.filter(Files::isRegularFile).toList();
    }
  }

  private static Program.Result sound(Object... arguments) {
    Program.Result result = Program.run(arguments);
    assertEquals(0, result.exitCode(), result.err() + result.out());
    return result;
  }

  @Test
  void everyCommandTakesTheTask() {
    assertTrue(sound("tasks").out().contains("boom "), "beside the tasks of this module");
    sound("check", "boom");
    assertTrue(
        sound("evaluate", "boom", "--policy", folder.resolve("run")).out().contains("success"));
    sound("replay", "boom", "--policy", folder.resolve("run"), "--episodes", 2);
    sound("train", "--resume", folder.resolve("run"), "--iterations", 3);
  }

  @Test
  void workersOfAnExperimentFindItOnTheirClassPath() throws Exception {
    Path out = folder.resolve("experiment");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path") + File.pathSeparator + classes);
    command.addAll(
        List.of("org.guidedpolicy.cli.Main", "experiment", "boom", "--out", out.toString()));
    command.addAll(List.of("--seeds", "0-1", "--jobs", "2", "--iterations", "1"));
    command.addAll(List.of("--trajectories", "4", "--hidden", "8"));
    Path printed = folder.resolve("printed");
    Process gps =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    try {
      assertTrue(gps.waitFor(120, TimeUnit.SECONDS), "still running");
    } finally {
      gps.destroyForcibly();
    }
    String text = Files.readString(printed);
    assertEquals(0, gps.exitValue(), text);
    assertEquals(3, Files.readAllLines(out.resolve("runs.csv")).size(), text);
  }

  @Test
  void itsPomNamesTheVersionsOfThisBuild() throws Exception {
    Document parent = xml(Path.of("..", "pom.xml"));
    Element pom = xml(PROJECT.resolve("pom.xml")).getDocumentElement();
    assertEquals(0, pom.getElementsByTagName("parent").getLength(), "it stands alone");
    Map<String, String> versions = new TreeMap<>();
    for (Element dependency : elements(pom, "dependency")) {
      versions.put(text(dependency, "artifactId"), text(dependency, "version"));
    }
    Map<String, String> expected = new TreeMap<>();
    expected.put("gps-cli", text(parent.getDocumentElement(), "version"));
    VERSIONS.forEach((name, property) -> expected.put(name, property(parent, property)));
    assertEquals(expected, versions);
    Map<String, String> plugins = plugins(parent.getDocumentElement());
    plugins(pom).forEach((name, version) -> assertEquals(plugins.get(name), version, name));
    assertEquals("17", text(pom, "release"));
    assertEquals("org.guidedpolicy.cli.Main", text(pom, "mainClass"));
  }

  private static Map<String, String> plugins(Element pom) {
    Map<String, String> versions = new TreeMap<>();
    for (Element plugin : elements(pom, "plugin")) {
      if (plugin.getElementsByTagName("version").getLength() > 0) {
        versions.putIfAbsent(text(plugin, "artifactId"), text(plugin, "version"));
      }
    }
    return versions;
  }

  private static String property(Document pom, String name) {
    return text((Element) pom.getElementsByTagName("properties").item(0), name);
  }

  private static Document xml(Path file) throws Exception {
    return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
  }

  private static List<Element> elements(Element in, String name) {
    List<Element> found = new ArrayList<>();
    for (int i = 0; i < in.getElementsByTagName(name).getLength(); i++) {
      found.add((Element) in.getElementsByTagName(name).item(i));
    }
    return found;
  }

  private static String text(Element in, String name) {
    return in.getElementsByTagName(name).item(0).getTextContent().strip();
  }

  @Test
  void thePageShowsEveryFileAsItIs() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "own-task.md"));
    for (Path file : files(PROJECT)) {
      String name = PROJECT.relativize(file).toString().replace(File.separatorChar, '/');
      if (name.equals("pom.xml") || name.startsWith("src/")) {
        assertTrue(page.contains("`" + name + "`"), name);
        assertTrue(page.contains("\n" + Files.readString(file).strip() + "\n```"), name);
      }
    }
  }
}
