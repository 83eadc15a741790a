package org.guidedpolicy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads numerical test vectors: from the folder vectors.dir, if set, else from the resources. */
public final class VectorFile {
  private VectorFile() {}

  public static JsonNode read(String name) {
    String folder = System.getProperty("vectors.dir", "");
    try (InputStream in =
        folder.isEmpty()
            ? Objects.requireNonNull(VectorFile.class.getResourceAsStream("/vectors/" + name), name)
            : Files.newInputStream(Path.of(folder, name))) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The numbers of an arbitrarily nested array, in order. */
  public static double[] numbers(JsonNode node) {
    List<Double> all = new ArrayList<>();
    collect(node, all);
    return all.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** The integers of an array. */
  public static int[] integers(JsonNode node) {
    int[] result = new int[node.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = node.get(i).intValue();
    }
    return result;
  }

  private static void collect(JsonNode node, List<Double> all) {
    if (node.isArray()) {
      node.forEach(child -> collect(child, all));
    } else {
      all.add(node.doubleValue());
    }
  }

  /** Compares entry by entry, relative to the largest expected magnitude and at least to 1. */
  public static void assertClose(
      double[] expected, double[] actual, double tolerance, String what) {
    assertEquals(expected.length, actual.length, what);
    double scale = 1;
    for (double e : expected) {
      scale = Math.max(scale, Math.abs(e));
    }
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], tolerance * scale, what + "[" + i + "]");
    }
  }
}
