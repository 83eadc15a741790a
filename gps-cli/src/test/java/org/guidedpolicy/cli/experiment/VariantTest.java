package org.guidedpolicy.cli.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Path;
import org.guidedpolicy.cli.run.OptionTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VariantTest {

  private static final OptionTree OPTIONS = OptionTree.parse("{}");

  private static String folder(String name) {
    return new Variant(name, OPTIONS).folderName();
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", ".", "...", "../x", "/", "a/../../b", "..\\x", ".hidden"})
  void noNameLeadsOutOfTheExperimentsFolder(String name) {
    Path root = Path.of("/experiment");
    Path folder = root.resolve(folder(name)).normalize();
    assertEquals(root, folder.getParent());
    assertFalse(folder.getFileName().toString().startsWith("."));
  }

  @Test
  void namesInOtherScriptsRemainApart() {
    assertEquals("vorsichtig_weiß", folder("vorsichtig weiß"));
    assertEquals("慎重", folder("慎重"));
    assertNotEquals(folder("慎重"), folder("大胆"));
    assertEquals(folder("\u00fc"), folder("u\u0308"));
  }
}
