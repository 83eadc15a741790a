package org.guidedpolicy.mujoco.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.TreeMap;
import org.guidedpolicy.mujoco.Commands;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayoutTest {
  private static final Path HEADER = Path.of("/usr/include/mujoco/mujoco.h");

  @Test
  void theTableIsWhatTheCompilerSaysOfTheHeader(@TempDir Path folder) throws Exception {
    assumeTrue(Files.exists(HEADER), "skipped: no " + HEADER + "; apt-get install libmujoco-dev");
    assumeTrue(
        Commands.succeed(folder, "gcc", "--version"), "skipped: no gcc; apt-get install gcc");

    var table = new Properties();
    try (var in = Layout.class.getResourceAsStream(Layout.resource(222))) {
      table.load(in);
    }
    Path source = Files.writeString(folder.resolve("layout.c"), program(table));
    assertTrue(Commands.succeed(folder, "gcc", "-o", "layout", source.toString()));
    assertTrue(Commands.succeed(folder, folder.resolve("layout").toString()));

    var derived = new Properties();
    try (var in = Files.newInputStream(folder.resolve("output"))) {
      derived.load(in);
    }
    assertEquals("222", derived.remove("mjVERSION_HEADER"));
    assertEquals(new TreeMap<>(derived), new TreeMap<>(table));
  }

  /** Prints every entry of the table as the header has it. */
  private static String program(Properties table) {
    var c = new StringBuilder();
    c.append("#include <stddef.h>\n#include <stdio.h>\n#include <mujoco/mujoco.h>\n");
    c.append("int main(void) {\n");
    c.append("printf(\"mjVERSION_HEADER=%d\\n\", mjVERSION_HEADER);\n");
    for (String key : table.stringPropertyNames()) {
      c.append("printf(\"%s=%%d\\n\", (int) %s);\n".formatted(key, expression(key)));
    }
    return c.append("return 0;\n}\n").toString();
  }

  private static String expression(String key) {
    if (key.startsWith("sizeof.")) {
      return "sizeof(" + key.substring("sizeof.".length()) + ")";
    }
    int dot = key.indexOf('.');
    return dot < 0
        ? key
        : "offsetof(" + key.substring(0, dot) + ", " + key.substring(dot + 1) + ")";
  }

  @Test
  void anUnknownVersionIsRefusedWithTheKnownOnes() {
    var e = assertThrows(MujocoException.class, () -> Layout.of(316));
    assertTrue(e.getMessage().contains("version 316, known are [222]"), e.getMessage());
    assertTrue(e.getMessage().contains("apt-get install libmujoco2.2.2"), e.getMessage());
  }
}
