package org.guidedpolicy.lqr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.DoubleStream;

/** Numerical reference vectors: JSON files of nested row-major arrays. */
final class Vectors {
  private Vectors() {}

  static JsonNode read(String name) {
    String directory = System.getProperty("vectors.dir", "");
    try (var in =
        directory.isEmpty()
            ? Objects.requireNonNull(Vectors.class.getResourceAsStream("/vectors/" + name), name)
            : Files.newInputStream(Path.of(directory, name))) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All numbers of a nested array, row-major. */
  static double[] flat(JsonNode node) {
    return numbers(node).toArray();
  }

  private static DoubleStream numbers(JsonNode node) {
    if (!node.isArray()) {
      return DoubleStream.of(node.asDouble());
    }
    DoubleStream all = DoubleStream.empty();
    for (JsonNode child : node) {
      all = DoubleStream.concat(all, numbers(child));
    }
    return all;
  }

  /** Equal up to the tolerance times the largest expected magnitude. */
  static void assertClose(double[] expected, double[] actual, double tolerance, String what) {
    assertEquals(expected.length, actual.length, what);
    double scale = 0;
    for (double e : expected) {
      scale = Math.max(scale, Math.abs(e));
    }
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], tolerance * scale, what + " entry " + i);
    }
  }
}
