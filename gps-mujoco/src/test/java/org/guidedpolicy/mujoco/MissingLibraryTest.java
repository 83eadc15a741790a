package org.guidedpolicy.mujoco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.guidedpolicy.mujoco.library.MujocoException;
import org.guidedpolicy.mujoco.library.NativeLibraries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user reads in a process of his own whose library is missing or another one. */
class MissingLibraryTest {

  /** The process: tries twice to use MuJoCo. */
  static final class User {
    private User() {}

    public static void main(String[] arguments) {
      System.out.println(Mujoco.problem().orElse("no problem"));
      try {
        MujocoModel.fromXml(Models.PENDULUM).close();
        System.out.println("loaded");
      } catch (MujocoException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void aNamedFileThatIsNotThereIsNamed(@TempDir Path folder) throws Exception {
    Path nowhere = folder.resolve("libmujoco.so");
    List<String> lines = run(folder, property(nowhere));
    assertEquals(2, lines.size(), lines.toString());
    for (String line : lines) {
      assertTrue(line.contains("no file " + nowhere), line);
      assertTrue(line.contains("gps.mujoco.library"), line);
    }
  }

  @Test
  void aFileThatIsNoLibraryIsNamed(@TempDir Path folder) throws Exception {
    Path text = Files.writeString(folder.resolve("libmujoco.so"), "text");
    for (String line : run(folder, property(text))) {
      assertTrue(line.contains("cannot load " + text), line);
      assertTrue(line.contains("apt-get install libmujoco2.2.2"), line);
    }
  }

  @Test
  void anotherLibraryIsToldFromMujoco(@TempDir Path folder) throws Exception {
    Path other = compile(folder, "int something_else(void) { return 222; }");
    for (String line : run(folder, property(other))) {
      assertTrue(line.contains("is not MuJoCo"), line);
    }
  }

  @Test
  void anotherVersionIsRefusedBeforeAnythingIsRead(@TempDir Path folder) throws Exception {
    Path other = compile(folder, "int mj_version(void) { return 330; }");
    for (String line : run(folder, property(other))) {
      assertTrue(line.contains("version 330, known are [222]"), line);
      assertTrue(line.contains("gps.mujoco.library"), line);
    }
  }

  @Test
  void aPlatformWithoutCatchingOfErrorsIsRefused(@TempDir Path folder) throws Exception {
    assumeTrue(Mujoco.problem().isEmpty(), () -> "skipped: " + Mujoco.problem());
    for (String line : run(folder, "-Dos.arch=s390x")) {
      assertTrue(line.contains("x86-64 and arm64") && line.contains("s390x"), line);
    }
  }

  @Test
  @NeedsMujoco
  void theSystemsLibraryIsFoundWithoutAnyProperty(@TempDir Path folder) throws Exception {
    assertEquals(List.of("no problem", "loaded"), run(folder));
  }

  private static String property(Path library) {
    return "-D" + NativeLibraries.MUJOCO_PROPERTY + "=" + library;
  }

  /** Lines that the user's process prints; it must end well. */
  private static List<String> run(Path folder, String... options) throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), User.class.getName()));
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(output.toFile())
            .start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the process hangs");
    List<String> lines = Files.readAllLines(output);
    assertEquals(0, process.exitValue(), lines.toString());
    assertEquals(2, lines.size(), lines.toString());
    return lines;
  }

  private static Path compile(Path folder, String c) throws Exception {
    Path source = Files.writeString(folder.resolve("other.c"), c);
    Path library = folder.resolve("libother.so");
    try {
      Process gcc =
          new ProcessBuilder("gcc", "-shared", "-fPIC", "-o", library + "", source + "").start();
      assertEquals(0, gcc.waitFor());
    } catch (IOException e) {
      assumeTrue(false, "skipped: no gcc; apt-get install gcc");
    }
    return library;
  }
}
